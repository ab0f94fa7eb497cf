"""The ledger: one record for each run, data/runs/<run>.json, kept for ever.

A record is written whole or not at all, and again as the run goes on; a run that is killed leaves
one whose state is "running", and the next run on the same question takes it up. Beside a whole
run lies the list of the ids it proved (<run>.ids.gz), which the next one compares with.
"""

import gzip
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.errors import StoreError
from harvester.folders import listed

NAMED = 20  # papers that a record names of each kind; the table `changes` has them all
WHOLE, INCOMPLETE, FAILED, REFUSED, RUNNING = "whole", "incomplete", "failed", "refused", "running"


@dataclass
class Run:
    """What one run was asked, did and left out. The fields of table `runs`, and more.

    question: what makes two runs the same work (database and topic, or query). marks: what the
    store was told beside replies, as the rebuild needs it. attempts: {started, ended, state,
    message} of each start of a run that had to be taken up again. left: what is gone, and why.
    named: the first papers that are new, changed, gone or back. steps: of `ketlit update`.
    partial: ordered by --limit or --pmids, so no sign of how the corpus stands. fulltext: the
    open papers of which the full text could not be had, and why.
    """

    run: str
    question: str
    command: str = "harvest"
    state: str = RUNNING
    started: str = ""
    ended: str | None = None
    source: str = "pubmed"
    topic: str | None = None
    query: str = ""
    translation: str = ""
    warnings: list[str] = field(default_factory=list)
    count: int | None = None
    papers: int | None = None
    new: int = 0
    changed: int = 0
    gone: int = 0
    back: int = 0
    drops: list[dict[str, Any]] = field(default_factory=list)
    slices: list[dict[str, int]] = field(default_factory=list)
    requests: int = 0
    bytes: int = 0
    retries: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, str]] = field(default_factory=list)
    message: str = ""
    refetched: int = 0
    partial: bool = False
    marks: list[dict[str, Any]] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)
    attempts: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    fulltext: list[dict[str, Any]] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)

    @property
    def began(self) -> datetime:
        """The start, as a time."""
        return datetime.fromisoformat(self.started)

    def in_words(self) -> str:
        """Return what the run brought, in a sentence."""
        told = f"{self.new:,} new, {self.changed:,} changed, {self.gone:,} gone, {self.back:,} back"
        if not (self.new or self.changed or self.gone or self.back):
            told = "Nothing new"
        dropped = f", {len(self.drops):,} dropped" if self.drops else ""
        return f"{told}: {self.papers or 0:,} papers of {self.count or 0:,} that match{dropped}."

    def told(self) -> str:
        """Return what the run brought, in words, with the papers' names."""
        lines = [f"{self.source}: {self.message}"]
        for what, papers in self.named.items():
            if papers:
                more = f" and {getattr(self, what) - len(papers):,} more"
                rest = more if getattr(self, what) > len(papers) else ""
                lines.append(f"  {what}: {', '.join(papers)}{rest}")
        lines += [f"  dropped: {drop['id']} ({drop['reason']})" for drop in self.drops[:NAMED]]
        return "\n".join(lines)

    def name(self, what: str, papers: Sequence[str]) -> None:
        """Note the first of the papers that are *what*: new, changed, gone or back."""
        self.named[what] = list(dict.fromkeys([*self.named.get(what, []), *papers]))[:NAMED]

    def row(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return asdict(self)


def stamp(now: datetime) -> str:
    """Return a time as it is written everywhere: UTC, to the second.

    >>> stamp(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    '2026-11-23T08:30:00Z'
    """
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Ledger:
    """The run records under *root* (data/runs)."""

    def __init__(self, root: Path):
        self.root = root

    def begin(self, question: str, now: datetime, **told: Any) -> Run:
        """Return the run to work on: the unfinished one on *question*, else a new one; saved."""
        run = self.unfinished(question)
        if run is None:
            run = Run(self._name(now), question, started=stamp(now))
        for entry, value in told.items():
            setattr(run, entry, value)
        run.state, run.ended, run.message = RUNNING, None, ""
        run.attempts.append({"started": stamp(now)})
        self.save(run)
        return run

    def _name(self, now: datetime) -> str:
        """Return the name of a new run; names sort as runs began, within a second too."""
        second, digits = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}", secrets.token_hex(3)
        last = self.last()
        if last and last.run.startswith(second):
            digits = f"{int(last.run.removeprefix(second + '-'), 16) + 1:06x}"
        return f"{second}-{digits}"

    def end(self, run: Run, state: str, message: str, now: datetime) -> None:
        """Close a run, with its state and a sentence; saved."""
        run.state, run.message, run.ended = state, message, stamp(now)
        run.attempts[-1].update(ended=run.ended, state=state, message=message)
        self.save(run)

    def save(self, run: Run) -> None:
        """Write the record of *run* in place of the one before. Raises StoreError."""
        text = json.dumps(run.row(), indent=1, ensure_ascii=False)
        self._write(self.root / f"{run.run}.json", text.encode())

    def keep_ids(self, run: Run, ids: Sequence[int]) -> None:
        """Lay down the ids that a whole run proved; those of earlier runs are not needed then."""
        text = "\n".join(map(str, ids)) + "\n"
        path = self.root / f"{run.run}.ids.gz"
        self._write(path, gzip.compress(text.encode(), compresslevel=6, mtime=0))
        for other in self.runs():
            if other.question == run.question and other.run != run.run:
                (self.root / f"{other.run}.ids.gz").unlink(missing_ok=True)

    def ids(self, run: Run) -> list[int] | None:
        """Return the ids that *run* proved; None where its list is not there any more."""
        try:
            text = gzip.decompress((self.root / f"{run.run}.ids.gz").read_bytes())
        except (OSError, EOFError):
            return None
        return [int(line) for line in text.split()]

    def listed_elsewhere(self, run: Run | None) -> set[int]:
        """Return the ids that the last whole run of another question on the same source proved."""
        last = {
            other.question: other
            for other in self.runs()
            if run and other.source == run.source and other.state == WHOLE
        }
        last.pop(run.question if run else "", None)
        return {uid for other in last.values() for uid in self.ids(other) or ()}

    def runs(self) -> Iterator[Run]:
        """Yield all runs, the oldest first. Raises StoreError for a record that is none."""
        known = {entry.name for entry in fields(Run)}
        for path in listed(self.root, ".json"):
            try:
                told = json.loads(path.read_text(encoding="utf-8"))
                yield Run(**{name: value for name, value in told.items() if name in known})
            except (ValueError, TypeError, OSError) as error:
                raise StoreError(f"{path}: no run record: {error}. Put it aside.") from error

    def unfinished(self, question: str) -> Run | None:
        """Return the last run on *question* if it did not get to its end."""
        run = self.last(question)
        return None if run is None or run.state == WHOLE else run

    def last(self, question: str | None = None, state: str | None = None) -> Run | None:
        """Return the last run, of a question or a state if these are given."""
        fitting = (
            run
            for run in self.runs()
            if question in (None, run.question) and state in (None, run.state)
        )
        return max(fitting, key=lambda run: run.run, default=None)

    def _write(self, path: Path, data: bytes) -> None:
        part = path.with_name(f".{path.name}.part")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except OSError as error:
            raise StoreError(f"{path}: cannot be written: {error.strerror}.") from error
