"""`ketlit evaluate`: scores against labels by readers, with intervals, beside the baselines."""

import json
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.commands.train import FILE, GOLD, OFFLINE, TEXTS
from analysis.judgement import POINTS
from harvester.errors import UsageError
from harvester.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from analysis.assessment import Told
    from analysis.model import Model


@click.command(short_help="Scores against gold labels, with intervals, beside the baselines.")
@GOLD
@TEXTS
@OFFLINE
@click.option("--facts", multiple=True, type=FILE, help="Gold facts (CSV) to score; repeatable.")
@click.option("--operating-point", type=click.Choice(POINTS), default="balanced", show_default=True)
@click.option(
    "--cross-validate",
    "repeats",
    default=0,
    help="Repeat nested 5-fold cross-validation so often on the papers that are not locked.",
)
@click.option("--errors", type=click.Path(path_type=Path), help="Write every mistake to this CSV.")
@click.option(
    "--figures", type=click.Path(path_type=Path), help="Write SVG figures to this folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON lines.")
@click.pass_obj
def command(
    obj: dict[str, Any],
    gold: tuple[Path, ...],
    texts: tuple[Path, ...],
    offline: bool,
    facts: tuple[Path, ...],
    operating_point: str,
    repeats: int,
    errors: Path | None,
    figures: Path | None,
    as_json: bool,
) -> None:
    """Score the labels against gold labels, with 95 % intervals, beside lexicon and keywords.

    GOLD: CSVs with pmid and columns named by condition or population_CONDITION (1, 0 or empty);
    default: those of DATA_DIR/gold, with its facts. Papers marked locked are scored by the shipped
    model, which has not seen them; it was trained on the others, so these are scored with
    --cross-validate (needs the extra `train`). Texts: --texts, else the store, else NCBI.
    """
    import analysis.goldfiles as sources
    from analysis.assessment import assess, cross_validated
    from analysis.model import load_model

    settings = load_settings({"data_dir": obj["data_dir"]})
    if not facts and not gold:
        kept = [settings.data_dir / "gold" / name for name in sources.FACTS]
        facts = tuple(path for path in kept if path.exists())
    paths = gold or sources.default_gold(settings.data_dir, sources.GOLD + sources.OTHERS)
    named = {path.name: sources.read_gold(path) for path in paths}
    told = {path.name: sources.read_gold(path) for path in facts}
    every = [*named.values(), *told.values()]
    pmids = sorted({int(pmid) for frame in every for pmid in frame["pmid"].dropna()})
    papers = sources.texts(pmids, texts, settings.data_dir, None if offline else settings)
    if papers.empty:
        raise UsageError("evaluate: no text was found for any of the papers.")
    model = load_model(settings.data_dir)
    tables = assess(named, papers, model, operating_point)
    if repeats:
        bearings = sources.read_bearings(settings.data_dir)
        more = cross_validated(named, papers, operating_point, repeats, bearings)
        tables = chain(tables, more)
    _print_all(tables, errors, as_json)
    for name, frame in told.items():
        _print_facts(name, papers, frame, as_json)
    if figures:
        _draw(figures, papers, named, model)


def _print_facts(name: str, papers: "pd.DataFrame", gold: "pd.DataFrame", as_json: bool) -> None:
    """Print the scores of facts, for locked and for open papers."""
    from analysis.facts_evaluation import evaluate_facts, parts

    for part, frame in parts(gold).items():
        _print(f"{name}, {part}: facts", evaluate_facts(papers, frame), as_json)


def _draw(
    folder: Path, papers: "pd.DataFrame", gold: "dict[str, pd.DataFrame]", model: "Model"
) -> None:
    from analysis.evaluation_figures import write_figures

    for path in write_figures(folder, papers, gold, model):
        click.echo(f"figure: {path}", err=True)


def _print_all(tables: "Iterator[Told]", errors: Path | None, as_json: bool) -> None:
    """Print every table as it comes, but the mistakes: they go to the file *errors*, if any."""
    import pandas as pd

    wrong = []
    for told in tables:
        if told.what == "mistakes":
            wrong.append(told.frame.assign(file=told.file, part=told.part))
        else:
            _print(f"{told.file}, {told.part}: {told.what}", told.frame, as_json)
    if errors:
        pd.concat(wrong).to_csv(errors, index=False)
        click.echo(f"mistakes: {errors}", err=True)


def _print(title: str, frame: "pd.DataFrame", as_json: bool) -> None:
    if as_json:
        for row in frame.assign(of=title).to_dict("records"):
            told = {k: None if v != v else v for k, v in row.items()}  # noqa: PLR0124 (nan)
            click.echo(json.dumps(told))
        return
    click.echo(f"\n{title}")
    click.echo(frame.round(3).to_string(index=False, na_rep=""))
