"""MEDLINE and .nbib files, as PubMed's "Save" and "Send to: citation manager" write them.

`Bio.Medline` reads the fields of a record. What it would lose is kept beside it: it takes each
continuation line of a repeated field for a field of its own, so lines are unfolded first; and it
groups fields by name, so whose affiliation is whose is read from the order of the lines.
"""

import hashlib
import re
from collections.abc import Iterator

from Bio import Medline

from harvester.errors import ParseError
from harvester.sources.medline.record import Fields, record
from harvester.sources.parsed import Origin, Parsed, Rejected, newest

__all__ = ["read"]

_FIELD = re.compile(r"[A-Z][A-Z0-9]{1,3} *- ?")
_START = re.compile(rb"^(?=PMID- |PMID *- )", re.MULTILINE)


def read(body: bytes, where: str = "") -> Parsed:
    """Return all records of a MEDLINE file.

    body: UTF-8. A record that cannot be read is in `rejected`, the others are kept. Raises
    ParseError if the file holds no MEDLINE record at all.
    """
    parsed = Parsed()
    for place, (line, raw) in enumerate(_blocks(body), 1):
        try:
            lines = _unfolded(raw)
            told_again = [f"{name:4}- {told}" for name, told in lines]
            [fields] = Medline.parse(told_again)  # type: ignore[no-untyped-call]
            told = record(fields, lines)
        except ValueError as error:
            parsed.rejected.append(Rejected(f"record {place}, line {line}", str(error), raw))
            continue
        digest = hashlib.sha256(raw.strip()).hexdigest()
        parsed.add(told.tables, Origin(told.paper_id, "medline", told.source_id, None, digest))
    if not parsed.origins:
        first = body[:40].decode("utf-8", "replace")
        raise ParseError(
            where, f"line 1: no MEDLINE record ('PMID- …') in it; it begins {first!r}."
        )
    return newest(parsed)


def _blocks(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each record's line number and bytes; a record begins with its PMID or a blank line."""
    text = body.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    at = 0
    for block in re.split(rb"(?:\n[ \t]*)+\n(?=\S)", text):
        start = text.find(block, at)
        at = start + len(block)
        for raw in _START.split(block):
            if raw.strip():
                yield text.count(b"\n", 0, text.find(raw, start)) + 1, raw.strip(b"\n")


def _unfolded(raw: bytes) -> Fields:
    """Return the fields of a record in order, each on one line.

    Raises ValueError if a line is neither a field nor the continuation of one.
    """
    found: Fields = []
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8: {error.reason} at byte {error.start}") from error
    for line in lines:
        if line.startswith("      ") and found:
            name, told = found[-1]
            found[-1] = name, f"{told} {line.strip()}".strip()
        elif start := _FIELD.match(line):
            found.append((line[:4].strip(), line[start.end() :].strip()))
        elif line.strip():
            raise ValueError(f"no MEDLINE field: {line[:40]!r}")
    return found
