"""`ketlit export`: the corpus, or a part of it, as a file for another tool."""

from pathlib import Path
from typing import Any

import click

from analysis.export import FORMATS, Format, format_named
from analysis.export.choice import Choice
from harvester.errors import UsageError
from harvester.schema import RETRACTIONS
from harvester.settings import load_settings

FORMAT_HELP = "; ".join(f"{name}: {told.says}" for name, told in FORMATS.items())


@click.command("export", short_help="The corpus, or a part of it, as a file for another tool.")
@click.option("--format", "name", required=True, metavar="FORMAT", help=FORMAT_HELP + ".")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File, or folder.")
@click.option("--condition", "conditions", multiple=True, help="Papers labelled so; repeatable.")
@click.option("--min-score", type=float, help="Cut the condition's score here, not at its label.")
@click.option("--since", help="Entered PubMed on or after this day, month or year (ISO).")
@click.option("--until", help="Entered PubMed on or before this day, month or year (ISO).")
@click.option("--year", "years", help="Year of publication: 2019, 2015-2019, 2015-, -2019.")
@click.option("--design", "designs", multiple=True, help="rct, observational, …; repeatable.")
@click.option("--retraction", "retractions", multiple=True, help=", ".join(RETRACTIONS) + ".")
@click.option("--current", is_flag=True, help="Without papers that the query no longer returns.")
@click.option("--new", "is_new", is_flag=True, help="Only what came since the last whole run.")
@click.option("--since-run", metavar="N", help="Only what came after run N (a number or a name).")
@click.pass_obj
def command(
    obj: dict[str, Any],
    /,
    name: str,
    out: Path,
    is_new: bool,
    since_run: str | None,
    **filters: Any,
) -> None:
    """Write the corpus, or the part that the filters choose, to a file.

    Beside it come a .meta.json (query, run, filters, counts, checksum) and, for tables, a
    datapackage.json, by which `harvester.read_export` brings every type back.
    """
    chosen = format_named(name)
    if is_new and since_run:
        raise UsageError("--new and --since-run exclude each other.")
    since_run = "last" if is_new else since_run
    choice = Choice(**filters)  # before anything is read: a wrong filter fails at once
    settings = load_settings({"data_dir": obj["data_dir"]})
    from analysis.export.exporting import export_corpus

    path, count = export_corpus(settings.data_dir, name, _place(out, chosen), choice, since_run)
    if not obj["quiet"]:
        click.echo(f"{count} papers", err=True)
    click.echo(path)


def _place(out: Path, chosen: Format) -> Path:
    return out / f"papers{chosen.suffix}" if out.is_dir() else out
