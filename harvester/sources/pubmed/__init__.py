"""PubMed XML, as EFetch and the baseline give it: bytes in, rows of every table out."""

import hashlib
from collections.abc import Callable, Iterable, Iterator

from harvester.sources.cut import Grammar, Piece
from harvester.sources.identifiers import pmid
from harvester.sources.markup import Element, text
from harvester.sources.parsed import Origin, Parsed, newest
from harvester.sources.pubmed.article import Told, article, book
from harvester.sources.records import TOGETHER, in_batches

__all__ = ["batches", "read"]

READ: dict[str, Callable[[Element], tuple[Told, int]]] = {
    "PubmedArticle": article,
    "PubmedBookArticle": book,
    "BookDocument": book,
}
GRAMMAR = Grammar(
    ("PubmedArticleSet", "PubmedBookArticleSet", "BookDocumentSet"),
    tuple(READ),
    ("DeleteCitation", "DeleteDocument"),
)


def read(body: bytes, where: str = "") -> Parsed:
    """Return all records of a PubMed document; of several versions of one, the highest.

    body: UTF-8. A record that cannot be read is in `rejected`, the others are kept. Raises
    ParseError if the document is cut, is not XML, or has another root.
    """
    whole = Parsed()
    whole.extend(batches([body], where))
    return newest(whole)


def batches(
    chunks: Iterable[bytes],
    where: str = "",
    size: int = TOGETHER,
    *,
    before: int = 0,
    line: int = 1,
) -> Iterator[Parsed]:
    """Yield the records of a PubMed document, *size* at a time, as its bytes come in.

    before, line: as for `in_batches`.
    """
    return in_batches(chunks, GRAMMAR, _record, where=where, size=size, before=before, line=line)


def _record(piece: Piece, node: Element, parsed: Parsed) -> None:
    if piece.element in GRAMMAR.others:
        told = (pmid(text(child)) for child in node)
        parsed.deleted.extend(number for number in told if number is not None)
        return
    tables, version = READ[piece.element](node)
    paper_id = str(tables["papers"][0][0])
    digest = hashlib.sha256(piece.raw).hexdigest()
    parsed.add(tables, Origin(paper_id, "pubmed", paper_id[5:], version, digest))
