"""Write papers to a store, write them again, load them: store.py PAPERS FILE...

Parsing is not counted. The second write is of the same records in later replies, as a night over
an unchanged corpus is.
"""

import json
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

BATCH = 200
told: dict[str, float] = {}


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Add the CPU seconds of a block to what is told, and its seconds on the clock."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    told[name] = told.get(name, 0) + time.process_time() - cpu
    told[f"{name}_wall"] = told.get(f"{name}_wall", 0) + time.perf_counter() - wall


def batches(files: list[str], papers: int) -> Iterator[Parsed]:
    """Yield the first *papers* records of *files*, BATCH at a time."""
    every = (parsed for file in files for parsed in read_file(file))
    return islice(every, papers // BATCH)


def write(path: Path, found: Iterator[Parsed], run: str, at: str, name: str) -> None:
    """Apply every batch as one reply of *run*."""
    with timed(name):
        store = Store.open(path)
    for number, parsed in enumerate(found):
        reply_name = f"{run}/{number:05d}"
        reply = Reply(reply_name, run, "pubmed", reply_name, "efetch.fcgi", {}, at, 0, "")
        with timed(name):
            store.apply(parsed, reply)
    with timed(name):
        store.close()


def main(papers: int, files: list[str]) -> None:
    """Print what each step cost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "papers.sqlite"
        write(path, batches(files, papers), "r1", "2026-11-01T00:00:00Z", "write")
        told["megabytes"] = path.stat().st_size / 1e6
        write(path, batches(files, papers), "r2", "2026-11-02T00:00:00Z", "again")
        with load(folder) as corpus:
            for name in ("papers", "authors", "mesh", "references"):
                with timed(f"load_{name}"):
                    told[name] = len(getattr(corpus, name))
            with timed("search"):
                told["found"] = len(corpus.search("ketamine OR rapid*"))
    print(json.dumps({name: round(value, 3) for name, value in told.items()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
