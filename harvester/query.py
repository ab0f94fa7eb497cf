"""The question put to a database, as a value; and the standing ones, read from topics.toml.

A user's own query is never edited: what is added to it (a range of ids, of dates, a filter) is
joined by AND outside its brackets.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.errors import QueryError, UsageError

DATABASES = ("pubmed", "pmc")
# Beyond every id in use (PubMed's have 8 digits), and below 2**31.
HIGHEST_UID = 999_999_999
# PMC's own subsets: https://pmc.ncbi.nlm.nih.gov/about/userguide/ (Filters)
FILTERS = {
    "open-access": "open_access[filter]",
    "author-manuscript": "author_manuscript[filter]",
}


@dataclass(frozen=True)
class Query:
    """A Boolean query in NCBI's language, for one database.

    topic: the standing search it was made from; None for a text of the user's. scope: how a user
    narrowed it ("2020-01-01..", "open-access"); "" where it stands as it is.
    """

    text: str
    db: str = "pubmed"
    topic: str | None = None
    scope: str = ""

    def __post_init__(self) -> None:
        if self.db not in DATABASES:
            raise UsageError(f"Unknown database {self.db!r}; there are: {', '.join(DATABASES)}.")
        if not self.text.strip():
            raise QueryError("The query is empty; NCBI would say: Empty term, nothing to do.")

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @property
    def question(self) -> str:
        """What two runs share when they ask the same, though a topic's lines may have changed."""
        asked = self.topic or f"query {self.text}"
        return f"{self.db}:{asked}" + (f" {self.scope}" if self.scope else "")

    def and_(self, condition: str) -> "Query":
        """Return the query narrowed by *condition*.

        >>> Query("a OR b").and_("c[tiab]").text
        '(a OR b) AND (c[tiab])'
        """
        return replace(self, text=f"({self.text}) AND ({condition})")

    def within(self, low: int, high: int) -> "Query":
        """Return the query for ids from *low* to *high*, both included.

        >>> Query("ketamine[tiab]").within(1, 7500).text
        '(ketamine[tiab]) AND (1:7500[UID])'
        """
        return self.and_(f"{low}:{high}[UID]")

    def changed_since(self, day: date) -> "Query":
        """Return the query for records modified on *day* or later."""
        return self.and_(f"{day:%Y/%m/%d}:3000/12/31[mdat]")

    def entered(self, since: date | None, until: date | None) -> "Query":
        """Return the query for records that entered the database in these days, both included."""
        if since is None and until is None:
            return self
        low = since or date(1800, 1, 1)
        high = until or date(3000, 12, 31)
        if low > high:
            raise UsageError(f"--since {low} is after --until {high}.")
        field = "edat" if self.db == "pubmed" else "pmcrdat"  # PMC dates the release to its readers
        narrowed = self.and_(f"{low:%Y/%m/%d}:{high:%Y/%m/%d}[{field}]")
        return replace(narrowed, scope=f"{self.scope}{since or ''}..{until or ''}")

    def among(self, ids: Iterable[int]) -> "Query":
        """Return the query for these ids alone."""
        return self.and_(any_of(ids))

    def filtered(self, names: Iterable[str]) -> "Query":
        """Return the query for papers in any of the named subsets of PMC."""
        chosen = list(names)
        if unknown := [name for name in chosen if name not in FILTERS]:
            raise UsageError(f"Unknown filter {unknown[0]!r}; there are: {', '.join(FILTERS)}.")
        if not chosen:
            return self
        narrowed = self.and_(" OR ".join(FILTERS[name] for name in chosen))
        return replace(narrowed, scope=self.scope + " ".join(chosen))


def any_of(ids: Iterable[int]) -> str:
    """Return the condition that an id is one of *ids*: "12[UID] OR 15[UID]"."""
    return " OR ".join(f"{uid}[UID]" for uid in ids)


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads(files("harvester").joinpath("topics.toml").read_text(encoding="utf-8"))


def topics() -> dict[str, str]:
    """Return each topic's name and the sentence that says what it is."""
    return {name: topic["says"] for name, topic in _declared()["topics"].items()}


def topic_lines(name: str) -> list[dict[str, str]]:
    """Return the lines of a topic: what each finds, in which fields, and why."""
    lines: list[dict[str, str]] = _declared()["topics"][name]["lines"]
    return lines


def topic_query(name: str, db: str = "pubmed") -> Query:
    """Return the query of a topic for a database: its lines, joined by OR.

    Raises UsageError, naming the topics there are, for one that is not declared.
    """
    declared = _declared()
    if name not in declared["topics"]:
        raise UsageError(f"Unknown topic {name!r}; there are: {', '.join(declared['topics'])}.")
    if db not in DATABASES:
        raise UsageError(f"Unknown database {db!r}; there are: {', '.join(DATABASES)}.")
    parts = [
        f"{_quoted(line['find'])}[{field}]"
        for line in topic_lines(name)
        for field in declared["fields"][line["in"]][db]
    ]
    return Query(" OR ".join(parts), db, name)


def _quoted(words: str) -> str:
    """Return *words* quoted, so that they are searched as they stand; truncation cannot be."""
    return words if words.endswith("*") else f'"{words}"'
