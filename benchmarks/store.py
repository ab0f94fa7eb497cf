"""Store writes and `load`: 35,000 real papers with authors, MeSH and references.

    python benchmarks/store.py pubmed21n1298.xml.gz pubmed20n0014.xml.gz

The files are NLM's. Parsing is not counted. CPU seconds and wall seconds of this process; the
second write is of the same records in later replies, as a night over an unchanged corpus is.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import harvester.frames  # noqa: F401 (pandas is loaded before anything is timed)
from harvester import load
from harvester.archive import Reply
from harvester.reading import read_file
from harvester.sources import Parsed
from harvester.store import Store

PAPERS, BATCH = 35_000, 200


class Timed:
    """Adds up the time spent in its blocks."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Time a block."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu

    def __str__(self) -> str:
        return f"{self.cpu:6.2f} s CPU {self.wall:6.2f} s wall"


def batches(files: list[str]) -> Iterator[Parsed]:
    """Yield the first PAPERS records of *files*, BATCH at a time."""
    every = (parsed for file in files for parsed in read_file(file))
    return islice(every, PAPERS // BATCH)


def write(path: Path, files: list[str], run: str, at: str) -> Timed:
    """Apply every batch as one reply of *run*."""
    timed = Timed()
    with timed():
        store = Store.open(path)
    for number, parsed in enumerate(batches(files)):
        name = f"{run}/{number:05d}"
        reply = Reply(name, run, "pubmed", name, "efetch.fcgi", {}, at, 0, "")
        with timed():
            store.apply(parsed, reply)
    with timed():
        store.close()
    return timed


def main(files: list[str]) -> None:
    """Print each figure on a line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "papers.sqlite"
        print(f"{write(path, files, 'r1', '2026-11-01T00:00:00Z')}  write {PAPERS:,} papers")
        print(f"{path.stat().st_size / 1e6:6.0f} MB")
        print(f"{write(path, files, 'r2', '2026-11-02T00:00:00Z')}  write them again, unchanged")
        corpus = load(folder)
        for name in ("papers", "authors", "mesh", "references"):
            timed = Timed()
            with timed():
                rows = len(getattr(corpus, name))
            print(f"{timed}  load().{name}: {rows:,} rows")
        timed = Timed()
        with timed():
            found = len(corpus.search("ketamine OR rapid*"))
        print(f"{timed}  search: {found:,} papers")
        corpus.close()


if __name__ == "__main__":
    main(sys.argv[1:])
