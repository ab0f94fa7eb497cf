"""What a user orders from a harvest, as a value: which papers, from where, and how many."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from harvester.errors import UsageError
from harvester.query import DATABASES, Query, topic_query

SOURCES = {"pubmed": ("pubmed",), "pmc": ("pmc",), "all": DATABASES}


@dataclass(frozen=True)
class Order:
    """One query to one database, or the ids of a list.

    limit: fetch at most so many new papers, the newest first. ids: just these, whatever the query
    finds. accept_gone: believe that more than 1 % of the papers left at once. fulltext: PMC's
    open-access full texts from its S3 bucket too.
    """

    query: Query
    limit: int | None = None
    ids: tuple[int, ...] | None = None
    accept_gone: bool = False
    fulltext: bool = False

    @property
    def question(self) -> str:
        """What two runs share when they are the same work, so that one can go on with the other."""
        if self.ids is not None:
            listed = hashlib.sha256(str(self.ids).encode()).hexdigest()[:12]
            return f"{self.query.db}:ids {listed}"
        limit = f" limit {self.limit}" if self.limit is not None else ""
        return self.query.question + limit


def orders(
    topic: str = "ketamine",
    query: str | None = None,
    sources: str | Sequence[str] = "pubmed",
    *,
    since: date | None = None,
    until: date | None = None,
    filters: Sequence[str] = (),
    limit: int | None = None,
    ids: Iterable[int] | None = None,
    accept_gone: bool = False,
    fulltext: bool = False,
) -> list[Order]:
    """Return an order for each database of *sources*. Raises UsageError, naming what there is.

    query: in place of the topic's, in NCBI's language, sent as it stands. since, until: of entry
    into the database. filters: subsets of PMC (query.FILTERS).
    """
    named = (sources,) if isinstance(sources, str) else sources
    if unknown := [source for source in named if source not in SOURCES]:
        raise UsageError(f"Unknown source {unknown[0]!r}; there are: {', '.join(SOURCES)}.")
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}: wanted at least 1.")
    listed = None if ids is None else tuple(dict.fromkeys(ids))
    made = []
    for db in dict.fromkeys(db for source in named for db in SOURCES[source]):
        asked = topic_query(topic, db) if query is None else Query(query, db)
        asked = asked.filtered(filters if db == "pmc" else ()).entered(since, until)
        made.append(Order(asked, limit, listed, accept_gone, fulltext))
    return made


def read_ids(path: Path) -> list[int]:
    """Read a file of ids: one on a line, or several with commas or blanks; # begins a remark.

    Raises UsageError, naming the line, for what is no id.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}.") from error
    ids = []
    for number, line in enumerate(lines, 1):
        for word in line.split("#")[0].replace(",", " ").split():
            digits = word.lower().removeprefix("pmid:").removeprefix("pmc")
            if not digits.isdecimal() or int(digits) == 0:
                raise UsageError(f"{path}, line {number}: {word!r} is no PMID.")
            ids.append(int(digits))
    return ids
