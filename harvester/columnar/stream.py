"""A PubMed document cut into blocks, and each block into tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from harvester.columnar.arrow import Tables, from_parsed
from harvester.columnar.blocks import END, halves
from harvester.sources import Parsed, Rejected, pubmed
from harvester.sources.cut import MOST, Window, prolog

SIZE = 6 << 20  # bytes of a block: more gain little, and want more memory
ROOT = "PubmedArticleSet"


@dataclass
class Batch:
    """Some records as tables, each row with the number of its record in the document.

    rejected, deleted: as in `Parsed`.
    """

    tables: Tables
    rejected: list[Rejected] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The number behind the last record."""
        numbers = self.tables["papers"]["record"]
        return int(numbers[-1].as_py()) + 1 if len(numbers) else 0

    def between(self, low: int, high: int) -> "Batch":
        """Return the records from *low* to below *high*; what was rejected goes with the first."""
        told = {}
        for name, table in self.tables.items():
            numbers = table["record"].to_numpy()
            start, end = np.searchsorted(numbers, (low, high))
            told[name] = table.slice(start, end - start)
        numbers = self.tables["papers"]["record"].to_numpy()
        if len(numbers) and numbers[0] < low:
            return Batch(told)
        return Batch(told, self.rejected, self.deleted)


@dataclass
class _Progress:
    """Where in the document the next block begins: records read, records met, and its line."""

    records: int = 0
    met: int = 0
    line: int = 1


def batches(chunks: Iterable[bytes], where: str = "", size: int = SIZE) -> Iterator[Batch]:
    """Yield the tables of a PubMed document, block by block, as its bytes come in.

    chunks: UTF-8. The tables hold what `sources.pubmed` reads, row for row. Raises ParseError if
    the document is cut, is not XML, or has another root.
    """
    window = Window(chunks, where)
    root = prolog(window, pubmed.GRAMMAR)
    done = _Progress(line=window.line)
    if root == ROOT:
        while raw := _block(window, size):
            yield from _read(raw, where, done)
            window.line = done.line
    head = b"" if root in pubmed.GRAMMAR.records else f"<{root}>".encode()
    rest = [head, window.held[window.at :]]
    for parsed in _one_by_one([*rest], window, where, done):
        yield _batch(parsed, done)


def _block(window: Window, size: int) -> memoryview | None:
    """Take the next whole PubmedArticles of the document; None when only its end is left.

    They are not copied. Their lines are for the reader to count.
    """
    window.fill(size)
    while (end := window.held.rfind(END, window.at, max(window.at + size, 0))) < 0:
        if (found := window.held.find(END, window.at)) >= 0:
            end = found
            break
        if len(window.held) - window.at > MOST or not window.more():
            return None
    raw = memoryview(window.held)[window.at : end + len(END)]
    window.at = end + len(END)
    return raw


def _read(raw: memoryview, where: str, done: _Progress) -> Iterator[Batch]:
    for part in halves(raw, lambda: done.records):
        if part.tables is not None:
            number = part.tables["papers"].num_rows
            done.records += number
            done.met += number
            yield Batch(part.tables)
        else:
            whole = Parsed()
            document = [f"<{ROOT}>".encode(), bytes(part.raw), f"</{ROOT}>".encode()]
            whole.extend(pubmed.batches(document, where, before=done.met, line=done.line))
            yield _batch(whole, done)
        done.line += part.feeds


def _one_by_one(
    begun: list[bytes], window: Window, where: str, done: _Progress
) -> Iterator[Parsed]:
    """Read what is left of the document, which ends its set, and may hold books and deletions."""

    def left() -> Iterator[bytes]:
        yield from begun
        yield from window.rest()

    return pubmed.batches(left(), where, before=done.met, line=done.line)


def _batch(parsed: Parsed, done: _Progress) -> Batch:
    found = from_parsed(parsed, done.records)
    done.records += len(parsed.origins)
    done.met += len(parsed.origins) + len(parsed.rejected)
    return Batch(found, parsed.rejected, parsed.deleted)
