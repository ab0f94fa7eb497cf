"""Pure: what a record is found by, as folded text, days and filters.

Text is folded to lower case without accents, words parted by one blank and values by two, so
that a phrase is found by one substring test and never runs from one value into the next.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_NOT_WORD = re.compile(r"[\W_]+")
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
# PubMed gives every record an entry date; a made-up file may not. Such a record counts as
# entered on this day, so that date slices always add up to the whole.
NO_DATE = (19000101,)


def fold(text: str) -> str:
    """Return *text* in lower case, without accents, its words parted by single blanks."""
    if text.isascii():
        return " ".join(text.lower().translate(_BLANKS).split())
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain.lower()).strip()


def join(values: Iterable[str]) -> str:
    """Return folded values as one text, two blanks before, between and after them."""
    folded = [found for value in values if value and (found := fold(value))]
    return f"  {'  '.join(folded)}  " if folded else ""


class Entry:
    """What one record is found by.

    values: by field name, as the record has them; folded when first searched. unions: fields
    that are other fields put together. days: yyyymmdd by field name.
    """

    __slots__ = ("_folded", "_unions", "days", "filters", "values")

    def __init__(self, unions: Mapping[str, tuple[str, ...]]):
        self.values: dict[str, list[str]] = {}
        self.days: dict[str, tuple[int, ...]] = {"EDAT": NO_DATE, "MDAT": NO_DATE}
        self.filters = {"all"}
        self._unions, self._folded = unions, dict[str, str]()

    def text(self, name: str) -> str:
        """Return the folded text of a field; "" where the record has none."""
        found = self._folded.get(name)
        if found is None:
            parts = self._unions.get(name)
            found = "".join(map(self.text, parts)) if parts else join(self.values.get(name, ()))
            self._folded[name] = found
        return found
