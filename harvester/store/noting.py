"""What happened to papers, as rows of `changes`: one per run, paper and field, the net of the run.

So the order in which the replies of one run are folded in leaves no trace, and a field that a
run changed and changed back is no change. A paper that the run itself brought has one row,
first_seen; what the run then still learns about it is part of its coming.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from harvester.schema import PARSED, TABLES
from harvester.sources import Row
from harvester.store.layout import insert
from harvester.store.rows import PAPER, Content, as_json

Change = tuple[str, str, str | None, str | None]  # paper_id, field, before, after (JSON)
_EVENTS = ("first_seen", "gone_since", "paper_id")
_FLAGS = {name for name, kind in TABLES["papers"].kinds.items() if kind == "flag"}
_LISTS = {name for name, kind in TABLES["papers"].kinds.items() if kind in ("list", "objects")}
_LONG = 200  # characters of a section of full text that are told in full


@dataclass(frozen=True)
class Moment:
    """Who does something to papers, and when: a run, and the time of a reply or a mark of it."""

    run: str
    at: str


@dataclass
class Settled:
    """The papers that a look at their records found gone, or back."""

    gone: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)


def came(db: sqlite3.Connection, paper_ids: Iterable[str], now: Moment) -> None:
    """Note papers that are seen for the first time."""
    told = json.dumps(now.at)
    rows = ((now.run, paper_id, "first_seen", None, told) for paper_id in sorted(paper_ids))
    db.executemany(insert("changes", "INSERT OR REPLACE"), rows)


def note(db: sqlite3.Connection, run: str, changes: Sequence[Change]) -> None:
    """Add *changes* to what the run has changed so far, and keep the net of both."""
    if not changes:
        return
    papers = as_json({change[0] for change in changes})
    new = {
        row[0]
        for row in db.execute(
            "SELECT paper_id FROM changes WHERE run = ? AND field = 'first_seen' "
            "AND paper_id IN (SELECT value FROM json_each(?))",
            (run, papers),
        )
    }
    db.executemany(
        insert("changes") + " ON CONFLICT (run, paper_id, field) DO UPDATE SET after = "
        "excluded.after, before = iif(instr(field, '.'), excluded.before, before)",
        (
            (run, *change)
            for change in changes
            if change[0] not in new or change[1] in _EVENTS or "." in change[1]
        ),
    )
    db.execute(
        "DELETE FROM changes WHERE run = ? AND before IS after "
        "AND paper_id IN (SELECT value FROM json_each(?))",
        (run, papers),
    )


def differences(paper_id: str, before: Content, after: Content) -> list[Change]:
    """Return what differs between two states of a paper: by column of papers, then by table."""
    changes: list[Change] = []
    old, new = before["papers"][0], after["papers"][0]
    for name, was, now in zip(PAPER, old, new, strict=True):
        if was != now:
            changes.append((paper_id, name, _cell(name, was), _cell(name, now)))
    for name in PARSED:
        if name != "papers" and before[name] != after[name]:
            changes.append((paper_id, name, _rows(name, before[name]), _rows(name, after[name])))
    return changes


def _cell(name: str, value: object) -> str | None:
    """Return a cell of papers as JSON; what was not there is null."""
    if value is None or name in _LISTS:
        return None if value in (None, "[]") else str(value)  # lists are JSON already
    return json.dumps(bool(value) if name in _FLAGS else value, ensure_ascii=False)


def _rows(name: str, rows: Iterable[Row]) -> str | None:
    """Return the rows of a child table as a JSON list of objects; long full text as its length."""
    columns = TABLES[name].columns[1:]
    told = []
    for row in rows:
        cells = {}
        for column, cell in zip(columns, row, strict=True):
            value = cell
            if column.kind in ("list", "objects"):
                value = json.loads(str(cell))
            elif column.kind == "flag":
                value = None if cell is None else bool(cell)
            elif name == "sections" and isinstance(cell, str) and len(cell) > _LONG:
                value = f"{cell[:_LONG]}… ({len(cell)} characters)"
            cells[column.name] = value
        told.append(cells)
    return json.dumps(told, ensure_ascii=False) if told else None


def settle(db: sqlite3.Connection, run: str, paper_ids: Iterable[str]) -> Settled:
    """Set gone_since of papers by their records: gone once every listed record of it is gone."""
    settled = Settled()
    changes: list[Change] = []
    wanted = list(paper_ids)
    if not wanted:
        return settled
    for paper_id, was, now in db.execute(
        "SELECT p.paper_id, p.gone_since, (SELECT CASE WHEN count(*) = count(r.gone_since) "
        "THEN max(r.gone_since) END FROM records r WHERE r.paper_id = p.paper_id "
        "AND (r.listed OR r.gone_since IS NOT NULL)) FROM papers p "
        "WHERE p.paper_id IN (SELECT value FROM json_each(?)) ORDER BY p.docid",
        (as_json(wanted),),
    ).fetchall():
        if (was is None) == (now is None):
            continue
        (settled.back if now is None else settled.gone).append(paper_id)
        db.execute("UPDATE papers SET gone_since = ? WHERE paper_id = ?", (now, paper_id))
        changes.append((paper_id, "gone_since", was and json.dumps(was), now and json.dumps(now)))
    note(db, run, changes)
    return settled
