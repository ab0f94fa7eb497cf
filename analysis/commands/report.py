"""`ketlit report`: one self-contained page on the corpus, with its tables and figures beside it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from harvester.settings import load_settings


@click.command("report", short_help="A self-contained HTML report, with its tables and figures.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder (default: reports/<date>).")
@click.option("--figures/--no-figures", default=True, help="Draw SVG and PNG files too.")
@click.pass_obj
def command(obj: dict[str, Any], /, out: Path | None, figures: bool) -> None:
    """Write data/reports/<date>/report.html: one file that works offline, and prints.

    Beside it: tables/*.csv, every number with the papers behind it, and figures/*.svg and *.png
    at print quality. What came since the report before is listed as new.
    """
    from tqdm import tqdm

    from analysis.export.provenance import provenance
    from analysis.report.files import write_report
    from analysis.report.scores import scores
    from analysis.summaries import summarise
    from harvester import load

    settings = load_settings({"data_dir": obj["data_dir"]})
    corpus = load(settings.data_dir)
    folder = out or settings.data_dir / "reports" / f"{datetime.now(UTC):%Y-%m-%d}"
    path = write_report(
        summarise(corpus),
        folder,
        provenance(corpus.runs, corpus.labels),
        scores=scores(corpus.papers, settings.data_dir),
        pictures=figures,
        watch=lambda names: tqdm(names, "report", unit="file", disable=obj["quiet"] or None),
    )
    click.echo(path)
