"""The records of an XML document read one by one, each bad one kept aside with its reason."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

from lxml import etree

from harvester.sources.cut import Grammar, Piece, pieces, split
from harvester.sources.markup import Element, parser
from harvester.sources.parsed import Parsed, Rejected

TOGETHER = 200  # records that one XML tree holds: enough to be fast, little to keep
# Adds one record's rows; raises ValueError, before it has added any, if it is not readable.
Reader = Callable[[Piece, Element, Parsed], None]
# Sets may declare these once for all their records, which are parsed without them.
ROOT = (
    b'<s xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink"'
    b' xmlns:ali="http://www.niso.org/schemas/ali/1.0/"'
    b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">%s</s>'
)


def in_batches(
    chunks: Iterable[bytes],
    grammar: Grammar,
    reader: Reader,
    *,
    where: str,
    size: int = TOGETHER,
    together: int = TOGETHER,
    before: int = 0,
    line: int = 1,
) -> Iterator[Parsed]:
    """Yield the records of a document, *size* at a time, as its bytes come in.

    together: records that one tree holds. before, line: how many records and which line the
    document begins after and on, where it is a part of a greater one. Raises ParseError if the
    whole cannot be read.
    """
    stream, number, xml = pieces(chunks, grammar, where, line), before, parser()
    while batch := list(islice(stream, size)):
        parsed = Parsed()
        for start in range(0, len(batch), together):
            some = batch[start : start + together]
            _read_together(some, reader, number + start, parsed, xml)
        number += len(batch)
        yield parsed


def _read_together(
    batch: list[Piece], reader: Reader, number: int, parsed: Parsed, xml: etree.XMLParser
) -> None:
    """Read records in one tree; one by one if that does not give one element for each."""
    try:
        nodes = list(etree.fromstring(ROOT % b"".join(p.raw for p in batch), xml))
    except etree.XMLSyntaxError:
        nodes = []
    if [node.tag for node in nodes] == [piece.element for piece in batch]:
        for place, (piece, node) in enumerate(zip(batch, nodes, strict=True), number + 1):
            _read_node(piece, node, reader, place, parsed)
        return
    for place, piece in enumerate(batch, number + 1):
        for part in split(piece) if piece.element else [piece]:
            _read_alone(part, reader, place, parsed, xml)


def _read_alone(
    piece: Piece, reader: Reader, place: int, parsed: Parsed, xml: etree.XMLParser
) -> None:
    reject = partial(_reject, parsed, piece, place)
    if not piece.element:
        reject("no record: something else stands between the records")
        return
    try:
        [node] = etree.fromstring(ROOT % piece.raw, xml)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reject(f"not well-formed: {error.msg} (line {piece.line + line - 1}, column {column})")
    except ValueError:
        reject("it holds more than one record")
    else:
        _read_node(piece, node, reader, place, parsed)


def _read_node(piece: Piece, node: Element, reader: Reader, place: int, parsed: Parsed) -> None:
    try:
        reader(piece, node, parsed)
    except ValueError as error:
        _reject(parsed, piece, place, str(error))


def _reject(parsed: Parsed, piece: Piece, place: int, reason: str) -> None:
    parsed.rejected.append(Rejected(f"record {place}, line {piece.line}", reason, piece.raw))
