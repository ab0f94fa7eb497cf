"""The store made again from what is kept for ever: raw replies and run records, in their order.

The order is that of time; within a second that of the runs, and in a run that of the archive, marks
(gone, back) after replies. A harvest and an import apply what they keep at once, and what a killed
run left unread before anything else, so that theirs is the same order.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from harvester.archive import Archive, Reply
from harvester.errors import ParseError, StoreError
from harvester.folding import fold
from harvester.ledger import RUNNING, Ledger
from harvester.pruned import Pruned
from harvester.sources import READERS
from harvester.store import Store
from harvester.store.opening import must_be_ours

Note = Callable[[int, int], object]


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild read, and the papers it gave. unread: replies that no reader could read."""

    papers: int
    replies: int
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """A note in a run record that records are gone from a query's result, or back."""

    run: str
    number: int
    kind: str
    source: str
    ids: tuple[str, ...]
    at: str


def rebuild(data_dir: Path, note: Note = lambda _done, _total: None) -> Rebuilt:
    """Make data_dir/papers.sqlite again, beside the old one, and move it into its place.

    note: called with the replies read and to be read. Labels and facts of papers whose text is as
    it was are taken over. Raises StoreError if a reply is missing or damaged, or the old file is
    not ours; the old store is then as it was.
    """
    path = data_dir / "papers.sqlite"
    new = data_dir / ".papers.sqlite.new"
    if path.exists() and path.stat().st_size:
        must_be_ours(path)
    _remove(new)
    try:
        with Store.open(new) as store:
            rebuilt = _fold(store, data_dir, note)
            if path.exists():
                with suppress(StoreError):  # a damaged store has none to give
                    store.carry_over(path)
            _must_not_shrink(store, path)
            if wrong := store.check():
                raise StoreError(f"{new}: the rebuilt store is unsound: {wrong[0]}")
        _move(new, path)
    finally:
        _remove(new)
    return rebuilt


def _must_not_shrink(store: Store, path: Path) -> None:
    """Raise StoreError if the store at *path* has papers that the archive no longer gives."""
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with Store.open(path, create=False) as old:
            before = old.counts()["papers"]
    except StoreError:
        return  # a damaged store has none to compare with
    if (now := store.counts()["papers"]) < before:
        raise StoreError(
            f"{path}: the archive gives {now:,} papers, and the store holds {before:,}: replies "
            "are missing under raw/. The store was kept. Bring the replies back from a backup, or "
            "put the store aside and run `ketlit rebuild`, then `ketlit harvest`."
        )


def _fold(store: Store, data_dir: Path, note: Note) -> Rebuilt:
    archive, ledger = Archive(data_dir / "raw"), Ledger(data_dir / "runs")
    pruned = Pruned.read(data_dir)
    replies = sorted(_replies(archive), key=_when)
    before = [reply for reply in replies if reply.name in pruned.applied]
    after = [reply for reply in replies if reply.name not in pruned.applied]
    unread: list[str] = []
    store.announce(pruned.history)
    for done, reply in enumerate(before, start=1):
        apply(store, archive, reply, unread)
        note(done, len(replies))
    store.restore(pruned.history)
    marks = [mark for mark in _marks(ledger) if mark.number >= pruned.marks.get(mark.run, 0)]
    done = len(before)
    events: list[Reply | Mark] = [*after, *marks]
    for event in sorted(events, key=_when):
        if isinstance(event, Mark):
            _mark(store, event)
        else:
            apply(store, archive, event, unread)
            done += 1
            note(done, len(replies))
    for run in ledger.runs():
        if run.state != RUNNING:
            store.put_run(run.row())
    return Rebuilt(store.counts()["papers"], len(replies), tuple(unread))


def apply_pending(store: Store, archive: Archive) -> None:
    """Apply every reply that was kept by a run that was stopped before it read it."""
    pending = [reply for reply in _replies(archive) if not store.applied(reply.name)]
    for reply in sorted(pending, key=_when):
        apply(store, archive, reply, [])


def apply(store: Store, archive: Archive, reply: Reply, unread: list[str]) -> None:
    """Read one kept reply into the store; note it in *unread* if its reader refuses it.

    Such a reply gave no paper when it came, either: its ids were asked for again.
    """
    try:
        fold(store, reply, archive.body(reply))
    except ParseError:
        unread.append(reply.name)


def _replies(archive: Archive) -> Iterator[Reply]:
    return (reply for reply in archive.replies() if reply.source in READERS)


def _marks(ledger: Ledger) -> Iterator[Mark]:
    for run in ledger.runs():
        for number, told in enumerate(run.marks):
            yield Mark(
                run.run, number, told["kind"], told["source"], tuple(told["ids"]), told["at"]
            )


def _when(event: Reply | Mark) -> tuple[str, str, int, int | str]:
    """Return what events are sorted by: time, run, and in a run replies before marks."""
    if isinstance(event, Mark):
        return event.at, event.run, 1, event.number
    return event.retrieved_at, event.run, 0, event.name


def _mark(store: Store, mark: Mark) -> None:
    do = store.mark_gone if mark.kind == "gone" else store.mark_back
    do(mark.run, mark.source, mark.ids, mark.at)


def _move(new: Path, path: Path) -> None:
    """Put *new* in the place of *path*. A log that belonged to the old file must not meet it."""
    try:
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        os.replace(new, path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be replaced: {error.strerror}.") from error


def _remove(new: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        new.with_name(new.name + suffix).unlink(missing_ok=True)
