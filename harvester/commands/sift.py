"""`ketlit sift`: a topic's papers out of whole-PubMed files."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from harvester.bulk.words import Words


@click.command(
    name="sift", short_help="The topic's papers out of whole-PubMed baseline and update files."
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE...",
)
@click.option("--topic", default="ketamine", show_default=True, help="Topic of topics.toml.")
@click.option("--word", "words", multiple=True, help="Sift for this word instead; * truncates.")
@click.option("--out", type=click.Path(path_type=Path), help="Parts go here (default: data/sift).")
@click.option("--parquet", is_flag=True, help="Write Parquet below --out; leave the store alone.")
@click.option("--scheduler", default="threads", show_default=True, metavar="WHERE",
              help="threads, processes, or tcp://host:port of a Dask scheduler.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), help="Files at a time (default: all cores).")
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    topic: str,
    words: tuple[str, ...],
    out: Path | None,
    parquet: bool,
    scheduler: str,
    workers: int | None,
) -> None:
    """Sift the topic's papers out of PubMed XML files, or folders of them, into the store.

    Files are taken in NLM's order, whatever order they are given in: a later one wins, deletions
    come last, checksums beside them (.md5) are checked. A file that is done is not done again.
    A word that only a cited reference or an affiliation has makes no paper one of the topic's.
    """
    from harvester.bulk.runs import list_updates, sift, write_documents, write_parquet
    from harvester.bulk.spread import Spread
    from harvester.bulk.words import of_topic, of_words
    from harvester.settings import load_settings

    data_dir = load_settings({"data_dir": ctx.obj["data_dir"]}).data_dir
    wanted = of_words(words) if words else of_topic(topic)
    folder = out or data_dir / "sift" / _name(wanted)
    with progress(files, ctx.obj["quiet"]) as notice:
        tasks, told = sift(files, wanted, folder, Spread(scheduler, workers, notice))
        list_updates(tasks, Spread(scheduler, workers))
    if parquet:
        counts = write_parquet(tasks, told, folder)
        click.echo(f"{len(told):,} files: {counts['papers']:,} papers in {folder}")
    else:
        _into_store(data_dir, write_documents(tasks, told, folder), len(told))


def _name(words: "Words") -> str:
    """Return a name for the folder of a question."""
    import hashlib

    return hashlib.sha256(repr(words.told).encode()).hexdigest()[:12]


def progress(files: tuple[Path, ...], quiet: bool) -> Any:
    """Return a context whose value is called with each file that is done."""
    from contextlib import contextmanager

    from tqdm import tqdm

    from harvester.bulk.files import in_order

    @contextmanager
    def shown() -> Any:
        off = quiet or not sys.stderr.isatty()
        with tqdm(total=len(in_order(files)), unit="file", file=sys.stderr, disable=off) as bar:
            yield lambda _path, _told: bar.update()

    return shown()


def _into_store(data_dir: Path, documents: list[Path], count: int) -> None:
    """Import the settled documents, one run each, and say what they brought."""
    from harvester.imports import import_files
    from harvester.lock import DataLock
    from harvester.run import utc_now
    from harvester.store import Store

    new = records = 0
    with (
        DataLock(data_dir, "sift", utc_now()),
        Store.open(data_dir / "papers.sqlite") as store,
    ):
        for document in documents:
            done = import_files(data_dir, [document], store, utc_now)
            new += len(done.files[0].applied.new)
            records += done.files[0].records
    click.echo(f"{count:,} files: {records:,} papers of the topic, {new:,} of them new.")
