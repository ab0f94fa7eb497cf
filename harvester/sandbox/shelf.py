"""The records of one database as they stand now; they may change while the server runs."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from harvester.sandbox.folding import Entry
from harvester.sandbox.indexing import entry
from harvester.sandbox.records import Record


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the cycle collector quiet: an index has no cycles, and walking it costs a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Shelf:
    """Records by UID, the index over them (made when first searched), and answers remembered.

    Not safe for threads by itself: the library's lock is.
    """

    def __init__(self, db: str):
        self.db = db
        self.records: dict[int, Record] = {}
        self.remembered: dict[object, frozenset[int]] = {}
        self._entries: dict[int, Entry] = {}
        self._stale: set[int] = set()
        self._sorted: list[int] | None = None

    def put(self, records: Iterable[Record]) -> None:
        """Add or replace. Of several versions of one UID the highest stays; of equals the last."""
        for record in records:
            held = self.records.get(record.uid)
            if held is None or record.version >= held.version:
                self.records[record.uid] = record
                self._forget(record.uid)

    def drop(self, uids: Iterable[int]) -> None:
        """Take records away; UIDs that are not there do no harm."""
        for uid in uids:
            if self.records.pop(uid, None):
                self._forget(uid)

    def touch(self, uid: int, modified: int) -> None:
        """Give a record another day of modification (yyyymmdd)."""
        self.put([replace(self.records[uid], modified=modified)])

    def _forget(self, uid: int) -> None:
        self._stale.add(uid)
        self._sorted = None
        self.remembered.clear()

    @property
    def entries(self) -> dict[int, Entry]:
        """The index: UID to what the record is found by, brought up to date."""
        if self._stale:
            with _without_collector():
                for uid in self._stale:
                    if record := self.records.get(uid):
                        self._entries[uid] = entry(record)
                    else:
                        self._entries.pop(uid, None)
            self._stale.clear()
        return self._entries

    @property
    def uids(self) -> list[int]:
        """All UIDs, ascending."""
        if self._sorted is None:
            self._sorted = sorted(self.records)
        return self._sorted
