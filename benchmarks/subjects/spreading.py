"""The same work on one worker and on two: seconds on the clock."""

from benchmarks.cases import Case, Figure, Subject, Value, ketlit, program

PARSE = ("parse, processes, one worker", "parse, processes, two workers")
SIFT = ("sift, threads, one worker", "sift, threads, two workers")
DASK = ("parse, Dask, one worker", "parse, Dask, two workers")


def _parse(workers: str) -> tuple[str, ...]:
    where = ("--scheduler", "processes", "--workers", workers)
    return ketlit("parse", "{four}", "--out", "{scratch}", *where)


def _sift(workers: str) -> tuple[str, ...]:
    return ketlit("sift", "{four}", "--out", "{scratch}", "--parquet", "--workers", workers)


SUBJECT = Subject(
    "Two workers against one, over four files",
    (
        Case(PARSE[0], _parse("1")),
        Case(PARSE[1], _parse("2")),
        Case(DASK[0], program("on_dask.py", "1", "{four}", "{scratch}")),
        Case(DASK[1], program("on_dask.py", "2", "{four}", "{scratch}")),
        Case(SIFT[0], _sift("1")),
        Case(SIFT[1], _sift("2")),
    ),
    (
        Figure("parse, processes", Value(PARSE[0], "wall"), Value(PARSE[1], "wall"), at_least=1.6),
        Figure("parse, Dask cluster of this machine, from the first file to the last",
               Value(DASK[0], "work_wall"), Value(DASK[1], "work_wall"), at_least=1.6),
        Figure("sift, threads", Value(SIFT[0], "wall"), Value(SIFT[1], "wall")),
    ),
)  # fmt: skip
