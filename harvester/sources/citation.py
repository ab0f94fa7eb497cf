"""A citation of another database (its fields by our names) as rows of every table. Pure.

Nothing is guessed: a PMID is one where the field, or the text around it, says so; a number in some
custom field is not. Retraction status, MeSH and indexing are unknown here, and so null.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from harvester.schema import TABLES
from harvester.sources import identifiers as ids
from harvester.sources.dates import PrintedDate, from_parts, from_text
from harvester.sources.identity import natural_id
from harvester.sources.names import names
from harvester.sources.parsed import Origin, Parsed, Row, Rows

Fields = Mapping[str, list[str]]

SAID = re.compile(
    r"(?:pmid|pubmed(?: id)?|medline(?: pmid)?)[:\s]*(\d{4,9})\s*(?:\[[^\]]*\])?\W*", re.IGNORECASE
)
LINKED = re.compile(r"https?://(?:pubmed\.ncbi|www\.ncbi)\.nlm\.nih\.gov/(?:pubmed/)?(\d{4,9})/?")
TRIAL = re.compile(r"\b(NCT\d{8}|ISRCTN\d{8}|ChiCTR[\w-]{6,}|EUCTR[\d-]{14,}[A-Z-]*)\b")
REGISTRIES = {
    "NCT": "ClinicalTrials.gov",
    "ISRCTN": "ISRCTN",
    "ChiCTR": "ChiCTR",
    "EUCTR": "EudraCT",
}
SLASHED = re.compile(r"(\d{4})[/-](\d{0,2})(?:[/-](\d{0,2}))?(?:/.*)?")
LETTERS = re.compile(r"[^\W\d_]+")
BRIEF = re.compile(r"(?P<family>\S.*?)\s+(?P<given>(?:[^\W\d_a-z]\.?-?){1,5}|(?:[^\W\d_]\.-?\s?)+)")
ISSN = re.compile(r"\b(\d{4})-?(\d{3}[\dXx])\b")
LONGEST = 3  # capitals in a row that are initials; more are a name in capitals
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "2nd", "3rd"})


@dataclass(frozen=True)
class Person:
    """A name taken apart; a group has only a collective name."""

    last: str | None = None
    fore: str | None = None
    initials: str | None = None
    suffix: str | None = None
    group: str | None = None


def append(parsed: Parsed, told: Fields, source: str, raw: bytes) -> None:
    """Append the rows of one citation. Raises ValueError if it has neither an id nor a title."""
    date = _date(told)
    paper: dict[str, object] = {
        "title": _line(told, "title"),
        "pmid": _pmid(told),
        "pmcid": ids.pmcid(_line(told, "pmcid")),
        "doi": _doi(told),
        "pub_date": date.verbatim,
        "year": date.year,
        "month": date.month,
        "day": date.day,
        "date_precision": date.precision,
        "pages": _pages(told),
        "issn": _issn(told),
        "abstract": "\n".join(told.get("abstract", [])[:1]).strip() or None,
        "abstract_sections": [],
        "keywords": told.get("keywords", []),
        "publication_types": told.get("kind", [])[:1],
        "mesh_terms": [],
        "source": source,
    }
    for name in ("vernacular_title", "journal", "journal_abbrev", "volume", "issue", "language"):
        paper[name] = _line(told, name)
    printed = (paper[name] for name in ("title", "year", "journal", "volume", "pages"))
    paper_id = natural_id(_pmid(told), ids.pmcid(_line(told, "pmcid")), _doi(told), *printed)
    paper["paper_id"] = paper_id
    authors = [_author(paper_id, at, name) for at, name in enumerate(told.get("authors", []), 1)]
    paper["authors"] = names(authors)
    words = enumerate(told.get("keywords", []), 1)
    tables: Rows = {
        "papers": [tuple(map(paper.get, TABLES["papers"].names))],
        "authors": authors,
        "keywords": [(paper_id, at, None, word, None) for at, word in words],
        "registries": _registries(paper_id, told),
    }
    sha256 = hashlib.sha256(b"\n".join(raw.split())).hexdigest()
    parsed.add(tables, Origin(paper_id, source, _source_id(told, paper_id), None, sha256))


def _line(told: Fields, name: str) -> str | None:
    values = told.get(name) or [""]
    return " ".join(values[0].split()) or None


def _source_id(told: Fields, paper_id: str) -> str:
    accession = _line(told, "accession")
    return f"{_line(told, 'database') or 'unnamed'}:{accession}" if accession else paper_id


def _pmid(told: Fields) -> int | None:
    if found := ids.pmid(_line(told, "pmid")):
        return found
    database = (_line(told, "database") or "").casefold()
    if "pubmed" in database or "medline" in database:
        for accession in told.get("accession", []):
            if found := ids.pmid(accession):
                return found
    for note in told.get("notes", []):
        if said := SAID.fullmatch(note.strip()) or LINKED.fullmatch(note.strip()):
            return ids.pmid(said[1])
    return None


def _doi(told: Fields) -> str | None:
    candidates = [*told.get("doi", []), *told.get("notes", [])]
    return next((found for text in candidates if (found := ids.doi(text))), None)


def _registries(paper_id: str, told: Fields) -> list[Row]:
    found = dict.fromkeys(n for note in told.get("notes", []) for n in TRIAL.findall(note))
    return [
        (paper_id, at, next(v for k, v in REGISTRIES.items() if number.startswith(k)), number)
        for at, number in enumerate(found, 1)
    ]


def _date(told: Fields) -> PrintedDate:
    """Return the date of the most exact field that agrees with the year."""
    year = next((d.year for text in told.get("year", []) if (d := _read_date(text)).year), None)
    dates = [_read_date(text) for text in told.get("date", [])]
    agreeing = [date for date in dates if date.year and date.year == (year or date.year)]
    if agreeing:
        return max(agreeing, key=lambda date: (date.month is not None) + (date.day is not None))
    return from_text(str(year)) if year else PrintedDate(None)


def _read_date(text: str) -> PrintedDate:
    if found := SLASHED.fullmatch(text.strip()):
        return from_parts(found[1], found[2] or None, found[3] or None)
    return from_text(text)


def _pages(told: Fields) -> str | None:
    first, last = _line(told, "first_page"), _line(told, "last_page")
    if first:
        return f"{first}-{last}" if last and last != first and "-" not in first else first
    return _line(told, "pages")


def _issn(told: Fields) -> str | None:
    found = ISSN.search(" ".join(told.get("issn", [])))
    return f"{found[1]}-{found[2].upper()}" if found else None


def _author(paper_id: str, position: int, name: str) -> Row:
    who = person(name)
    return (
        *(paper_id, position, who.last, who.fore, who.initials, who.suffix, who.group),
        *(None, [], "author"),
    )


def person(name: str) -> Person:
    """Take a name apart: 'Zarate, Carlos A, Jr', 'Zarate CA', 'Zarate C.A.'; else it is a group.

    >>> person("Zarate, Carlos A., Jr")
    Person(last='Zarate', fore='Carlos A.', initials='CA', suffix='Jr', group=None)
    >>> person("Zarate C.A.").initials, person("Ketamine Study Group").group
    ('CA', 'Ketamine Study Group')
    """
    plain = " ".join(re.sub(r"\s*\(\d+\)$", "", name).split())  # Scopus adds its author id
    if "," not in plain:
        found = BRIEF.fullmatch(plain)
        return _named(found["family"], found["given"], None) if found else Person(group=plain)
    last, *rest = (part.strip() for part in plain.split(","))
    suffix = next((part for part in rest if part.casefold() in SUFFIXES), None)
    given = " ".join(part for part in rest if part and part != suffix)
    return _named(last, given, suffix) if last else Person(group=plain)


def _named(last: str, given: str, suffix: str | None) -> Person:
    """Return a person; given names that are initials only ('C.A.', 'JP') are no fore name."""
    parts = LETTERS.findall(given)
    if parts and all(part.isupper() and len(part) <= LONGEST for part in parts):
        return Person(last, None, "".join(parts), suffix)
    initials = "".join(part[0] for part in parts).upper()
    return Person(last, given or None, initials or None, suffix)
