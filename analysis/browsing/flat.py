"""The corpus as one wide table that Datasette can facet and search.

The store has one row per label and per fact; a reader of a web page wants one row per paper. So
`ketlit browse` makes a second file at its start, and serves the store itself beside it.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.export.selection import Selection

# Column of the page -> its SQL type; lists are JSON arrays, which Datasette facets by item.
COLUMNS = {
    "paper_id": "TEXT PRIMARY KEY",
    "pmid": "INTEGER",
    "year": "INTEGER",
    "title": "TEXT",
    "journal": "TEXT",
    "conditions": "TEXT",
    "design": "TEXT",
    "routes": "TEXT",
    "forms": "TEXT",
    "doses": "TEXT",
    "sample_size": "INTEGER",
    "retraction": "TEXT",
    "authors": "TEXT",
    "keywords": "TEXT",
    "abstract": "TEXT",
    "pmcid": "TEXT",
    "doi": "TEXT",
    "gone_since": "TEXT",
}
SEARCHED = ("title", "abstract", "authors", "keywords")
FACETS = ("year", "design", "retraction", "journal")
ARRAY_FACETS = ("conditions", "routes", "forms")


def build(selection: "Selection", conditions: list[str], path: Path) -> int:
    """Write the wide table of *selection* and its full-text index to *path*; return its rows."""
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    marks = ", ".join("?" * len(COLUMNS))
    searched = ", ".join(SEARCHED)
    with sqlite3.connect(path) as db:
        db.execute(f"CREATE TABLE papers ({columns})")
        db.executemany(f"INSERT INTO papers VALUES ({marks})", _rows(selection, conditions))  # noqa: S608 (declared names only)
        for name in FACETS:
            db.execute(f"CREATE INDEX papers_{name} ON papers ({name})")
        db.execute(
            f"CREATE VIRTUAL TABLE papers_fts USING fts5({searched}, content=[papers],"
            " tokenize='unicode61 remove_diacritics 2')"
        )
        db.execute("INSERT INTO papers_fts (papers_fts) VALUES ('rebuild')")
        (count,) = db.execute("SELECT count(*) FROM papers").fetchone()
    db.close()
    return int(count)


def _rows(selection: "Selection", conditions: list[str]) -> Iterator[tuple[object, ...]]:
    papers = selection.papers
    kept = [name for name in COLUMNS if name in papers]
    flags = [(key, papers[key].fillna(value=False).tolist()) for key in conditions]
    plain = papers[kept].astype(object).where(papers[kept].notna(), None)
    for place, row in enumerate(plain.to_dict("records")):
        row["conditions"] = [key for key, held in flags if held[place]]
        yield tuple(_cell(name, row.get(name)) for name in COLUMNS)


def _cell(name: str, value: object) -> object:
    if name in ("authors", "keywords") and isinstance(value, list):
        return "; ".join(str(item) for item in value) or None
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
