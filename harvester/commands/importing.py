"""`ketlit import`: records that came as files, into the same store by the same rules."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from harvester.imports import Imported

_EXPLAINED = 20  # matches of one file that are printed; --json has them all


@click.command(
    name="import", short_help="Take in PubMed XML, MEDLINE/.nbib, PMC JATS and other exports."
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@click.option("--json", "as_json", is_flag=True, help="Print what each file brought as JSON.")
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Take in records that came as files: PubMed XML(.gz), MEDLINE/.nbib, PMC JATS and others.

    The files are kept like NCBI's replies, and their records follow the same rules: one that
    describes a paper already there joins it, an older one changes nothing. All files are read
    before the first is taken in; a bad one is named, and then nothing is.
    """
    from harvester.imports import import_files
    from harvester.lock import DataLock
    from harvester.run import utc_now
    from harvester.settings import load_settings
    from harvester.store import Store

    data_dir = load_settings({"data_dir": ctx.obj["data_dir"]}).data_dir
    with (
        DataLock(data_dir, "import", utc_now()),
        Store.open(data_dir / "papers.sqlite") as store,
    ):
        done = import_files(data_dir, files, store, utc_now)
    if as_json:
        told = {"run": done.run.row(), "files": [_row(one) for one in done.files]}
        click.echo(json.dumps(told, indent=1, ensure_ascii=False))
        return
    for one in done.files:
        click.echo(_sentence(one))
        for record, paper_id, why in one.applied.matched[:_EXPLAINED]:
            click.echo(f"  {record} is {paper_id}: {why}")
        if (more := len(one.applied.matched) - _EXPLAINED) > 0:
            click.echo(f"  … and {more:,} more (--json names all)")


def _row(one: "Imported") -> dict[str, Any]:
    applied = one.applied
    return {
        "file": one.file,
        "source": one.source,
        "records": one.records,
        "new": list(applied.new),
        "changed": list(applied.changed),
        "merged": [{"from": old, "to": new} for old, new in applied.merged],
        "matched": [{"record": r, "paper_id": p, "why": w} for r, p, w in applied.matched],
        "unchanged": applied.unchanged,
        "older": applied.stale,
        "rejected": applied.rejected,
    }


def _sentence(one: "Imported") -> str:
    parts = {
        "new": len(one.applied.new),
        "changed": len(one.applied.changed),
        "unchanged": one.applied.unchanged,
        "older than the store's": one.applied.stale,
        "rejected": one.applied.rejected,
    }
    told = ", ".join(f"{n:,} {what}" for what, n in parts.items() if n) or "nothing new"
    return f"{one.file} ({one.source}): {one.records:,} records: {told}."
