"""PubMed XML, as EFetch and the baseline give it: bytes in, rows of every table out."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

from lxml import etree

from harvester.sources.identifiers import pmid
from harvester.sources.markup import Element, parser, text
from harvester.sources.parsed import Origin, Parsed, Rejected, newest
from harvester.sources.pubmed.article import Told, article, book
from harvester.sources.pubmed.cut import DELETIONS, Piece, pieces, split

__all__ = ["batches", "read"]

READ: dict[str, Callable[[Element], tuple[Told, int]]] = {
    "PubmedArticle": article,
    "PubmedBookArticle": book,
    "BookDocument": book,
}
TOGETHER = 200  # records that one XML tree holds: enough to be fast, little to keep


def read(body: bytes, where: str = "") -> Parsed:
    """Return all records of a PubMed document; of several versions of one, the highest.

    body: UTF-8. A record that cannot be read is in `rejected`, the others are kept. Raises
    ParseError if the document is cut, is not XML, or has another root.
    """
    whole = Parsed()
    whole.extend(batches([body], where))
    return newest(whole)


def batches(chunks: Iterable[bytes], where: str = "", size: int = TOGETHER) -> Iterator[Parsed]:
    """Yield the records of a PubMed document, *size* at a time, as its bytes come in."""
    stream, number, xml = pieces(chunks, where), 0, parser()
    while batch := list(islice(stream, size)):
        parsed = Parsed()
        for start in range(0, len(batch), TOGETHER):
            _read_together(batch[start : start + TOGETHER], number + start, parsed, xml)
        number += len(batch)
        yield parsed


def _read_together(batch: list[Piece], number: int, parsed: Parsed, xml: etree.XMLParser) -> None:
    """Read records in one tree; one by one if that does not give one element for each."""
    try:
        nodes = list(etree.fromstring(b"<s>%s</s>" % b"".join(p.raw for p in batch), xml))
    except etree.XMLSyntaxError:
        nodes = []
    if [node.tag for node in nodes] == [piece.element for piece in batch]:
        for place, (piece, node) in enumerate(zip(batch, nodes, strict=True), number + 1):
            _read_node(piece, node, place, parsed)
        return
    for place, piece in enumerate(batch, number + 1):
        for part in split(piece) if piece.element else [piece]:
            _read_alone(part, place, parsed, xml)


def _read_alone(piece: Piece, place: int, parsed: Parsed, xml: etree.XMLParser) -> None:
    reject = partial(_reject, parsed, piece, place)
    if not piece.element:
        reject("no record: wanted <PubmedArticle>, <PubmedBookArticle> or <DeleteCitation>")
        return
    try:
        node = etree.fromstring(piece.raw, xml)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reject(f"not well-formed: {error.msg} (line {piece.line + line - 1}, column {column})")
    else:
        _read_node(piece, node, place, parsed)


def _read_node(piece: Piece, node: Element, place: int, parsed: Parsed) -> None:
    if piece.element in DELETIONS:
        told = (pmid(text(child)) for child in node)
        parsed.deleted.extend(number for number in told if number is not None)
        return
    try:
        tables, version = READ[piece.element](node)
    except ValueError as error:
        _reject(parsed, piece, place, str(error))
        return
    for name, rows in tables.items():
        parsed.rows[name].extend(rows)
    paper_id = str(tables["papers"][0][0])
    digest = hashlib.sha256(piece.raw).hexdigest()
    parsed.origins.append(Origin(paper_id, "pubmed", paper_id[5:], version, digest))


def _reject(parsed: Parsed, piece: Piece, place: int, reason: str) -> None:
    parsed.rejected.append(Rejected(f"record {place}, line {piece.line}", reason, piece.raw))
