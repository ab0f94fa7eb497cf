"""Which reply holds which source record, of which content, and which of two is the newer."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from harvester.archive import Reply
from harvester.sources import Origin
from harvester.store.layout import insert
from harvester.store.rows import as_json

# How the path of a reply begins that is a file of the user's, not an answer of NCBI.
IMPORTED = "import/"
_DATED = ("pubmed", "medline")  # sources whose records say when they were revised
_STORED = """
    SELECT source_id, paper_id, version, sha256, retrieved_at, gone_since, NULL FROM records
    WHERE source = ? AND source_id IN (SELECT value FROM json_each(?))
"""
# Only a file asks how old a record is: the day stands behind the abstract, and is slow to reach.
_STORED_AND_REVISED = """
    SELECT source_id, paper_id, version, sha256, retrieved_at, r.gone_since, revised_date
    FROM records r LEFT JOIN papers USING (paper_id)
    WHERE r.source = ? AND source_id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True)
class Stored:
    """What `records` says of a source record, and when its paper was revised."""

    paper_id: str
    version: int
    sha256: str
    retrieved_at: str
    gone_since: str | None
    revised: str


def stored(
    db: sqlite3.Connection, origins: Iterable[Origin], reply: Reply
) -> dict[tuple[str, str], Stored]:
    """Return what the store knows of these source records; one that it has not is absent."""
    by_source: dict[str, list[str]] = {}
    for origin in origins:
        by_source.setdefault(origin.source, []).append(origin.source_id)
    query = _STORED_AND_REVISED if reply.path.startswith(IMPORTED) else _STORED
    return {
        (source, row[0]): Stored(row[1], row[2] or 0, row[3], row[4], row[5], row[6] or "")
        for source, ids in by_source.items()
        for row in db.execute(query, (source, as_json(ids)))
    }


def older(origin: Origin, revised: str, before: Stored, reply: Reply) -> bool:
    """Say whether the store holds something newer than this record.

    What NCBI answers is as old as the answer. A user's file may be of any age, so that there the
    day of the last revision decides (*revised*, "" if it is not known).
    """
    if reply.retrieved_at < before.retrieved_at or (origin.version or 0) < before.version:
        return True
    imported = reply.path.startswith(IMPORTED) and origin.source in _DATED
    return imported and revised < before.revised


def write(
    db: sqlite3.Connection, origins: Iterable[Origin], paper_ids: Iterable[str], reply: Reply
) -> None:
    """Note that *reply* holds these records, and that they are of these papers."""
    listed = not reply.path.startswith(IMPORTED)
    told = (
        (paper_id, o.source, o.source_id, o.version, o.sha256, reply.name, reply.run)
        for o, paper_id in zip(origins, paper_ids, strict=True)
    )
    db.executemany(
        insert("records") + " ON CONFLICT (source, source_id) DO UPDATE SET "
        "paper_id = excluded.paper_id, version = excluded.version, sha256 = excluded.sha256, "
        "reply = excluded.reply, run = excluded.run, retrieved_at = excluded.retrieved_at, "
        "listed = max(listed, excluded.listed), gone_since = CASE WHEN gone_since <= "
        "excluded.retrieved_at AND (excluded.listed OR NOT listed) THEN NULL ELSE gone_since END",
        ((*row, reply.retrieved_at, listed, None) for row in told),
    )
