"""`ketlit classify`: labels with evidence for every paper of the store."""

import json
from typing import Any

import click

from analysis.judgement import POINTS
from harvester.settings import load_settings


@click.command(short_help="Label every paper by condition, with the words that made each label.")
@click.option(
    "--operating-point",
    type=click.Choice(POINTS),
    default="balanced",
    show_default=True,
    help="sensitive: recall first, for screening; precise: precision first.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_obj
def command(obj: dict[str, Any], operating_point: str, as_json: bool) -> None:
    """Label every paper of the store by condition, with the words that made each label.

    The labels go into the store (table `labels`); human decisions in data/decisions outrank them.
    Prints how many papers carry each condition, and of how many it is the population.
    """
    from tqdm import tqdm

    from analysis.labelling import label_store

    settings = load_settings({"data_dir": obj["data_dir"]})
    labels = label_store(
        settings.data_dir,
        operating_point,
        lambda starts: tqdm(starts, "classify", unit="batch", disable=obj["quiet"] or None),
    )
    counts = labels.groupby("condition", sort=False)[["label", "population"]].sum()
    papers = labels["paper_id"].nunique()
    if as_json:
        told = {key: {"label": int(a), "population": int(b)} for key, a, b in counts.itertuples()}
        click.echo(json.dumps({"papers": papers, "conditions": told}))
        return
    click.echo(f"{papers} papers, operating point {operating_point}")
    for key, label, population in counts.itertuples():
        click.echo(f"{key:16} {int(label):7} papers, {int(population):7} in people who have it")
