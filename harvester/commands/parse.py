"""`ketlit parse`: whole PubMed files into Parquet."""

import json
from pathlib import Path

import click


@click.command(name="parse", short_help="Whole PubMed XML files into Parquet, every table.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE...",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--scheduler", default="threads", show_default=True, metavar="WHERE",
              help="threads, processes, or tcp://host:port of a Dask scheduler.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), help="Files at a time (default: all cores).")
@click.option("--json", "as_json", is_flag=True, help="Print what each file held as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    out: Path,
    scheduler: str,
    workers: int | None,
    as_json: bool,
) -> None:
    """Parse PubMed XML(.gz) files, or folders of them, into Parquet: a folder for each table.

    Each file makes a part of its own in every folder, whole or not at all; manifest.jsonl says
    which are done, and those are not done again. DuckDB, polars and pandas read the folders.
    """
    from harvester.bulk.light import spare_pandas

    spare_pandas()  # before anything that makes an array is loaded
    from harvester.bulk.runs import parse
    from harvester.bulk.spread import Spread
    from harvester.commands.sift import progress

    with progress(files, ctx.obj["quiet"]) as notice:
        told = parse(files, out, Spread(scheduler, workers, notice))
    if as_json:
        click.echo(json.dumps(told, indent=1))
        return
    papers = sum(one["rows"]["papers"] for one in told)
    rejected = [
        f"{one['file']}: {r['place']}: {r['reason']}" for one in told for r in one["rejected"]
    ]
    for line in rejected:
        click.echo(f"rejected: {line}", err=True)
    click.echo(f"{len(told):,} files: {papers:,} papers in {out}, {len(rejected):,} rejected")
