"""The store as the rest of the house sees it. Each method that writes is one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from harvester.archive import Reply
from harvester.schema import TABLES
from harvester.sources import Parsed
from harvester.store import applying, marks, soundness
from harvester.store.history import History, announce, carry_over, restore, taken
from harvester.store.layout import insert
from harvester.store.noting import Moment
from harvester.store.opening import explained, open_writing, transaction
from harvester.store.rows import as_json, encoded

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Applied:
    """What one reply did to the store, as lasting paper_ids; empty if it was applied before.

    new: seen for the first time. changed: a field differs. back: had been gone, and came again.
    gone: named by a DeleteCitation. merged: (paper_id given up, paper_id that it is now).
    matched: (source_id, paper_id, why) of records that proved to be of a paper already there.
    unchanged, stale, rejected: numbers of records that were as they were, that were older than
    what the store holds (and so left alone), and that could not be read.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    matched: tuple[tuple[str, str, str], ...] = ()
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Known:
    """What the store knows of one source record.

    retrieved_at: when a reply last held it, changed or not (what a rolling re-fetch goes by).
    gone: its source's query no longer returns it. listed: an EFetch reply brought it; one that
    only an imported file brought is False, and is to be fetched as if it were new.
    """

    paper_id: str
    sha256: str
    retrieved_at: str
    gone: bool
    listed: bool


