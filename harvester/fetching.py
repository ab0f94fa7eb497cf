"""Whole records by their ids: in batches, several in flight, cut in two where a batch fails."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from harvester import eutils
from harvester.errors import IncompleteError, ReplyError
from harvester.request import Request

Item = TypeVar("Item")
Result = TypeVar("Result")
# Records in one request: large enough to be few, small enough not to time out (NCBI: up to some
# hundreds). Full texts are some fifty times longer.
BATCH = {"pubmed": 400, "pmc": 40}
IN_FLIGHT = 4
NO_SUCH = ("no_valid_id", "no_summary")  # failures that say: there is no such record
# Answers in a row that are of no use: bad records spoil some batches, all are a server's trouble.
MOST_REFUSED = 16
FEW = 10  # ids that are asked for one by one when they were left out of a reply


@dataclass(frozen=True)
class Answer:
    """The reply for some ids: whole, or the failure that stays when it is one id's alone."""

    ids: tuple[int, ...]
    request: Request
    body: bytes = b""
    failure: ReplyError | None = None

    @property
    def divisible(self) -> bool:
        """Whether it failed, and asking for half of it may not."""
        return self.failure is not None and len(self.ids) > 1

    @property
    def troubled(self) -> bool:
        """Whether it failed otherwise than by there being no such record."""
        return self.failure is not None and self.failure.failure not in NO_SUCH


def refuse_all_bad(refused: int, last: Exception | None) -> None:
    """Raise IncompleteError if so many answers in a row cannot be the records' own fault."""
    if refused >= MOST_REFUSED:
        raise IncompleteError(
            f"{refused} answers in a row were of no use; the last: {last} That is a trouble of the "
            "server, not of the papers. Run the same command again later."
        ) from last


def refuse_mass_omission(omitted: int, asked: int) -> None:
    """Raise IncompleteError if more papers were left out than single records ever are."""
    if omitted > max(FEW, asked // 100):
        raise IncompleteError(
            f"{omitted:,} of {asked:,} papers were not returned, though NCBI lists them: a trouble "
            "of the server. Run the same command again later."
        )


def records(
    db: str, ids: Iterable[int], fetch: Callable[[Request], bytes], size: int | None = None
) -> Iterator[Answer]:
    """Yield an answer for each batch of *ids*, as they come.

    A batch that goes on failing is cut in two, down to the record that does it. Raises
    IncompleteError when all do, and what *fetch* raises beside ReplyError.
    """
    refused = 0
    batches = list(_cut(tuple(ids), size or BATCH[db]))

    def ask(batch: tuple[int, ...]) -> Answer:
        request = eutils.fetch(db, batch)
        try:
            return Answer(batch, request, fetch(request))
        except ReplyError as error:
            return Answer(batch, request, failure=error)

    while batches:
        failed: list[tuple[int, ...]] = []
        for answer in in_flight(ask, batches):
            refused = refused + 1 if answer.troubled else 0
            refuse_all_bad(refused, answer.failure)
            if answer.divisible:
                half = len(answer.ids) // 2
                failed += [answer.ids[:half], answer.ids[half:]]
            else:
                yield answer
        batches = failed


def _cut(ids: tuple[int, ...], size: int) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def in_flight(ask: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Yield ask(item) for each item as it comes, IN_FLIGHT at a time; raise what it raises.

    An item is handed out when a result is taken, so results do not heap up. The threads are
    daemons: one that waits on a socket does not hold up a program that was interrupted.
    """
    todo: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
    done: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()

    def work() -> None:
        while (item := todo.get()) is not None:
            try:
                done.put(ask(item))
            except BaseException as error:  # noqa: BLE001 (raised again where it is awaited)
                done.put(error)

    waiting = iter(items)
    first = list(islice(waiting, IN_FLIGHT))
    for item in first:
        todo.put(item)
        threading.Thread(target=work, daemon=True).start()
    try:
        out = len(first)
        while out:
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            out -= 1
            for item in islice(waiting, 1):
                todo.put(item)
                out += 1
            yield result
    finally:
        for _ in first:
            todo.put(None)
