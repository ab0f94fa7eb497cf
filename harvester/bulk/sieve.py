"""The records of a PubMed file that may hold a word, found without reading the others as XML.

The file is scanned in blocks as they are unpacked. Only around a hit is a record cut out; a
record that a block breaks off in waits for the next.
"""

from collections.abc import Iterable, Iterator

from harvester.bulk.scan import Scan
from harvester.errors import ParseError
from harvester.sources.cut import MOST

END = b"</PubmedArticle>"
BORDER = 64  # bytes either side of the border of two blocks that a word may lie across


def stretches(blocks: Iterable[bytes], scan: Scan, where: str = "") -> Iterator[bytes]:
    """Yield, in order, each stretch of the file with a hit, and its last stretch.

    A stretch is what stands behind one </PubmedArticle> up to and with the next: one article, and
    what other records stand before it. The last one holds the deletions and the end of the set.
    """
    tail, hit = b"", False  # what the last block broke off in, and whether a word was in it
    for block in blocks:
        places = scan(block)
        hit = hit or bool(tail and scan(tail[-BORDER:] + block[:BORDER]))
        first = _end(tail, block)
        if first < 0:
            tail, hit = tail + block, hit or bool(places)
            if len(tail) > MOST:
                raise ParseError(where, f"no record ends within {MOST >> 20} MiB: no PubMed file.")
            continue
        if hit or (places and places[0] < first):
            yield tail + block[:first]
        last = max(block.rfind(END) + len(END), first)
        yield from _within(block, [place for place in places if first <= place < last], first)
        tail, hit = block[last:], bool(places) and places[-1] >= last
    yield tail


def _end(tail: bytes, block: bytes) -> int:
    """Return where in *block* the article ends that *tail* is the beginning of; -1 if it does not.

    The closing tag itself may lie across the border.
    """
    before = tail[1 - len(END) :]
    across = (before + block[: len(END) - 1]).find(END)
    if across >= 0:
        return across + len(END) - len(before)
    found = block.find(END)
    return found + len(END) if found >= 0 else -1


def _within(block: bytes, places: list[int], start: int) -> Iterator[bytes]:
    """Yield the stretches between *start* and the last end that hold one of *places*."""
    done = start
    for place in places:
        if place >= done:
            begin = max(block.rfind(END, start, place) + len(END), start)
            done = block.find(END, place) + len(END)
            yield block[begin:done]
