"""Rows on their way in and out of SQLite: lists as JSON text, and the rows of whole papers."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring
from typing import Any

from harvester.schema import PARSED, STORE_KEPT, TABLES
from harvester.sources import Row
from harvester.store.layout import SEARCHED, insert

# The rows of one paper or source record, table by table, without their paper_id. "papers" has one,
# without the columns that the store keeps itself.
Content = dict[str, list[Row]]

PAPER = TABLES["papers"].names[1 : -len(STORE_KEPT)]
if TABLES["papers"].names[-len(STORE_KEPT) :] != STORE_KEPT:
    raise ValueError(f"schema.toml [papers]: the last columns must be {STORE_KEPT}.")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LISTS = {
    name: tuple(
        (place, column.kind)
        for place, column in enumerate(table.columns)
        if column.kind in ("list", "objects")
    )
    for name, table in TABLES.items()
}


def encoded(name: str, rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Return the rows of table *name* with their lists as JSON text."""
    places = _LISTS[name]
    if not places:
        return [tuple(row) for row in rows]
    done = []
    for row in rows:
        cells = list(row)
        for place, kind in places:
            cell = cells[place]
            if not cell:
                cells[place] = "[]"
            elif kind == "list":
                cells[place] = f"[{','.join(map(encode_basestring, cell))}]"
            else:
                cells[place] = _encode(cell)
        done.append(tuple(cells))
    return done


def as_json(ids: Iterable[str]) -> str:
    """Return *ids* as the JSON text that json_each() reads: any number in one parameter."""
    return _encode(list(ids))


def paper_row(paper_id: str, row: Row, first_seen: str, last_changed: str) -> Row:
    """Return the whole row of papers, from the *row* of a Content."""
    return (paper_id, *row, first_seen, last_changed, None)


def insert_papers(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Insert whole rows of papers, and enter them in the full-text index."""
    (last,) = db.execute("SELECT coalesce(max(docid), 0) FROM papers").fetchone()
    db.executemany(insert("papers"), rows)
    names = ", ".join(SEARCHED)
    db.execute(
        f"INSERT INTO papers_text (rowid, {names}) "  # noqa: S608 (names of ours)
        f"SELECT docid, {names} FROM papers WHERE docid > ?",
        (last,),
    )


def packed(content: Content) -> bytes:
    """Return *content* as bytes for source_parts; flags as the tables hold them, 0 and 1."""
    plain = {
        name: [[int(cell) if isinstance(cell, bool) else cell for cell in row] for row in rows]
        for name, rows in content.items()
    }
    return zlib.compress(_encode(plain).encode(), 1)


def unpacked(blob: bytes) -> Content:
    """Undo `packed`."""
    return {
        name: [tuple(row) for row in rows]
        for name, rows in json.loads(zlib.decompress(blob)).items()
    }


def contents(db: sqlite3.Connection, paper_ids: Iterable[str]) -> dict[str, Content]:
    """Return what the store holds of each of these papers; one that it does not hold is absent."""
    wanted = as_json(paper_ids)
    found: dict[str, Content] = {}
    for name in PARSED:
        names = TABLES[name].names if name != "papers" else ("paper_id", *PAPER)
        columns = ", ".join(f'"{column}"' for column in names)
        for row in db.execute(
            f'SELECT {columns} FROM "{name}" '  # noqa: S608 (names come from the schema)
            "WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            (wanted,),
        ):
            if name == "papers":
                found[row[0]] = {table: [] for table in PARSED}
            if row[0] in found:
                found[row[0]][name].append(row[1:])
    return found
