"""A paper as reference managers see it: RIS, BibTeX, CSL-JSON and their kin start from it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.cells import absent

if TYPE_CHECKING:
    import pandas as pd

    from analysis.export.selection import Selection

BRIEF = re.compile(r"(?P<family>.+) (?P<initials>[^\W\d_]{1,6})")
# PubMed closes a range by its last digits: 1254-63 is 1254-1263.
PAGES = re.compile(r"([A-Za-z]*)(\d+)[-\u2013]([A-Za-z]*)(\d+)")
UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Person:
    """An author: family name and given names, or the name of a group in *family* alone."""

    family: str
    given: str = ""
    initials: str = ""
    suffix: str = ""
    group: bool = False
    affiliations: tuple[str, ...] = ()

    @property
    def brief(self) -> str:
        """The name as PubMed writes it: 'Zarate CA Jr'."""
        return " ".join(part for part in (self.family, self.initials, self.suffix) if part)

    @property
    def full(self) -> str:
        """The name as reference managers read it: 'Zarate, Carlos A, Jr'; a group as it is."""
        given = self.given or self.initials
        return ", ".join(part for part in (self.family, given, self.suffix) if part)


@dataclass(frozen=True)
class Citation:
    """One paper. Texts are one line each and "" where nothing is known; numbers are text."""

    row: dict[str, Any]
    authors: tuple[Person, ...]
    in_book: bool = False

    def text(self, name: str) -> str:
        """Return a column as one line of printable text; a list joined by '; '."""
        value = self.row.get(name)
        if absent(value):
            return ""
        told = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        return " ".join(UNPRINTED.sub("", told).split())

    def items(self, name: str) -> list[str]:
        """Return a list column, each item one line."""
        value = self.row.get(name)
        return [" ".join(str(item).split()) for item in value] if isinstance(value, list) else []

    @property
    def url(self) -> str:
        """Where the paper is: PubMed, else PMC, else its DOI."""
        if pmid := self.text("pmid"):
            return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
        if pmcid := self.text("pmcid"):
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"
        return f"https://doi.org/{self.text('doi')}" if self.text("doi") else ""

    @property
    def pages(self) -> tuple[str, str]:
        """First and last page, the last one in full; the last is "" where only one is printed."""
        printed = self.text("pages")
        if not (found := PAGES.fullmatch(printed)):
            return printed, ""
        lead, first, lead2, last = found.groups()
        if len(last) < len(first) and lead2 in ("", lead):
            last = first[: len(first) - len(last)] + last
        return lead + first, (lead2 or lead) + last

    @property
    def preprint(self) -> bool:
        """Whether PubMed calls it a preprint."""
        return "Preprint" in self.items("publication_types")

    @property
    def labels(self) -> list[str]:
        """The conditions whose label holds."""
        row = self.row
        return [key for key in row if f"{key}_score" in row and row[key] is True]


def citations(selection: "Selection") -> Iterator[Citation]:
    """Yield the papers of *selection*, in order.

    Authors come from the authors table, where it is there, else from `papers.authors`.
    """
    people = _people(selection.tables["authors"]) if "authors" in selection.tables else {}
    books = _books(selection.tables["identifiers"]) if "identifiers" in selection.tables else set()
    names = list(selection.kinds)
    columns = [selection.papers[name].tolist() for name in names]
    for values in zip(*columns, strict=True):
        row = dict(zip(names, values, strict=True))
        brief = row["authors"] if isinstance(row["authors"], list) else []
        told = people.get(row["paper_id"]) or [_read(name) for name in brief]
        yield Citation(row, tuple(told), row["paper_id"] in books)


def _books(identifiers: "pd.DataFrame") -> set[str]:
    return set(identifiers.paper_id[identifiers.kind.isin(["isbn", "bookaccession"])])


def _people(authors: "pd.DataFrame") -> dict[str, list[Person]]:
    people: dict[str, list[Person]] = {}
    columns = (
        *("paper_id", "role", "last_name", "fore_name", "initials", "suffix"),
        *("collective_name", "affiliations"),
    )
    for row in zip(*(authors[name].tolist() for name in columns), strict=True):
        paper, role, *name, affiliations = ("" if absent(value) else value for value in row)
        if role == "author":
            family, given, initials, suffix, group = (" ".join(str(part).split()) for part in name)
            people.setdefault(str(paper), []).append(
                Person(
                    family or group,
                    given,
                    initials,
                    suffix,
                    group=not family,
                    affiliations=tuple(affiliations or ()),
                )
            )
    return people


def _read(name: str) -> Person:
    """Return the person of a brief name: 'Zarate CA'; what has no initials is a group."""
    found = BRIEF.fullmatch(" ".join(name.split()))
    if found and found["initials"].isupper():
        return Person(found["family"], initials=found["initials"])
    return Person(name, group=True)
