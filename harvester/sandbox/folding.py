"""Pure: what a record is found by, as folded text, days and filters.

Text is folded to lower case without accents, words parted by one blank and values by two, so
that a phrase is found by one substring test and never runs from one value into the next.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

_NOT_WORD = re.compile(r"[\W_]+")
# PubMed gives every record an entry date; a made-up file may not. Such a record counts as
# entered on this day, so that date slices always add up to the whole.
NO_DATE = (19000101,)


@dataclass(slots=True)
class Entry:
    """What one record is found by: text and days (yyyymmdd) by field name, and its filters."""

    texts: dict[str, str] = field(default_factory=dict)
    days: dict[str, tuple[int, ...]] = field(default_factory=dict)
    filters: set[str] = field(default_factory=set)


def fold(text: str) -> str:
    """Return *text* in lower case, without accents, its words parted by single blanks."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", text.lower()).strip()


def join(values: Iterable[str | None]) -> str:
    """Return folded values as one text, two blanks before, between and after them."""
    folded = [found for value in values if value and (found := fold(value))]
    return f"  {'  '.join(folded)}  " if folded else ""
