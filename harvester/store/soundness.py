"""What the store holds, counted, and whether it holds together."""

import sqlite3

from harvester.schema import TABLES

# What must find nothing -> what it means if it finds something.
_MUST_BE_EMPTY = {
    "SELECT paper_id FROM papers WHERE paper_id NOT IN (SELECT paper_id FROM records)": (
        "papers without a source record"
    ),
    "SELECT source_id FROM records WHERE paper_id NOT IN (SELECT paper_id FROM papers)": (
        "source records without their paper"
    ),
    "SELECT reply FROM records WHERE reply NOT IN (SELECT reply FROM applied_replies)": (
        "source records of a reply that was never applied"
    ),
}


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """Return the rows of each table, and "gone": papers that no query returns any more."""
    found = {name: _count(db, f'SELECT count(*) FROM "{name}"') for name in TABLES}  # noqa: S608
    found["gone"] = _count(db, "SELECT count(*) FROM papers WHERE gone_since IS NOT NULL")
    return found


def run_counts(db: sqlite3.Connection, run: str) -> dict[str, int]:
    """Return what a run did, by the rows of `changes` and `rejected`."""
    row = db.execute(
        "SELECT count(DISTINCT iif(field = 'first_seen', paper_id, NULL)), "
        "count(DISTINCT iif(field NOT IN ('first_seen', 'gone_since', 'paper_id') "
        "AND NOT instr(field, '.'), paper_id, NULL)), "
        "count(iif(field = 'gone_since' AND before IS NULL, 1, NULL)), "
        "count(iif(field = 'gone_since' AND after IS NULL, 1, NULL)) FROM changes WHERE run = ?",
        (run,),
    ).fetchone()
    told = dict(zip(("new", "changed", "gone", "back"), row, strict=True))
    told["rejected"] = db.execute("SELECT count(*) FROM rejected WHERE run = ?", (run,)).fetchone()[
        0
    ]
    return told


def check(db: sqlite3.Connection) -> list[str]:
    """Return what is unsound, each in a sentence."""
    wrong = [
        f"SQLite: {told}" for (told,) in db.execute("PRAGMA integrity_check(20)") if told != "ok"
    ]
    for query, meaning in _MUST_BE_EMPTY.items():
        if found := db.execute(query).fetchall():
            wrong.append(f"{len(found)} {meaning}, {found[0][0]} among them.")
    for name, table in TABLES.items():
        if table.parsed and name != "papers":
            stray = _count(
                db,
                f'SELECT count(*) FROM "{name}" '  # noqa: S608 (a name of the schema)
                "WHERE paper_id NOT IN (SELECT paper_id FROM papers)",
            )
            if stray:
                wrong.append(f"{stray} rows of {name} belong to no paper.")
    try:
        db.execute("INSERT INTO papers_text(papers_text, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        wrong.append(f"The full-text index is not that of the papers ({error}).")
    return wrong


def _count(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
