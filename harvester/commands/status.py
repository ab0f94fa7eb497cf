"""`ketlit status`: what is there, from when, and what is incomplete."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from harvester.commands.watching import folded


@click.command(short_help="What is there, from when, and what is incomplete.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--prisma", "as_prisma", is_flag=True, help="Print a PRISMA-S search record.")
@click.option("--max-age", metavar="AGE", help="Exit 1 if the last whole run is older (36h, 2d).")
@click.pass_obj
def command(obj: dict[str, Any], as_json: bool, as_prisma: bool, max_age: str | None) -> None:
    """Say what is there, from when, the last runs, and what is incomplete.

    --max-age lets any monitor notice a schedule that stopped; --prisma writes the search record
    and the PRISMA 2020 identification counts as Markdown.
    """
    from harvester.order import orders
    from harvester.prisma import prisma
    from harvester.settings import load_settings
    from harvester.standing import read_age, refuse_stale, standing

    most = read_age(max_age) if max_age else None
    now = datetime.now(UTC)
    settings = load_settings({"data_dir": obj["data_dir"]})
    scheduled = [order.question for order in orders(settings.topic, sources=settings.sources)]
    state = standing(settings.data_dir)
    if as_json:
        click.echo(json.dumps(state.told(now, scheduled), indent=1, ensure_ascii=False))
    elif as_prisma:
        click.echo(prisma(state.whole, state.distinct))
    else:
        for line in _in_words(state, now):
            click.echo(folded(line, sys.stdout))
    if most is not None:
        refuse_stale(state, most, now, scheduled)


def _in_words(state: Any, now: datetime) -> Iterator[str]:
    if not state.runs:
        yield f"{state.data_dir}: nothing here yet. `ketlit harvest` begins."
        return
    gone = state.tables.get("gone", 0)
    left = f"; {gone:,} of them no longer match, and are kept" if gone else ""
    yield f"{state.tables.get('papers', 0):,} papers{left}"
    for run in state.whole:
        hours = (now - datetime.fromisoformat(run.ended)).total_seconds() / 3600
        yield f"{run.question}: whole {hours:.1f} h ago ({run.ended}). {run.message}"
    for run in state.unfinished:
        yield f"{run.question}: {run.state}, run it again. {run.message}"
    yield "Last runs:"
    for run in state.runs:
        first, stop, _ = run.message.partition(". ")  # the rest stands above, or in the record
        yield f"  {run.run}  {run.command:8} {run.state:10} {first}{stop.rstrip()}"
