"""The source records of a paper, each with what it alone says.

The rows of a paper that one source describes are that source's, and nothing more is kept. Once a
second source speaks of it, the tables hold what both say together; what each says alone is kept
in source_parts, so that either can change later without the other being read again.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harvester.store.composing import rank
from harvester.store.rows import Content, as_json, packed, unpacked

Key = tuple[str, str]  # source, source_id


@dataclass(frozen=True)
class Record:
    """One source record of a paper: what it says, and what it said before, if that is known."""

    source: str
    source_id: str
    gone: bool
    now: Content
    before: Content | None

    @property
    def order(self) -> tuple[int, bool, int, str]:
        """Where it stands among the records of its paper: the first one's word stays."""
        return rank(self.source), self.gone, len(self.source_id), self.source_id


def records_of(
    db: sqlite3.Connection,
    paper_ids: Iterable[str],
    held: Mapping[str, Content],
    told: Mapping[Key, Content],
) -> dict[str, list[Record]]:
    """Return the source records of these papers, by paper.

    held: the papers as they stand in the tables. told: what has just come, by record.
    """
    found: dict[str, list[Record]] = {}
    for paper_id, source, source_id, gone_since, blob in db.execute(
        "SELECT r.paper_id, r.source, r.source_id, r.gone_since, s.rows FROM records r "
        "LEFT JOIN source_parts s USING (source, source_id) "
        "WHERE r.paper_id IN (SELECT value FROM json_each(?))",
        (as_json(paper_ids),),
    ):
        before = unpacked(blob) if blob else None
        now = told.get((source, source_id)) or before or _alone(held[paper_id])
        found.setdefault(paper_id, []).append(
            Record(source, source_id, gone_since is not None, now, before)
        )
    return found


def _alone(paper: Content) -> Content:
    """Return the rows of a paper's only record: all but the paper_ids it has been merged with."""
    return {
        **paper,
        "identifiers": [row for row in paper["identifiers"] if row[0] != "paper_id"],
    }


def keep(db: sqlite3.Connection, records: Iterable[Record]) -> None:
    """Keep what each of *records* says alone."""
    db.executemany(
        "INSERT OR REPLACE INTO source_parts (source, source_id, rows) VALUES (?, ?, ?)",
        [
            (record.source, record.source_id, packed(record.now))
            for record in records
            if record.now is not record.before
        ],
    )
