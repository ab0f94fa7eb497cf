"""`ketlit recall`: whether the topic's query finds the papers that it must find."""

import json
from pathlib import Path
from typing import Any

import click

from harvester.errors import KetlitError


class MissedError(KetlitError):
    """Papers that exist are not found by the query."""


@click.command(short_help="Does the topic's query find these known papers? Which not, and why.")
@click.option(
    "--known",
    "known_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of PMIDs, one on a line; # begins a remark.",
)
@click.option("--topic", help="Standing search (default: ketamine).")
@click.option("--query", metavar="TEXT", help="Search of your own, in place of the topic's.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def command(
    obj: dict[str, Any], known_file: Path, topic: str | None, query: str | None, as_json: bool
) -> None:
    """Ask the query for papers that it must find; say which it misses, and why.

    Exit status 1 if it misses any, so that a change of a topic can be tested.
    """
    from harvester.order import orders, read_ids
    from harvester.recall import recall
    from harvester.settings import load_settings
    from harvester.transport import Transport

    settings = load_settings({"data_dir": obj["data_dir"], "topic": topic})
    known = list(dict.fromkeys(read_ids(known_file)))
    asked = orders(settings.topic, query)[0].query
    told = recall(asked, known, Transport(settings).fetch)
    if as_json:
        share = {"known": len(known), "found": told.found, "recall": told.share}
        click.echo(json.dumps({**share, "missed": told.missed}, indent=1, ensure_ascii=False))
    else:
        click.echo(f"found {len(told.found)} of {len(known)} ({told.share:.1%})")
        for uid, reason in told.missed.items():
            click.echo(f"  {uid}: {reason}")
    if told.missed:
        raise MissedError(f"{len(told.missed)} of {len(known)} known papers are not found.")
