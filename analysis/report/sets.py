"""The papers behind every number of a page, packed so that 35,000 of them take little room.

Papers are numbered, newest first. A set is its papers' numbers, ascending, as differences in
base-128 (7 bits a byte, the lowest first, the top bit on all but the last). All sets stand one
after another, deflated (zlib) and in Base64; the page unpacks them when the first is asked for.
"""

import base64
import json
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis.summaries import Summaries
from harvester.cells import absent

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 400  # rows of a table that have sets: of 20,000 last authors the page shows a dozen
SEVEN_BITS, MORE = 0x7F, 0x80
MARKED = ("retracted", "concern", "corrected", "notice")


class Sets:
    """Sets of papers by number, each kept once."""

    def __init__(self, paper_ids: Iterable[str]):
        self._at = {paper: number for number, paper in enumerate(paper_ids)}
        self._known: dict[bytes, int] = {}

    def add(self, paper_ids: Iterable[str]) -> int:
        """Return the number of the set of these papers. Raises KeyError for one not of the page."""
        packed = pack(sorted(self._at[paper] for paper in set(paper_ids)))
        return self._known.setdefault(packed, len(self._known))

    def told(self) -> dict[str, Any]:
        """Return all sets for the page: their lengths in bytes, and the packed bytes."""
        return {"lengths": list(map(len, self._known)), "data": deflated(b"".join(self._known))}


def pack(numbers: Iterable[int]) -> bytes:
    """Return ascending *numbers* as differences in base-128.

    >>> list(pack([0, 1, 300]))
    [0, 1, 171, 2]
    """
    packed = bytearray()
    before = 0
    for number in numbers:
        step = number - before
        before = number
        while step > SEVEN_BITS:
            packed.append(step & SEVEN_BITS | MORE)
            step >>= 7
        packed.append(step)
    return bytes(packed)


def deflated(data: bytes) -> str:
    """Return *data* deflated, in Base64."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def ordered(papers: "pd.DataFrame") -> "pd.DataFrame":
    """Return the papers as the page numbers them: newest first."""
    return papers.sort_values(["year", "paper_id"], ascending=False, na_position="last")


def listed(papers: "pd.DataFrame") -> str:
    """Return what the page shows of each paper: id, title, year, journal, mark; deflated JSON.

    A paper_id of "pmid:123" is given as the number alone.
    """
    journals = papers["journal_abbrev"].fillna(papers["journal"]).fillna("")
    names = list(dict.fromkeys(journals))
    place = {name: number for number, name in enumerate(names)}
    marks = papers["retraction"].fillna("").tolist()
    told = {
        "ids": [_short(paper) for paper in papers["paper_id"]],
        "titles": papers["title"].fillna("").tolist(),
        "years": [None if absent(year) else int(year) for year in papers["year"].tolist()],
        "journals": names,
        "journal": [place[name] for name in journals],
        "marks": {number: mark for number, mark in enumerate(marks) if mark in MARKED},
    }
    return deflated(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())


def _short(paper_id: str) -> int | str:
    kind, _, value = paper_id.partition(":")
    return int(value) if kind == "pmid" and value.isdecimal() else paper_id


def set_column(name: str) -> str:
    """Return the name of the column of set numbers that goes with a column of papers or numbers.

    >>> set_column("paper_ids"), set_column("papers"), set_column("trial_ids")
    ('set', 'set', 'trial_set')
    """
    stem = name.removesuffix("_ids").removesuffix("s")
    return "set" if stem == "paper" else f"{stem}_set"


class Numbered(Summaries):
    """Summaries of which each row knows the number of its set: `set`, and `trial_set` and so on."""

    def __init__(self, summaries: Summaries, sets: Sets):
        super().__init__(summaries.material)
        self._plain, self._sets = summaries, sets

    def __getitem__(self, name: str) -> "pd.DataFrame":
        if name not in self._frames:
            self._frames[name] = self._numbered(self._plain[name])
        return self._frames[name]

    def _numbered(self, table: "pd.DataFrame") -> "pd.DataFrame":
        kept = table if "year" in table else table.head(LONGEST)
        lists = [str(name) for name in kept if str(name).endswith("_ids")]
        return kept.assign(**{set_column(name): kept[name].map(self._sets.add) for name in lists})
