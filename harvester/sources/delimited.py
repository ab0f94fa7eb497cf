"""CSV of Scopus, Embase, PsycInfo, Cochrane, ASReview and ketlit, as rows of every table.

Two shapes: a heading and a record per line; and Embase.com's own, where each line is a field (its
name in the first cell) and an empty line, or the next TITLE, ends a record.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from harvester.errors import ParseError
from harvester.sources import citation
from harvester.sources.fields import NAMES, decoded, ours
from harvester.sources.parsed import Parsed, Rejected

KNOWN = frozenset(name for names in NAMES["csv"].values() for name in names)
# How such a file begins: a line with a column of titles, or Embase.com's field per line.
HEADING = re.compile(
    rb"(?i)(?:[^\r\n]*[,;\t])?[\"\x20]*(?:%s)[\"\x20]*(?:[,;\t]|\r?\n)|\"SEARCH QUERY\""
    % b"|".join(re.escape(name.encode()) for name in NAMES["csv"]["title"])
)
LISTS = ("authors", "keywords")
ITEMS = re.compile(r"(?<!\\);\s*")
NAMED = re.compile(r"(?<=\.), (?=[^\W\d_])")  # 'Zarate C.A., Singh J.B.' of older Scopus exports
Record = tuple[int, dict[str, list[str]]]


def read(body: bytes, where: str = "") -> Parsed:
    """Return the records of a CSV file. Raises ParseError if no column is a title, naming them."""
    try:
        text = decoded(body)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except (ValueError, csv.Error) as error:
        raise ParseError(where, str(error)) from error
    parsed = Parsed()
    for line, told in _by_field(rows) if _is_by_field(rows) else _by_line(rows, where):
        fields = {name: _split(name, values) for name, values in ours(told, "csv").items()}
        raw = repr(sorted(told.items())).encode()
        try:
            citation.append(parsed, fields, "csv", raw)
        except ValueError as error:
            parsed.rejected.append(Rejected(f"line {line}", str(error), raw))
    return parsed


def _delimiter(text: str) -> str:
    heading = text.split("\n", 1)[0]
    return max(",;\t", key=heading.count)


def _is_by_field(rows: list[list[str]]) -> bool:
    firsts = [row[0].casefold() for row in rows[:30] if row]
    return sum(first in KNOWN for first in firsts) > len(firsts) / 3 and "title" in firsts


def _by_line(rows: list[list[str]], where: str) -> Iterator[Record]:
    heading = [name.strip().casefold() for name in rows[0]] if rows else []
    if not set(NAMES["csv"]["title"]) & set(heading):
        wanted = ", ".join(NAMES["csv"]["title"])
        raise ParseError(where, f"line 1: wanted a column of {wanted}; got {', '.join(heading)}")
    for line, row in enumerate(rows[1:], start=2):
        if any(row):
            cells = zip(heading, row, strict=False)
            yield line, {name: [cell.strip()] for name, cell in cells if cell.strip()}


def _by_field(rows: Iterable[list[str]]) -> Iterator[Record]:
    told: dict[str, list[str]] = {}
    start = 1
    for line, row in enumerate(rows, start=1):
        name = row[0].strip().casefold() if row else ""
        if told.get("title") and name in ("", "title"):
            yield start, told
            told = {}
        if name:
            start = line if not told else start
            told.setdefault(name, []).extend(cell.strip() for cell in row[1:] if cell.strip())
    if told.get("title"):
        yield start, told


def _split(name: str, values: list[str]) -> list[str]:
    """Return the items of a list; of other fields the one value, as it is."""
    if name not in LISTS or len(values) > 1:
        return values
    parts = ITEMS.split(values[0])
    if name == "authors" and len(parts) == 1:
        parts = NAMED.split(values[0])
    return [part.replace("\\;", ";").strip() for part in parts if part.strip()]
