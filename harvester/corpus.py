"""The corpus as pandas frames: `load("data").papers`. Read-only, whoever writes meanwhile."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from harvester.schema import TABLES
from harvester.store.opening import explained, open_reading
from harvester.store.searching import matching

if TYPE_CHECKING:
    import sqlite3

    import pandas as pd

STORE = "papers.sqlite"


class Corpus:
    """What a data folder holds, one frame per table of schema.toml, read when first asked for.

    papers, authors, mesh, publication_types, keywords, substances, grants, identifiers, links,
    references, registries, sections, labels, facts, records, runs, changes, rejected.

    All frames show the store as it was when the first of them was read, so that they fit each
    other while a harvest goes on writing; `load` again to see what it wrote. Columns are typed:
    text "string", pmid and year "Int64", flags "boolean", lists Python lists; missing is null.
    """

    def __init__(self, path: Path, db: "sqlite3.Connection"):
        self.path, self._db = path, db
        self._frames: dict[str, pd.DataFrame] = {}

    def __getattr__(self, name: str) -> "pd.DataFrame":
        if name not in TABLES:
            raise AttributeError(f"a corpus has no table {name!r}; it has: {', '.join(TABLES)}.")
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __repr__(self) -> str:
        return f"Corpus({str(self.path)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Frames that were read stay."""
        self._db.close()

    def search(self, words: str) -> "pd.DataFrame":
        """Return the papers whose title, abstract, keywords or MeSH match, most relevant first.

        words: FTS5's language: `rapid AND suicid*`, `"major depression" NOT postpartum`,
        `title:esketamine`. Raises QueryError, saying what can be written, for what it cannot read.
        """
        self._begin()
        found = matching(self._db, self.path, words)
        by_id = self.papers.set_index("paper_id", drop=False)
        return by_id.loc[found].reset_index(drop=True)

    def columns(self, name: str, *columns: str) -> "pd.DataFrame":
        """Return some columns of a table: of `changes`, whose values may be long, only the names.

        Raises ValueError, naming those there are, for a column that the table does not have.
        """
        kinds = TABLES[name].kinds
        if unknown := [column for column in columns if column not in kinds]:
            raise ValueError(f"{name} has no column {unknown[0]!r}; it has: {', '.join(kinds)}.")
        return self._read(name, columns)

    def _begin(self) -> None:
        """Hold the store as it is now, until this corpus is closed or forgotten."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN")

    def _read(self, name: str, wanted: Sequence[str] = ()) -> "pd.DataFrame":
        from harvester.frames import from_sqlite

        columns = ", ".join(f'"{column}"' for column in wanted or TABLES[name].names)
        with explained(self.path), _uncollected():
            self._begin()
            # rowid: the order in which papers came; the rows of one paper in their own order.
            rows = self._db.execute(f'SELECT {columns} FROM "{name}" ORDER BY rowid')  # noqa: S608
            return from_sqlite(name, rows.fetchall(), wanted)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no garbage be looked for: rows and lists make none, and there are half a million."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load(data_dir: str | PathLike[str] = "data") -> Corpus:
    """Open the corpus in *data_dir*, read-only.

    Raises StoreError if the folder has no store, or one that is not ours or from a newer version.
    """
    path = Path(data_dir) / STORE
    return Corpus(path, open_reading(path))
