"""Papers that match words, narrowed by year, condition and design: what `ketlit find` prints."""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.errors import UsageError
from harvester.store.opening import explained
from harvester.store.rows import as_json
from harvester.store.searching import matching

_PAPERS = """
    SELECT paper_id, pmid, pmcid, doi, title, year, journal FROM papers
    WHERE paper_id IN (SELECT value FROM json_each(?)) AND (? OR year BETWEEN ? AND ?)
"""
_CONDITIONS = """
    SELECT paper_id, condition FROM labels
    WHERE label AND paper_id IN (SELECT value FROM json_each(?)) ORDER BY rowid
"""
_DESIGNS = """
    SELECT paper_id, value FROM facts
    WHERE attribute = 'design' AND paper_id IN (SELECT value FROM json_each(?)) ORDER BY rowid
"""
_KNOWN_CONDITIONS = "SELECT DISTINCT condition FROM labels ORDER BY 1"
_KNOWN_DESIGNS = "SELECT DISTINCT value FROM facts WHERE attribute = 'design' ORDER BY 1"
_YEARS = re.compile(r"(\d{4})?(-)?(\d{4})?")


@dataclass(frozen=True)
class Found:
    """One paper. conditions: those of its labels that hold. designs: its design, if it is known."""

    paper_id: str
    pmid: int | None
    pmcid: str | None
    doi: str | None
    title: str | None
    year: int | None
    journal: str | None
    conditions: tuple[str, ...]
    designs: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """How a search is narrowed; None narrows nothing. years: first and last, both included."""

    years: tuple[int, int] | None = None
    condition: str | None = None
    design: str | None = None


def years(text: str) -> tuple[int, int]:
    """Return the first and the last year of "2019", "2019-2021", "2019-" or "-2021".

    >>> years("2019-"), years("2020")
    ((2019, 9999), (2020, 2020))
    """
    told = _YEARS.fullmatch(text.strip())
    if not told or not (told[1] or told[3]) or (told[3] and not told[2]):
        raise UsageError(f"--year: {text!r} is none of 2019, 2019-2021, 2019-, -2021.")
    first = int(told[1] or 0)
    return first, int(told[3]) if told[3] else 9999 if told[2] else first


def find(db: sqlite3.Connection, path: Path, words: str, wanted: Wanted) -> list[Found]:
    """Return the papers that match *words*, the most relevant first.

    Raises QueryError for words that cannot be read, and UsageError for a condition or a design
    that no paper of the store has, naming those there are.
    """
    with explained(path):
        _must_exist(db, "condition", wanted.condition, "classify")
        _must_exist(db, "design", wanted.design, "extract")
    order = matching(db, path, words)
    ids = as_json(order)
    first, last = wanted.years or (0, 9999)
    with explained(path):
        papers = {row[0]: row for row in db.execute(_PAPERS, (ids, not wanted.years, first, last))}
        conditions = _grouped(db, _CONDITIONS, ids)
        designs = _grouped(db, _DESIGNS, ids)
    return [
        _found(papers[name], conditions.get(name, []), designs.get(name, []))
        for name in order
        if name in papers
        and wanted.condition in (None, *conditions.get(name, ()))
        and wanted.design in (None, *designs.get(name, ()))
    ]


def _found(row: tuple[Any, ...], conditions: list[str], designs: list[str]) -> Found:
    paper_id, pmid, pmcid, doi, title, year, journal = row
    return Found(
        paper_id, pmid, pmcid, doi, title, year, journal, tuple(conditions), tuple(designs)
    )


def _grouped(db: sqlite3.Connection, query: str, ids: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for paper_id, value in db.execute(query, (ids,)):
        grouped.setdefault(paper_id, []).append(value)
    return grouped


def _must_exist(db: sqlite3.Connection, what: str, value: str | None, command: str) -> None:
    if value is None:
        return
    query = _KNOWN_CONDITIONS if what == "condition" else _KNOWN_DESIGNS
    known = [row[0] for row in db.execute(query)]
    if not known:
        raise UsageError(f"--{what}: the store has none yet: `ketlit {command}` makes them.")
    if value not in known:
        raise UsageError(f"--{what}: no {value!r} in the store; there are: {', '.join(known)}.")
