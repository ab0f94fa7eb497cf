"""Sentences with slots become the text of one study."""

import re
from collections.abc import Mapping
from typing import Any

SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WRITTEN_OUT = 120  # larger numbers begin a sentence as "A total of 161"
SLOT = re.compile(r"\{(\w+)\}")


def in_words(number: int) -> str:
    """Return *number* (0 to 999) in English words.

    >>> in_words(24), in_words(101)
    ('twenty-four', 'one hundred and one')
    """
    if number < len(SMALL):
        return SMALL[number]
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{SMALL[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")


class Story:
    """Fills the slots of sentences from a study's row, and remembers which ones it used.

    A slot with a capital ({Who}, {N}) or ending in _cap begins a sentence: its value is
    capitalised, a small number written out.
    """

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = {**row, **_derived(row)}
        self.used: list[str] = []

    def fill(self, sentence: str) -> str:
        """Return *sentence* with its slots filled. Raises KeyError, naming an unknown slot."""
        return " ".join(SLOT.sub(lambda slot: self._value(slot[1]), sentence).split())

    def _value(self, slot: str) -> str:
        name = slot.removesuffix("_cap")
        name = name[0].lower() + name[1:]
        if name not in self._row:
            raise KeyError(f"{self._row['title']!r} has no {name!r}, wanted by a sentence")
        self.used.append(name)
        value = self._row[name]
        if slot != name and isinstance(value, int):
            value = in_words(value) if value <= WRITTEN_OUT else f"a total of {value}"
        text = self.fill(str(value))
        begins = slot != name and not text[1:2].isupper()  # mTOR stays mTOR
        return text[:1].upper() + text[1:] if begins else text


def _derived(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from a row, so that a study cannot contradict itself."""
    size = row.get("n", sum(row.get(arm, 0) for arm in ("n1", "n2")))
    numbers: dict[str, Any] = {"n": size} if size else {}
    for count, arm in (("r1", "n1"), ("r2", "n2")):
        if count in row:
            numbers["pc" + count[1]] = round(100 * row[count] / row.get(arm, size))
    if "ae" in row:
        plural = row["ae"].endswith("s") and not row["ae"].endswith("ss")  # dizziness is one
        numbers["was"] = "were" if plural else "was"
    if "d1" in row:
        numbers["gap"] = abs(row["d1"] - row["d2"])
    return numbers
