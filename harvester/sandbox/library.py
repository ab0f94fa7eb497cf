"""What the local NCBI holds while it runs: shelves, search history, the date it believes in."""

import itertools
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from harvester.errors import UsageError
from harvester.sandbox.records import read_files
from harvester.sandbox.shelf import Shelf

MENU = {"pubmed": "PubMed", "pmc": "PMC"}  # the databases, and what NCBI calls them
CLOSED = (
    b"<!--The publisher of this article does not allow downloading of the full text in XML form.-->"
)


@dataclass
class Library:
    """The shelves by database, and what the utilities remember between requests.

    unknown_phrases: folded; what NCBI's index does not know (search.search). today: the day that
    reldate counts back from; None is the real one.
    """

    shelves: dict[str, Shelf] = field(default_factory=lambda: {db: Shelf(db) for db in MENU})
    unknown_phrases: frozenset[str] = frozenset()
    today_is: date | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    history: "History" = field(default_factory=lambda: History())  # noqa: PLW0108 (it is defined below)

    def read(self, files: Iterable[Path | str | bytes], modified: int | None = None) -> None:
        """Put the records of *files* on the shelves, in order; DeleteCitation takes away.

        modified: yyyymmdd, the day of their change where it is not what they say themselves.
        """
        for held in read_files(files):
            for record in held.records:
                record.modified = modified
                self.shelves[record.db].put([record])
            self.shelves["pubmed"].drop(held.deleted)

    def close(self, pmcid: str) -> None:
        """Take the body out of an article of PMC, with the comment that NCBI puts there."""
        shelf, number = self.shelf_of(pmcid)
        record = shelf.records[number]
        raw = re.sub(rb"<(body|back)\b.*</\1\s*>", b"", record.raw, flags=re.DOTALL)
        start = raw.index(b">") + 1
        shelf.put([replace(record, raw=raw[:start] + CLOSED + raw[start:])])

    def shelf_of(self, uid: int | str) -> tuple[Shelf, int]:
        """Return the shelf and number of "PMC123" or of a PMID. Raises UsageError if not held."""
        said = str(uid)
        shelf = self.shelves["pmc" if said.upper().startswith("PMC") else "pubmed"]
        number = int(said.upper().removeprefix("PMC"))
        if number not in shelf.records:
            raise UsageError(f"{uid}: the sandbox holds no such record.")
        return shelf, number

    @property
    def today(self) -> date:
        """The date that the server believes in."""
        return self.today_is or datetime.now(UTC).date()


class History:
    """The history server: result sets by WebEnv and query key; it can be told to forget."""

    def __init__(self) -> None:
        self._sets: dict[str, list[list[int]]] = {}
        self._numbers = itertools.count(1)

    def keep(self, uids: list[int], webenv: str = "") -> tuple[str, int]:
        """Store a result set; return its WebEnv (a new one unless known) and query key."""
        if webenv not in self._sets:
            stamp = int(datetime.now(UTC).timestamp())
            webenv = f"MCID_{stamp:08x}{next(self._numbers):016x}"
        self._sets.setdefault(webenv, []).append(uids)
        return webenv, len(self._sets[webenv])

    def get(self, webenv: str, key: str) -> list[int] | None:
        """Return a result set; None where it is unknown or forgotten."""
        sets = self._sets.get(webenv, [])
        return sets[int(key) - 1] if key.isdecimal() and 0 < int(key) <= len(sets) else None

    def expire(self) -> None:
        """Forget all, as NCBI does after some hours."""
        self._sets.clear()
