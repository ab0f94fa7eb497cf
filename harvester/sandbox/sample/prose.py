"""Sentences with slots become the text of one study."""

import re
from collections.abc import Mapping
from typing import Any

SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
TENS = {
    20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy",
    80: "eighty", 90: "ninety",
}  # fmt: skip
SLOT = re.compile(r"\{(\w+)\}")


def in_words(number: int) -> str:
    """Return *number* (0 to 9999) in English words.

    >>> in_words(101), in_words(1222)
    ('one hundred and one', 'one thousand two hundred and twenty-two')
    """
    if number < len(SMALL):
        return SMALL[number]
    for size, word, joint in ((1000, "thousand", " "), (100, "hundred", " and ")):
        if number >= size:
            head, rest = divmod(number, size)
            link = joint if rest >= size // 10 else " and "
            return f"{in_words(head)} {word}" + (link + in_words(rest) if rest else "")
    tens, ones = number // 10 * 10, number % 10
    return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")


class Story:
    """Fills the slots of sentences from a study's row, and remembers which ones it used.

    A slot with a capital ({Who}, {N}) or ending in _cap begins a sentence: its value is
    capitalised, a number written out.
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
            value = in_words(value)
        text = self.fill(str(value))
        return text[0].upper() + text[1:] if slot != name and text else text


def _derived(row: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers that follow from others, so that a study cannot contradict itself."""
    size = row.get("n", sum(row.get(arm, 0) for arm in ("n1", "n2")))
    numbers: dict[str, Any] = {"n": size} if size else {}
    for count, arm in (("r1", "n1"), ("r2", "n2")):
        if count in row:
            numbers["pc" + count[1]] = round(100 * row[count] / row.get(arm, size))
    if "d1" in row:
        numbers["gap"] = abs(row["d1"] - row["d2"])
    return numbers
