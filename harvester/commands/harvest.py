"""`ketlit harvest`: bring the corpus up to date."""

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from textwrap import fill
from typing import Any

import click

from harvester.commands.watching import bar, folded, interruptible

WIDTH = 80
# A query is broken at its blanks alone, so that it can be copied from the screen.
AS_IT_STANDS: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}


def _day(_ctx: click.Context, _param: click.Parameter, moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _ids(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> list[int] | None:
    from harvester.order import read_ids

    return read_ids(path) if path else None


def _narrowing(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that narrow an order; each is named as `order.orders` names it."""
    day = click.DateTime(["%Y-%m-%d"])
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    subset = click.Choice(["open-access", "author-manuscript"])
    options = (
        click.option("--since", type=day, callback=_day, help="Entered the database from then."),
        click.option("--until", type=day, callback=_day, help="Entered it up to then."),
        click.option(
            "--pmids",
            "ids",
            type=file,
            callback=_ids,
            help="Just the papers whose ids this file names.",
        ),
        click.option("--limit", type=click.IntRange(1), help="Fetch at most so many new papers."),
        click.option(
            "--only",
            "filters",
            type=subset,
            multiple=True,
            help="Subset of PMC; given twice: either.",
        ),
        click.option(
            "--fulltext", is_flag=True, help="PMC: open-access full texts from the S3 bucket."
        ),
        click.option(
            "--accept-gone", is_flag=True, help="Believe that more than 1 % left at once."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(short_help="Bring the corpus up to date; the first run is a full one.")
@click.option("--topic", help="Standing search (default: ketamine).")
@click.option("--query", metavar="TEXT", help="Search of your own, in place of the topic's.")
@click.option("--source", type=click.Choice(["pubmed", "pmc", "all"]), help="Default: pubmed.")
@_narrowing
@click.option("--patience", type=float, help="Seconds an outage is waited out (default: 900).")
@click.option("--dry-run", is_flag=True, help="Counts and NCBI's translation; nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="Print the run record.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    topic: str | None,
    query: str | None,
    source: str | None,
    patience: float | None,
    dry_run: bool,
    as_json: bool,
    **narrowed: Any,
) -> None:
    """Bring the corpus up to date.

    All ids of the query are listed, and proven to be all; then what is new, what changed and what
    is due for another look is fetched; what left is noted. Interrupted at any moment, the same
    command goes on from there.
    """
    from harvester.listing import preview
    from harvester.lock import DataLock
    from harvester.order import orders
    from harvester.run import carry_out, utc_now
    from harvester.settings import load_settings
    from harvester.transport import Transport

    flags = {"data_dir": ctx.obj["data_dir"], "patience": patience, "topic": topic}
    settings = load_settings({**flags, "sources": source})
    asked = orders(settings.topic, query, settings.sources, **narrowed)
    if dry_run:
        for order in asked:
            _say(preview(order.query, Transport(settings).fetch), as_json)
        return
    with interruptible(), DataLock(settings.data_dir, "harvest", utc_now()):
        for order in asked:
            with bar(order.query.db, ctx.obj["quiet"]) as note:
                run = carry_out(order, settings.data_dir, settings, note)
            _say(run.row() if as_json else run.told(), as_json)


def _say(told: Any, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, indent=1, ensure_ascii=False))
    elif isinstance(told, dict):
        for name, value in told.items():
            said = "; ".join(value) or "none" if isinstance(value, list) else str(value)
            click.echo(fill(f"{name}: {said}", WIDTH, subsequent_indent="  ", **AS_IT_STANDS))
    else:
        click.echo(folded(told, sys.stdout))