class Store:
    """The open store. Use it as a context manager: `with Store.open(path) as store: …`.

    One writer at a time (the data folder's lock sees to it); any number of readers beside it.
    Every method may raise StoreError (file locked, disk full, folder read-only, file damaged):
    then its transaction is undone, and the same call works once the cause is mended.
    """

    def __init__(self, path: Path, db: sqlite3.Connection):
        self.path, self._db = path, db

    @classmethod
    def open(cls, path: Path, create: bool = True, patience: float = 30.0) -> Self:
        """Open the store at *path*, making it if it is absent and *create* holds.

        patience: seconds to wait for a file that another program has locked. A store of an
        older version is brought up to date in one transaction, after a copy of it was laid
        beside it. Raises StoreError, with nothing touched, if the file is not ours, comes from
        a newer version, is absent (create=False), or cannot be read or written.
        """
        return cls(path, open_writing(path, create, patience))

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
        """Close the file; the last to do so folds the write-ahead log into it."""
        with explained(self.path):
            self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with explained(self.path), transaction(self._db):
            yield self._db

    def abandon(self) -> None:
        """Undo what was begun and not ended: a signal may fall between a BEGIN and its guard."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def apply(self, parsed: Parsed | Iterable[Parsed], reply: Reply) -> Applied:
        """Fold the records of one archived reply in, in ONE transaction; idempotent by reply.name.

        parsed: what `sources.READERS[reply.source]` made of its bytes, whole or in batches.
        Apply replies in the order in which the archive kept them: it is the order of a rebuild.
        A record of the same sha256 only has its provenance renewed; one that is older than the
        store's (lower version; reply retrieved earlier; for an import, revised earlier) is left.
        A record that was gone and comes in a reply retrieved since then is back.
        """
        batches = [parsed] if isinstance(parsed, Parsed) else parsed
        with self._writing() as db:
            if self.applied(reply.name):
                return Applied()
            done = applying.apply(db, batches, reply)
        new = dict.fromkeys(done.new)
        return Applied(
            tuple(new),
            tuple(name for name in done.changed if name not in new),
            tuple(done.back),
            tuple(done.gone),
            tuple(done.merged),
            tuple(done.matched),
            done.unchanged,
            done.stale,
            done.rejected,
        )

    def applied(self, reply_name: str) -> bool:
        """Say whether the reply of that name has been applied."""
        with explained(self.path):
            found = self._db.execute("SELECT 1 FROM applied_replies WHERE reply = ?", (reply_name,))
            return found.fetchone() is not None

    def known(self, source: str) -> dict[str, Known]:
        """Return what is known of each record of *source*: source_id -> Known."""
        with explained(self.path):
            return {
                row[0]: Known(row[1], row[2], row[3], row[4] is not None, bool(row[5]))
                for row in self._db.execute(
                    "SELECT source_id, paper_id, sha256, retrieved_at, gone_since, listed "
                    "FROM records WHERE source = ?",
                    (source,),
                )
            }

    def mark_gone(self, run: str, source: str, ids: Iterable[str], at: str) -> tuple[str, ...]:
        """Note that *source*'s query returns these source_ids no more; return the papers now gone.

        at: ISO time UTC ("2026-11-23T08:30:00Z"). Nothing is removed: `gone_since` is set, and
        cleared again by mark_back or by a later reply that holds the record. Records that only an
        import brought were never listed and are passed over; so are ids that are gone already.
        For a rebuild the run record must carry the same call, in its list "marks":
        {"kind": "gone", "source": source, "ids": [...], "at": at} (or "back").
        """
        with self._writing() as db:
            return tuple(marks.gone(db, source, ids, Moment(run, at)))

    def mark_back(self, run: str, source: str, ids: Iterable[str], at: str) -> tuple[str, ...]:
        """Undo mark_gone for these source_ids; return the papers that are back. Else as there."""
        with self._writing() as db:
            return tuple(marks.back(db, source, ids, Moment(run, at)))

    def put_run(self, row: Mapping[str, Any]) -> None:
        """Write the row of one run, in place of an earlier one of that name.

        row: the run record; entries that are no column of `runs` are passed over, and an empty
        text is none: an import has no query, a run that goes on no message yet.
        """
        cells = [None if row.get(name) == "" else row.get(name) for name in TABLES["runs"].names]
        with self._writing() as db:
            db.executemany(insert("runs", "INSERT OR REPLACE"), encoded("runs", [cells]))

    def run_counts(self, run: str) -> dict[str, int]:
        """Return new, changed, gone, back and rejected of a run, resumed or not, by its rows."""
        with explained(self.path):
            return soundness.run_counts(self._db, run)

    def put_labels(self, frame: "pd.DataFrame", papers: Iterable[str] | None = None) -> None:
        """Put *frame* (columns of `labels`) in place of all labels, or of those of *papers*."""
        self._put("labels", frame, papers)

    def put_facts(self, frame: "pd.DataFrame", papers: Iterable[str] | None = None) -> None:
        """Put *frame* (columns of `facts`) in place of all facts, or of those of *papers*."""
        self._put("facts", frame, papers)

    def _put(self, name: str, frame: "pd.DataFrame", papers: Iterable[str] | None) -> None:
        names = list(TABLES[name].names)
        told = frame[names].astype(object).where(frame[names].notna(), None)
        rows = encoded(name, told.itertuples(index=False, name=None))
        with self._writing() as db:
            if papers is None:
                db.execute(f'DELETE FROM "{name}"')  # noqa: S608 (a name of ours)
            else:
                db.execute(
                    f'DELETE FROM "{name}" '  # noqa: S608 (a name of ours)
                    "WHERE paper_id IN (SELECT value FROM json_each(?))",
                    (as_json(papers),),
                )
            db.executemany(insert(name), rows)

    def needed(self) -> frozenset[str]:
        """Return the names of the replies that hold the present content of some record."""
        with explained(self.path):
            return frozenset(
                row[0] for row in self._db.execute("SELECT DISTINCT reply FROM records")
            )

    def history(self) -> History:
        """Return what the store knows beyond the replies that its records point to."""
        with explained(self.path):
            return taken(self._db)

    def announce(self, told: History) -> None:
        """Prepare an empty store for replies of a pruned archive (see store.history)."""
        with self._writing() as db:
            announce(db, told)

    def restore(self, told: History) -> None:
        """Put back what those replies, now applied, do not tell."""
        with self._writing() as db:
            restore(db, told)

    def carry_over(self, old: Path) -> None:
        """Take over the labels and facts of another store, of papers whose text is the same."""
        with explained(old):
            carry_over(self._db, str(old))

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table, and "gone": papers that no query returns."""
        with explained(self.path):
            return soundness.counts(self._db)

    def check(self) -> list[str]:
        """Return what is unsound, each in a sentence; an empty list is a sound store."""
        with explained(self.path):
            return soundness.check(self._db)
