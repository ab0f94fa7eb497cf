"""Files of the user's taken into the store: kept like replies, read by the same readers."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from harvester import __version__
from harvester.archive import Archive, Reply
from harvester.errors import KetlitError, ParseError
from harvester.ledger import FAILED, WHOLE, Ledger, Run
from harvester.rebuild import apply_pending
from harvester.request import Request
from harvester.sources import HEAD, READERS, Parsed, detect
from harvester.store import Applied, Store
from harvester.store.provenance import IMPORTED

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Imported:
    """What one file brought. records: how many it holds, those that were rejected too."""

    file: str
    source: str
    records: int
    applied: Applied


@dataclass
class Importing:
    """The record of the run, and what each file brought."""

    run: Run
    files: list[Imported] = field(default_factory=list)


def import_files(
    data_dir: Path, paths: Sequence[Path], store: Store, now: Callable[[], datetime]
) -> Importing:
    """Take *paths* into *store*, whose folder's lock is held; return what each brought.

    Every file is read before the first is kept, so that a bad one leaves nothing behind. Raises
    ParseError, naming file and place, for a file that cannot be read as a whole. An import that
    was stopped goes on when the same files are imported again.
    """
    read = [_read(path) for path in paths]
    archive, ledger = Archive(data_dir / "raw"), Ledger(data_dir / "runs")
    apply_pending(store, archive)
    question = "import " + hashlib.sha256("".join(one.sha256 for one in read).encode()).hexdigest()
    names = ", ".join(path.name for path in paths)
    versions = [{"name": "ketlit", "version": __version__}]
    run = ledger.begin(question, now(), command="import", source=names, versions=versions)
    done = Importing(run)
    try:
        kept = {reply.sha256: reply for reply in archive.replies(run.run)}
        for one in read:
            reply = kept.get(one.sha256) or one.keep(archive, run.run, now())
            records = len(one.parsed.origins) + len(one.parsed.rejected)
            applied = store.apply(one.parsed, reply)
            done.files.append(Imported(one.path.name, one.source, records, applied))
        _close(done, store, ledger, now())
    except KetlitError as error:
        ledger.end(run, FAILED, str(error), now())
        raise
    return done


@dataclass(frozen=True)
class _File:
    """A file that was read: its unpacked bytes, their format and hash, and what they hold."""

    path: Path
    source: str
    body: bytes
    sha256: str
    parsed: Parsed

    def keep(self, archive: Archive, run: str, now: datetime) -> Reply:
        request = Request("file", IMPORTED + self.path.name, {"sha256": self.sha256})
        return archive.keep(run, self.source, request, self.body, now)


def _read(path: Path) -> _File:
    try:
        body = path.read_bytes()
        if body.startswith(_GZIP):
            body = gzip.decompress(body)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ParseError(str(path), f"the gzip file is damaged or cut: {error}.") from error
    except OSError as error:
        raise ParseError(str(path), f"cannot be read: {error.strerror}.") from error
    source = detect(body[:HEAD], str(path))
    parsed = READERS[source](body, str(path))
    return _File(path, source, body, hashlib.sha256(body).hexdigest(), parsed)


def _close(done: Importing, store: Store, ledger: Ledger, now: datetime) -> None:
    """Write what the run brought into its record, and the record into the store."""
    run = done.run
    for what, n in store.run_counts(run.run).items():
        if what in ("new", "changed", "gone", "back"):
            setattr(run, what, n)
    run.count = sum(one.records for one in done.files)
    rejected = sum(one.applied.rejected for one in done.files)
    run.papers = run.count - rejected
    ledger.end(run, WHOLE, f"{run.count:,} records: {run.new:,} new papers.", now)
    store.put_run(run.row())
