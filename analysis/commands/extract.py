"""`ketlit extract`: the facts of every paper of the store, with the words they were read from."""

import json
from typing import Any

import click

from harvester.settings import load_settings


@click.command(short_help="Read dose, route, design, sample size and more, each with its words.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_obj
def command(obj: dict[str, Any], as_json: bool) -> None:
    """Read dose, route, design, sample size and more, each with its words.

    The facts go into the store (table `facts`), in place of those of the last time. What a paper
    does not say has no row. Prints how many papers say each attribute.
    """
    from tqdm import tqdm

    from analysis.extraction import ATTRIBUTES, extract_store

    settings = load_settings({"data_dir": obj["data_dir"]})
    facts = extract_store(
        settings.data_dir,
        lambda starts: tqdm(starts, "extract", unit="batch", disable=obj["quiet"] or None),
    )
    papers = facts.groupby("attribute")["paper_id"].nunique()
    counts = {name: int(papers.get(name, 0)) for name in ATTRIBUTES}
    if as_json:
        click.echo(json.dumps({"facts": len(facts), "attributes": counts}))
        return
    click.echo(f"{len(facts)} facts")
    for name, count in counts.items():
        click.echo(f"{name:18} {count:7} papers")
