"""Dates as they are printed: their parts and how exact they are, and nothing that is not there.

A journal prints "2019 May 3", "2019 Spring", "2019 Nov-Dec" or "1998 Dec-1999 Jan". Year, month
and day are given only as far as they are printed and exist; of a range the first year, and the
month if both ends share it.
"""

import calendar
import re
from functools import lru_cache
from typing import NamedTuple

MONTHS = {
    name[:length].lower(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number],)
    for length in (3, len(name))
} | {"sept": 9}
SEASONS = frozenset({"spring", "summer", "autumn", "fall", "winter"})

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)")
_WORD = re.compile(r"[A-Za-z]+")
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_QUARTER = re.compile(r"\bquart|\bqtr|\bquarter", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[-/\u2010-\u2015]\s*|\s+to\s+")


class PrintedDate(NamedTuple):
    """A date as printed, and what it says. precision: day, month, season, year, range, or None."""

    verbatim: str | None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    precision: str | None = None


@lru_cache(maxsize=8192)
def from_parts(
    year: str | None, month: str | None, day: str | None, season: str | None = None
) -> PrintedDate:
    """Return the date of PubDate's elements Year, Month, Day and Season.

    >>> from_parts("2019", "Feb", "30")
    PrintedDate(verbatim='2019 Feb 30', year=2019, month=2, day=None, precision='month')
    """
    verbatim = " ".join(part for part in (year, season or month, day) if part) or None
    if verbatim is None:
        return PrintedDate(None)
    plain_month = _month(month) if month and not season else None
    if season or (month and plain_month is None) or not (year and _YEAR.fullmatch(year)):
        return from_text(verbatim)._replace(verbatim=verbatim)
    return _exact(verbatim, int(year), plain_month, day)


@lru_cache(maxsize=8192)
def from_text(text: str) -> PrintedDate:
    """Return the date of a MedlineDate, or of any other free text.

    >>> from_text("1998 Dec-1999 Jan")
    PrintedDate(verbatim='1998 Dec-1999 Jan', year=1998, month=None, day=None, precision='range')
    >>> from_text("2000 Spring")
    PrintedDate(verbatim='2000 Spring', year=2000, month=None, day=None, precision='season')
    """
    verbatim = " ".join(text.split())
    years = [int(year) for year in _YEAR.findall(verbatim)]
    if not years:
        return PrintedDate(verbatim or None)
    rest = _YEAR.sub(" ", verbatim)
    words = [word.lower() for word in _WORD.findall(rest)]
    months = [MONTHS[word] for word in words if word in MONTHS]
    seasons = sum(word in SEASONS for word in words)
    if len(set(years)) > 1 or len(months) > 1 or seasons > 1 or _is_range(rest):
        same = months[0] if len(years) == 1 and len(set(months)) == 1 else None
        return PrintedDate(verbatim, years[0], same, None, "range")
    if seasons or _QUARTER.search(rest):
        return PrintedDate(verbatim, years[0], None, None, "season")
    if not months:
        return PrintedDate(verbatim, years[0], None, None, "year")
    days = _NUMBER.findall(rest)
    return _exact(verbatim, years[0], months[0], days[0] if len(days) == 1 else None)


@lru_cache(maxsize=8192)
def iso(year: str | None, month: str | None, day: str | None) -> str | None:
    """Return the date in ISO 8601, as exact as its parts are real: 2019, 2019-05, 2019-05-03."""
    date = from_parts(year, month, day)
    if date.year is None:
        return None
    parts = [f"{date.year:04d}"]
    parts += [f"{part:02d}" for part in (date.month, date.day) if part is not None]
    return "-".join(parts)


def _exact(verbatim: str, year: int, month: int | None, day: str | None) -> PrintedDate:
    if month is None:
        return PrintedDate(verbatim, year, None, None, "year")
    number = int(day) if day and day.isdecimal() and len(day) <= 2 else 0  # noqa: PLR2004
    if 1 <= number <= calendar.monthrange(year, month)[1]:
        return PrintedDate(verbatim, year, month, number, "day")
    return PrintedDate(verbatim, year, month, None, "month")


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else None  # noqa: PLR2004
    return MONTHS.get(text.lower().rstrip("."))


def _is_range(rest: str) -> bool:
    """Tell whether two printed things stand either side of a dash, a stroke or a "to"."""
    sides = _BETWEEN.split(rest.strip())
    return len(sides) > 1 and all(re.search(r"\w", side) for side in sides)
