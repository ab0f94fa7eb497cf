"""`ketlit find`: full-text search of the corpus from the shell."""

import json
import textwrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from harvester.finding import Found

_WIDTH = 80


@click.command(short_help="Full-text search of the corpus from the shell.")
@click.argument("words", nargs=-1, required=True)
@click.option("--year", metavar="YEARS", help="2019, 2019-2021, 2019- or -2021.")
@click.option("--condition", help="Only papers with this label (after `ketlit classify`).")
@click.option("--design", help="Only papers of this design (after `ketlit extract`).")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the papers as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    year: str | None,
    condition: str | None,
    design: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Find papers by title, abstract, keywords and MeSH, the most relevant first.

    WORDS: all must occur; "a phrase", a beginning*, AND, OR, NOT and title:word are understood.
    """
    from contextlib import closing
    from dataclasses import asdict

    from harvester.finding import Wanted, find, years
    from harvester.settings import load_settings
    from harvester.store.opening import open_reading

    path = load_settings({"data_dir": ctx.obj["data_dir"]}).data_dir / "papers.sqlite"
    wanted = Wanted(years(year) if year else None, condition, design)
    with closing(open_reading(path)) as db:
        found = find(db, path, " ".join(words), wanted)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found[:limit]], ensure_ascii=False, indent=1))
        return
    for one in found[:limit]:
        click.echo(_told(one))
    shown = f", the first {limit} shown" if len(found) > limit else ""
    click.echo(f"{len(found):,} papers{shown}.", err=True)


def _told(one: "Found") -> str:
    """Return a paper in a few lines of 80 columns: its id, title, journal, year and labels."""
    name = f"PMID {one.pmid}" if one.pmid else one.pmcid or one.paper_id
    lines = [click.style(name, bold=True)]
    lines += textwrap.wrap(
        one.title or "(no title)", _WIDTH, initial_indent="  ", subsequent_indent="  "
    )
    told = [str(part) for part in (one.journal, one.year, *one.designs, *one.conditions) if part]
    lines += textwrap.wrap(" · ".join(told), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines)
