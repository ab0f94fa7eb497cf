"""What humans decided about labels: data/decisions/*.jsonl, appended to and never rewritten.

A line is one decision: {"paper_id", "condition", "value", "reviewer", "time", "note"}. Decisions
are keyed by paper_id, so that they outlive every store; one about a paper that was later merged
into another is read as being about that other one.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from harvester.errors import StoreError
from harvester.folders import listed


@dataclass(frozen=True)
class Decision:
    """One human decision: whether *condition* holds for the paper.

    value: True, False, or None for "cannot be settled". time: ISO 8601, UTC.
    """

    paper_id: str
    condition: str
    value: bool | None
    reviewer: str
    time: str
    note: str = ""


def read_decisions(data_dir: Path | str = "data") -> list[Decision]:
    """Return every decision by time (then file and line), with paper_ids as they are now.

    Where several speak of the same paper and condition, the last is the one in force. Raises
    StoreError, naming file and line, for a line that is no decision.
    """
    folder = Path(data_dir)
    now = _merged(folder / "papers.sqlite")
    decisions = [
        decision for path in listed(folder / "decisions", ".jsonl") for decision in _lines(path)
    ]
    decisions.sort(key=lambda decision: decision.time)
    return [replace(d, paper_id=now.get(d.paper_id, d.paper_id)) for d in decisions]


def add_decisions(data_dir: Path | str, decisions: Iterable[Decision]) -> Path:
    """Append *decisions* to data/decisions/labels.jsonl, synced to disk, and return that path.

    Raises StoreError if it cannot be written.
    """
    path = Path(data_dir) / "decisions" / "labels.jsonl"
    text = "".join(json.dumps(asdict(d), ensure_ascii=False) + "\n" for d in decisions)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            end = file.seek(0, os.SEEK_END)
            if end:  # a power cut may have left the last line without its end
                file.seek(end - 1)
                text = text if file.read(1) == b"\n" else "\n" + text
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"{path}: decisions cannot be kept: {error.strerror}.") from error
    return path


def in_force(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """Return the last decision for each (paper_id, condition)."""
    return {(decision.paper_id, decision.condition): decision for decision in decisions}


def _lines(path: Path) -> Iterable[Decision]:
    known = {field.name for field in fields(Decision)}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            decision = Decision(**{name: told[name] for name in told.keys() & known})
        except (ValueError, TypeError, AttributeError) as error:
            raise StoreError(f"{path}, line {number}: this is no decision: {error}.") from error
        if decision.value not in (True, False, None):
            raise StoreError(f"{path}, line {number}: value is not true, false or null.")
        yield decision


def _merged(path: Path) -> Mapping[str, str]:
    """Return paper_id given up -> paper_id that it is now, by the store, if there is one."""
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return dict(db.execute("SELECT value, paper_id FROM identifiers WHERE kind='paper_id'"))
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be read: {error}. `ketlit rebuild` mends it.") from error
