"""Work on many files spread over threads, processes or a cluster; one manifest says what is done.

A file that is in the manifest, as large and as old as it was, is not done again: a run that was
stopped, or lost a worker, goes on where it was.
"""

import ctypes
import json
import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent import futures
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from harvester.errors import KetlitError, MissingExtraError, StoreError, UsageError

Task = TypeVar("Task", bound=Hashable)
Told = dict[str, Any]
SCHEDULERS = "threads, processes, or tcp://host:port of a Dask scheduler"
# glibc's names for: how much freed memory is kept, and what is so large that it is not kept.
TRIM, MAPPED = -1, -3
KEPT, LARGE = 64 << 20, 32 << 20  # bytes
RETRIES = 3  # times that a lost file is done again before the run gives up


class Manifest:
    """What is done, a line of JSON for each file, in *folder*. question: what all files are asked.

    Raises StoreError if the folder holds the answers to another question.
    """

    def __init__(self, folder: Path, question: str):
        self.path = folder / "manifest.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self._done: dict[str, Told] = {}
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        for line in lines:
            if line.endswith("}"):  # a power cut may leave the last line unfinished
                told = json.loads(line)
                if told["question"] != question:
                    raise StoreError(
                        f"{self.path}: it is of another question ({told['question']!r}, not "
                        f"{question!r}). Give another folder with --out."
                    )
                self._done[told["file"]] = told
        self._question = question

    def of(self, path: Path) -> Told | None:
        """Return what is known of a file that is done and unchanged since."""
        told = self._done.get(path.name)
        return told if told and told["state"] == _state(path) else None

    def add(self, path: Path, told: Mapping[str, Any]) -> Told:
        """Note that a file is done, and return its line."""
        line = {"file": path.name, "question": self._question, "state": _state(path), **told}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._done[path.name] = line
        return line


def _state(path: Path) -> list[int]:
    """Return size and time of change of a file."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


@dataclass(frozen=True)
class Spread:
    """Where work is done: on *workers* threads or processes here, or by a Dask scheduler.

    notice: called with the file and what was said of it when it is done.
    """

    scheduler: str = "threads"
    workers: int | None = None
    notice: Callable[[Path, Told], None] | None = None

    def over(
        self, work: Callable[[Task], Told], tasks: Sequence[Task]
    ) -> Iterator[tuple[Task, Told | KetlitError]]:
        """Yield each task and what *work* says of it, as they are done, in any order.

        A KetlitError that *work* raises is what it says; any other is raised. Raises UsageError
        for a scheduler that is none, MissingExtraError for a cluster without Dask.
        """
        if self.scheduler.startswith(("tcp://", "tls://")):
            yield from _cluster(work, tasks, self.scheduler)
            return
        pools: dict[str, type[futures.Executor]] = {
            "threads": futures.ThreadPoolExecutor,
            "processes": futures.ProcessPoolExecutor,
        }
        if self.scheduler not in pools:
            raise UsageError(f"Unknown scheduler {self.scheduler!r}; there are: {SCHEDULERS}.")
        number = self.workers or os.cpu_count() or 1
        with pools[self.scheduler](number) as pool:  # type: ignore[call-arg]
            waiting = {pool.submit(work, task): task for task in tasks}
            try:
                for done in futures.as_completed(waiting):
                    yield waiting[done], _said(done)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


HERE = Spread()


def _cluster(
    work: Callable[[Task], Told], tasks: Sequence[Task], scheduler: str
) -> Iterator[tuple[Task, Told | KetlitError]]:
    """Spread over Dask's workers. What a lost worker held is done again by another."""
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise MissingExtraError("A cluster", "cluster") from error
    with Client(scheduler) as client:  # type: ignore[no-untyped-call]
        waiting = {
            client.submit(_on_worker, work, task, retries=RETRIES, pure=False): task
            for task in tasks
        }
        for done in as_completed(list(waiting)):  # type: ignore[no-untyped-call]
            yield waiting[done], _said(done)


def _on_worker(work: Callable[[Task], Told], task: Task) -> Told:
    """Do a task on a worker of a cluster.

    Dask has its workers give freed memory back at once (MALLOC_TRIM_THRESHOLD_), which costs a
    third more where blocks of megabytes come and go: what a block needs is kept for the next.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # of Linux with glibc
    if mallopt:
        mallopt(TRIM, KEPT)
        mallopt(MAPPED, LARGE)
    return work(task)


def _said(done: Any) -> Told | KetlitError:
    """Return what a future came to; an error that was not foreseen is raised."""
    try:
        told: Told = done.result()
    except KetlitError as error:
        return error
    return told
