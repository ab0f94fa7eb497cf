"""Records that left the result of their source's query, or came back. Nothing is removed."""

import sqlite3
from collections.abc import Iterable

from harvester.store import noting, reworking
from harvester.store.noting import Moment
from harvester.store.rows import as_json

_WHERE = "WHERE source = ? AND source_id IN (SELECT value FROM json_each(?))"


def gone(db: sqlite3.Connection, source: str, ids: Iterable[str], now: Moment) -> list[str]:
    """Mark listed records as gone since now; return the papers of which none is left."""
    return _gone(db, source, ids, now, "AND listed")


def deleted(db: sqlite3.Connection, pmids: Iterable[str], now: Moment) -> list[str]:
    """Mark what a DeleteCitation names, whoever brought it; return the papers now gone."""
    return _gone(db, "pubmed", pmids, now, "")


def back(db: sqlite3.Connection, source: str, ids: Iterable[str], now: Moment) -> list[str]:
    """Take the mark off again; return the papers that are back."""
    papers = db.execute(
        f"UPDATE records SET gone_since = NULL {_WHERE} AND gone_since IS NOT NULL "  # noqa: S608
        "RETURNING paper_id",
        (source, as_json(ids)),
    ).fetchall()
    return noting.settle(db, now.run, [paper_id for (paper_id,) in papers]).back


def _gone(
    db: sqlite3.Connection, source: str, ids: Iterable[str], now: Moment, which: str
) -> list[str]:
    papers = db.execute(
        f"UPDATE records SET gone_since = ? {_WHERE} AND gone_since IS NULL {which} "  # noqa: S608
        "RETURNING paper_id",
        (now.at, source, as_json(ids)),
    ).fetchall()
    left = noting.settle(db, now.run, [paper_id for (paper_id,) in papers]).gone
    joined = reworking.join_duplicates(db, left, now)
    return [paper_id for paper_id in left if paper_id not in joined]
