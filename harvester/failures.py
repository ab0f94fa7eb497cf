"""The ways in which NCBI fails, as declared in failures.toml: the signs of each, and the answer."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any


class Kind(StrEnum):
    """What to do about a failure."""

    TRANSIENT = "transient"  # wait and ask again
    SPLIT = "split"  # ask again; on repeat, ask for half of it
    # The server forgot a search. Each of our requests is a whole question: asking is searching.
    SEARCH_AGAIN = "search again"
    MISSING = "missing"  # no such record: ask for it alone, once, then note it
    QUARANTINE = "quarantine"  # keep the bytes, set the one record aside, go on
    PERMANENT = "permanent"  # asking again cannot help


class Shape(StrEnum):
    """What a reply is at first sight."""

    REDIRECT = "redirect"
    EMPTY = "empty"
    HTML = "html"
    JSON = "json"
    TEXT = "text"
    ERROR = "error document"  # XML that holds an ERROR, or of another root than was asked for
    CUT = "cut"  # the right beginning without its end
    WHOLE = "whole"


@dataclass(frozen=True)
class Failure:
    """One row: its number in the catalogue (0: ours), its name, the answer to it, and its signs.

    statuses: those it comes with; empty for any. shapes: likewise. text: a pattern its body shows.
    refuses: NCBI refuses this client, all traffic stops (exit 11). says: for the reader of a log.
    todo: what the user can do, where there is something. unseen: no reply shows it; the transport
    or the reader finds it.
    """

    row: int
    name: str
    kind: Kind
    says: str
    statuses: frozenset[int] = frozenset()
    shapes: frozenset[Shape] = frozenset()
    text: str = ""
    todo: str = ""
    refuses: bool = False
    unseen: bool = False

    def fits(self, status: int, shape: Shape, body: str) -> bool:
        """Say whether a reply shows the signs of this row."""
        return (
            not self.unseen
            and (not self.statuses or status in self.statuses)
            and (not self.shapes or shape in self.shapes)
            and (not self.text or re.search(self.text, body) is not None)
        )


def _declared() -> tuple[Failure, ...]:
    text = files("harvester").joinpath("failures.toml").read_text(encoding="utf-8")
    return tuple(_row(told) for told in tomllib.loads(text)["failure"])


def _row(told: dict[str, Any]) -> Failure:
    statuses = set(told.pop("status", ()))
    if 500 in statuses:  # noqa: PLR2004 (it stands for the whole class)
        statuses.update(range(500, 600))
    return Failure(
        kind=Kind(told.pop("answer")),
        statuses=frozenset(statuses),
        shapes=frozenset(Shape(shape) for shape in told.pop("shape", ())),
        **told,
    )


FAILURES = _declared()
BY_NAME = {failure.name: failure for failure in FAILURES}
