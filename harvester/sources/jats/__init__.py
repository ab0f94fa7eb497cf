"""JATS as PMC gives it: EFetch db=pmc of 2025 and 2026, the S3 dataset, or a bare article.

A closed article has no body: it is kept with what its front says.
"""

import hashlib
from collections.abc import Iterable, Iterator

from harvester.sources.cut import Grammar, Piece
from harvester.sources.jats.article import article
from harvester.sources.markup import Element
from harvester.sources.parsed import Origin, Parsed, newest
from harvester.sources.records import in_batches

__all__ = ["batches", "read"]

# <error> and <Reply> say that an id is not available: no record, and no fault of the document.
GRAMMAR = Grammar(("pmc-articleset",), ("article",), ("error", "Reply"))
OPEN = b"<?properties open_access?>"  # how the form of 2025 says it
TOGETHER = 5  # articles are a hundred times the size of a citation


def read(body: bytes, where: str = "") -> Parsed:
    """Return all articles of a JATS document; of several versions of one, the highest.

    body: UTF-8. An article that cannot be read is in `rejected`, the others are kept. Raises
    ParseError if the document is cut, is not XML, or has another root.
    """
    whole = Parsed()
    whole.extend(batches([body], where))
    return newest(whole)


def batches(chunks: Iterable[bytes], where: str = "", size: int = 50) -> Iterator[Parsed]:
    """Yield the articles of a JATS document, *size* at a time, as its bytes come in."""
    return in_batches(chunks, GRAMMAR, _record, where=where, size=size, together=TOGETHER)


def _record(piece: Piece, node: Element, parsed: Parsed) -> None:
    if piece.element in GRAMMAR.others:
        return
    told = article(node, open_access=OPEN in piece.raw)
    digest = hashlib.sha256(piece.raw).hexdigest()
    parsed.add(told.tables, Origin(told.paper_id, "pmc", told.source_id, told.version, digest))
