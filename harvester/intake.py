"""From ids to papers in the store: fetch, keep, read, apply; and account for what stays out."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from harvester import eutils
from harvester.archive import Archive, Reply
from harvester.errors import ParseError, ReplyError
from harvester.fetching import (
    BATCH,
    FEW,
    NO_SUCH,
    Answer,
    records,
    refuse_all_bad,
    refuse_mass_omission,
)
from harvester.folding import fold, number
from harvester.request import Request
from harvester.sources import READERS
from harvester.store import Store

logger = logging.getLogger(__name__)
OMITTED = "not returned"
ROUNDS = 2  # how often what a reply left out is asked for again


class Intake:
    """Brings records of one database into one store, on behalf of one run.

    fetch: sends a request and returns the whole reply. note: called with the number of ids that
    were answered and the number asked for, after each reply. named: the papers that are new,
    changed and back, so far.
    """

    def __init__(
        self,
        *,
        run: str,
        db: str,
        archive: Archive,
        store: Store,
        fetch: Callable[[Request], bytes],
        now: Callable[[], datetime],
        note: Callable[[int, int], object],
    ):
        self.run, self.db, self.archive, self.store = run, db, archive, store
        self.fetch, self.now, self.note = fetch, now, note
        self.named: dict[str, list[str]] = {"new": [], "changed": [], "back": []}
        self._returned: set[int] = set()
        self._unreadable: dict[int, str] = {}
        self._refused = 0  # replies in a row

    def catch_up(self) -> None:
        """Apply the replies that a run kept, and was stopped before it read."""
        for reply in self.archive.replies():
            if reply.source in READERS and not self.store.applied(reply.name):
                try:
                    self._apply(reply, self.archive.body(reply))
                except ParseError as error:  # no paper came of it, so its ids are asked for again
                    logger.debug("%s", error)

    def bring(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Fetch *ids*; ask again for what was left out; return what stays out, and why."""
        self._fetch(ids, None)
        for _ in range(ROUNDS):
            if missing := self._missing(ids):
                self._fetch(missing, 1 if len(missing) <= FEW else None)
        missing = self._missing(ids)
        exists = self._existing([uid for uid in missing if uid not in self._unreadable])
        drops = [self._drop(uid, exists) for uid in missing]
        refuse_mass_omission(sum(drop["reason"] == OMITTED for drop in drops), len(ids))
        return drops

    def _missing(self, ids: Sequence[int]) -> list[int]:
        return [uid for uid in ids if uid not in self._returned]

    def _drop(self, uid: int, exists: dict[int, bool]) -> dict[str, Any]:
        if uid in self._unreadable:
            return {"id": str(uid), "reason": "rejected", "detail": self._unreadable[uid]}
        return {"id": str(uid), "reason": OMITTED if exists.get(uid, True) else "deleted"}

    def _fetch(self, ids: Sequence[int], size: int | None) -> None:
        """Fetch *ids* in batches; a reply that the reader refuses is asked for in halves."""
        unread: list[int] = []
        answered = 0
        for answer in records(self.db, ids, self.fetch, size):
            unread += self._take(answer)
            answered += len(answer.ids)
            self.note(answered, len(ids))
        if unread:
            self._fetch(unread, max(1, (size or BATCH[self.db]) // 2))

    def _take(self, answer: Answer) -> tuple[int, ...]:
        """Keep one answer, then read it into the store; return the ids to be asked for again."""
        alone = len(answer.ids) == 1
        if answer.failure is not None:
            if alone and answer.failure.failure not in NO_SUCH:
                self._quarantine(answer, str(answer.failure), answer.failure.body)
            return ()
        reply = self.archive.keep(self.run, self.db, answer.request, answer.body, self.now())
        try:
            rejected = self._apply(reply, answer.body)
            self._refused = 0
        except ParseError as error:
            self._refused += 1
            refuse_all_bad(self._refused, error)
            if not alone:
                return answer.ids
            rejected = str(error)
        if alone and rejected:
            self._unreadable[answer.ids[0]] = rejected
        return ()

    def _quarantine(self, answer: Answer, reason: str, body: bytes) -> None:
        """Keep what came for one id that no whole reply could be had for."""
        self._unreadable[answer.ids[0]] = reason
        if body:
            self.archive.keep(self.run, "quarantine", answer.request, body, self.now())

    def _apply(self, reply: Reply, body: bytes) -> str:
        """Read one kept reply into the store; return why a record was rejected, if one was."""
        parsed, applied = fold(self.store, reply, body)
        self._returned |= {number(origin.source_id) for origin in parsed.origins}
        for what in self.named:
            self.named[what] += getattr(applied, what)
        return parsed.rejected[0].reason if parsed.rejected else ""

    def _existing(self, ids: Sequence[int]) -> dict[int, bool]:
        """Ask ESummary which of *ids* exist: it alone says so. Empty where it does not answer."""
        if not ids:
            return {}
        try:
            return eutils.decode_summaries(self.fetch(eutils.summaries(self.db, ids)))
        except ReplyError as error:
            return dict.fromkeys(ids, False) if error.failure in NO_SUCH else {}
        except ParseError:
            return {}
