"""What a store knows that the replies it was last read from do not tell.

`ketlit prune` drops replies that later ones replaced. With them would go when a paper was first
seen, under which id, and what changed since; so this much of the store is kept beside the runs,
and a rebuild from what is left starts with it.
"""

import json
import sqlite3
from typing import Any

from harvester.store import reworking
from harvester.store.layout import insert
from harvester.store.noting import Moment

History = dict[str, list[list[Any]]]
# What is kept, by name.
_KEPT = {
    "papers": "SELECT paper_id, source, first_seen, last_changed, gone_since FROM papers",
    "records": "SELECT source, source_id, paper_id, listed, gone_since FROM records",
    "aliases": "SELECT paper_id, value FROM identifiers WHERE kind = 'paper_id'",
    "changes": "SELECT run, paper_id, field, before, after FROM changes",
    "rejected": "SELECT run, reply, place, reason, raw FROM rejected",
    "applied": "SELECT reply FROM applied_replies",
}
NAMES = tuple(_KEPT)


def taken(db: sqlite3.Connection) -> History:
    """Return what must be kept."""
    return {
        name: [list(row) for row in db.execute(f"{query} ORDER BY rowid")]
        if name != "applied"
        else [list(row) for row in db.execute(query)]
        for name, query in _KEPT.items()
    }


def announce(db: sqlite3.Connection, history: History) -> None:
    """Tell an empty store, before any reply, whose each record is."""
    db.executemany(
        "INSERT INTO given_papers (source, source_id, paper_id) VALUES (?, ?, ?)",
        (row[:3] for row in history["records"]),
    )


def restore(db: sqlite3.Connection, history: History) -> None:
    """Put back what the replies up to then do not tell, once they are applied."""
    db.executemany(
        "UPDATE records SET listed = ?4, gone_since = ?5 WHERE source = ?1 AND source_id = ?2 "
        "AND paper_id = ?3",
        history["records"],
    )
    several = db.execute(
        "SELECT paper_id FROM records GROUP BY paper_id "
        "HAVING count(*) > 1 AND count(gone_since) > 0"
    ).fetchall()
    reworking.rework(db, [row[0] for row in several], {}, [], Moment("", ""))
    db.executemany(
        "UPDATE papers SET source = ?2, first_seen = ?3, last_changed = ?4, gone_since = ?5 "
        "WHERE paper_id = ?1",
        history["papers"],
    )
    db.executemany(
        "INSERT INTO identifiers (paper_id, kind, value) SELECT ?1, 'paper_id', ?2 WHERE NOT "
        "EXISTS (SELECT 1 FROM identifiers WHERE paper_id = ?1 AND kind = 'paper_id' "
        "AND value = ?2)",
        history["aliases"],
    )
    for name in ("changes", "rejected"):
        db.execute(f"DELETE FROM {name}")  # noqa: S608 (a name of ours)
        db.executemany(insert(name), history[name])
    db.execute("DELETE FROM applied_replies")
    db.executemany("INSERT INTO applied_replies VALUES (?)", history["applied"])
    db.execute("DELETE FROM given_papers")


def owners(db: sqlite3.Connection, records: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the papers that were announced for these records (source, source_id)."""
    return {
        (source, source_id): paper_id
        for source, source_id, paper_id in db.execute(
            "SELECT g.source, g.source_id, g.paper_id FROM json_each(?) j JOIN given_papers g "
            "ON g.source = json_extract(j.value, '$[0]') "
            "AND g.source_id = json_extract(j.value, '$[1]')",
            (json.dumps(records),),
        )
    }


def carry_over(db: sqlite3.Connection, path: str) -> None:
    """Take labels and facts over from the store at *path*, of papers whose text is the same."""
    db.execute("ATTACH ? AS old", (path,))
    try:
        for name in ("labels", "facts"):
            db.execute(
                f"INSERT INTO main.{name} SELECT l.* FROM old.{name} l "  # noqa: S608 (ours)
                "JOIN old.papers o USING (paper_id) JOIN main.papers p USING (paper_id) "
                "WHERE o.title IS p.title AND o.abstract IS p.abstract ORDER BY l.rowid"
            )
    finally:
        db.execute("DETACH old")
