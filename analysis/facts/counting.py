"""Whole numbers in words and figures: sixty-four, one hundred and twenty, 1,024."""

import re

# fmt: off
_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# fmt: on
_VALUE = {word: i for i, word in enumerate(_UNITS)} | {
    word: 10 * i for i, word in enumerate(_TENS, 2)
}
_TIMES = {"hundred": 100, "thousand": 1000}
_VALUE["fourty"] = 40  # as often misspelt
_ONE = "|".join(sorted(_VALUE, key=len, reverse=True))
_TO_99 = rf"(?:{_ONE})(?:[\s-](?:{_ONE}))?"
_HUNDREDS = rf"(?:{_ONE}|a)[\s-]hundred(?:[\s-](?:and[\s-])?{_TO_99})?"
WORDS = (
    rf"(?:(?:{_ONE}|a)[\s-]thousand(?:[\s,-]+(?:and[\s-])?(?:{_HUNDREDS}|{_TO_99}))?"
    rf"|{_HUNDREDS}|{_TO_99})"
)
FIGURES = r"(?:\d{1,3}(?:[, ]\d{3}){1,3}|\d{1,9})"  # bounded: no sample has more
# Where any number begins: patterns that begin with a number are tried at these places only.
BEGINS = re.compile(rf"(?<![\w.·])(?:\d[\d.,·]*|{WORDS})")
COUNT = rf"(?<![\w.,·/=-])(?:{FIGURES}(?![\d.·%,]*\d)|{WORDS})(?![\w%])"

YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")


def count(text: str) -> int:
    """Return the number that *text*, a match of COUNT, says.

    >>> [count(t) for t in ("sixty-four", "one hundred and twenty", "1,024", "twelve")]
    [64, 120, 1024, 12]
    """
    if text[0].isdigit():
        return int(re.sub(r"[, ]", "", text))
    total = part = 0
    for word in re.split(r"[\s,-]+", text):
        if word in _TIMES:
            total, part = total + _TIMES[word] * max(part, 1), 0
        elif word not in ("and", "a"):
            part += _VALUE[word]
    return total + part
