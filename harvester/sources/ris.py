"""RIS, as Embase, PsycInfo, Scopus, Cochrane, Zotero and EndNote export it, as rows of every table.

Read line by line, because exports bend the format: values over several lines, one KW for many
keywords, 'ER  -' without its blank, or a new TY without an ER before it.
"""

import re
from collections.abc import Iterator

from harvester.errors import ParseError
from harvester.sources import citation
from harvester.sources.fields import decoded, ours
from harvester.sources.parsed import Parsed, Rejected

TAG = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?")
WORDS = re.compile(r"\s*[;\n]\s*")


def read(body: bytes, where: str = "") -> Parsed:
    """Return the records of a RIS file. Raises ParseError if it has none, or is not text."""
    try:
        text = decoded(body)
    except ValueError as error:
        raise ParseError(where, str(error)) from error
    parsed = Parsed()
    number = 0
    for number, (line, lines) in enumerate(_records(text), start=1):
        raw = "\n".join(lines)
        try:
            citation.append(parsed, ours(_tags(lines), "ris"), "ris", raw.encode())
        except ValueError as error:
            place = f"record {number}, line {line}"
            parsed.rejected.append(Rejected(place, str(error), raw.encode()))
    if not number:
        raise ParseError(where, "no RIS: no line begins with 'TY  - '")
    return parsed


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line."""
    held: list[str] = []
    start = 0
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        tag = line[:5]
        if tag == "TY  -":
            if held:
                yield start, held
            held, start = [line], number
        elif tag == "ER  -":
            if held:
                yield start, held
            held = []
        elif held:
            held.append(line)
    if held:
        yield start, held


def _tags(lines: list[str]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    last: list[str] = []
    for line in lines:
        if found := TAG.match(line):
            last = told.setdefault(found[1], [])
            last.append((found[2] or "").strip())
        elif last and line.strip():
            last[-1] += "\n" + line.strip()
    words = [word for value in told.get("KW", []) for word in WORDS.split(value)]
    told["KW"] = [word.strip() for word in words if word.strip()]
    return {tag: [value for value in values if value] for tag, values in told.items()}
