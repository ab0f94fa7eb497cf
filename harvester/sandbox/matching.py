"""Pure: which records of a shelf one term or range matches, and how PubMed would write it."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from harvester.sandbox.fields import Field
from harvester.sandbox.folding import fold
from harvester.sandbox.mesh import narrower
from harvester.sandbox.shelf import Shelf

Uids = frozenset[int]
LAST_UID = 2**63


def matches(shelf: Shelf, target: Field, words: str, rest: str) -> Uids:
    """Return the records that *words* match in *target*.

    rest: what followed the tag after a colon, "noexp" or "~N".
    """
    entries = shelf.entries
    if target.kind == "filter":
        wanted = fold(words)
        return frozenset(uid for uid, entry in entries.items() if wanted in entry.filters)
    if rest.startswith("~") and rest[1:].isdecimal():
        near = _Near(fold(words).split(), int(rest[1:]))
        return frozenset(u for u, e in entries.items() if near.within(e.text(target.name)))
    found: set[int] = set()
    for needle in needles(target, words, explode=rest != "noexp"):
        if isinstance(needle, str):
            found.update(uid for uid, entry in entries.items() if needle in entry.text(target.name))
        else:
            found.update(u for u, e in entries.items() if needle.search(e.text(target.name)))
    return frozenset(found)


def needles(target: Field, words: str, explode: bool = True) -> list[str | re.Pattern[str]]:
    """Return what to look for in the folded text of a field: substrings, or patterns for *."""
    start, end = ("  ", "  ") if target.kind == "exact" else (" ", " ")
    if target.kind == "name":
        return [_name(words)]
    parts = [fold(part) for part in words.split("*")]
    if len(parts) == 1:
        wanted = [words]
        if target.name in ("MESH", "MAJR") and explode:
            wanted += narrower(words)
        return [f"{start}{folded}{end}" for one in wanted if (folded := fold(one))]
    if len(parts) == 2 and not parts[1]:  # noqa: PLR2004 (one asterisk, at the end)
        return [f"{start}{parts[0]}"]
    pattern = r"\w*".join(re.escape(part) for part in parts)
    return [re.compile(f"{start}{pattern}" + ("" if not parts[-1] else end))]


def _name(words: str) -> str:
    surname, _, given = fold(words.rstrip("*")).rpartition(" ")
    if not surname:  # no initials: the whole surname, or its beginning
        return f"  {given}" if words.endswith("*") else f"  {given} "
    return f"  {surname} {given}"  # further initials may follow


class _Near:
    """All of some words within a window: `"a b"[tiab:~N]`, in any order, N words between."""

    def __init__(self, words: list[str], between: int):
        self._words, self._width = set(words), len(words) + between

    def within(self, text: str) -> bool:
        if not all(f" {word} " in text for word in self._words):
            return False
        for value in text.split("  "):
            said = value.split()
            for at in range(max(1, len(said) - self._width + 1)):
                if self._words <= set(said[at : at + self._width]):
                    return True
        return False


def translation(target: Field, words: str, rest: str = "") -> str:
    """Return how QueryTranslation writes a term of *target*."""
    if target.kind == "name":
        return f"{words.lower()}[{target.full}]"
    tag = target.full + (f":{rest}" if rest else "")
    return f'"{words.lower()}"[{tag}]' if target.kind != "filter" else f"{words.lower()}[Filter]"


def in_numbers(shelf: Shelf, low: str, high: str) -> tuple[Uids, str]:
    """Return the records whose UID lies from *low* to *high*, both included."""
    first, last = _number(low, 0), _number(high, LAST_UID)
    uids = shelf.uids
    found = frozenset(uids[bisect_left(uids, first) : bisect_right(uids, last)])
    return found, f"{low}[UID]" if low == high else f"{low}:{high}[UID]"


def _number(said: str, otherwise: int) -> int:
    digits = said.upper().removeprefix("PMC").strip()
    return int(digits) if digits.isdecimal() else otherwise


def in_days(shelf: Shelf, target: Field, low: str, high: str) -> tuple[Uids, str]:
    """Return the records with a day of *target* from *low* to *high* (YYYY, YYYY/MM, …)."""
    first, last = _edge(low, "0001/01/01"), _edge(high, "3000/12/31", last=True)
    if low != high or "/" not in low:
        said = f"{_slashed(first)}:{_slashed(last)}[{target.full}]"
    else:
        said = f"{low}[{target.full}]"
    key = (target.name, first, last)
    if key not in shelf.remembered:
        shelf.remembered[key] = frozenset(
            uid
            for uid, entry in shelf.entries.items()
            if any(first <= day <= last for day in entry.days.get(target.name, ()))
        )
    return shelf.remembered[key], said


@lru_cache(maxsize=4096)
def _edge(said: str, otherwise: str, last: bool = False) -> int:
    parts = re.findall(r"\d+", said) or re.findall(r"\d+", otherwise)
    year, month, date = (*map(int, parts[:3]), 0, 0)[:3]
    return year * 10000 + (month or (12 if last else 1)) * 100 + (date or (31 if last else 1))


def _slashed(day: int) -> str:
    return f"{day // 10000:04d}/{day // 100 % 100:02d}/{day % 100:02d}"
