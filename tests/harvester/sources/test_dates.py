"""A date says what is printed: never a month or a day that is not there or does not exist."""

import calendar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.sources.dates import MONTHS, from_parts, from_text, iso


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019 May 3", (2019, 5, 3, "day")),
        ("2019 May", (2019, 5, None, "month")),
        ("2019", (2019, None, None, "year")),
        ("2019 Nov-Dec", (2019, None, None, "range")),
        ("1998 Dec-1999 Jan", (1998, None, None, "range")),
        ("1976-1977", (1976, None, None, "range")),
        ("2000 May 3-9", (2000, 5, None, "range")),
        ("2000 May 30-Jun 2", (2000, None, None, "range")),
        ("Spring 2001", (2001, None, None, "season")),
        ("2001 Winter-Spring", (2001, None, None, "range")),
        ("2001 1st Quart", (2001, None, None, "season")),
        ("2000 Feb 30", (2000, 2, None, "month")),
        ("1900 Feb 29", (1900, 2, None, "month")),
        ("in press", (None, None, None, None)),
    ],
)
def test_free_text_gives_only_what_it_says(text, expected):
    assert from_text(text) == (text, *expected)


@pytest.mark.parametrize(
    ("parts", "verbatim", "expected"),
    [
        (("2019", "05", "03"), "2019 05 03", (2019, 5, 3, "day")),
        (("2019", "September", None), "2019 September", (2019, 9, None, "month")),
        (("2019", "13", "1"), "2019 13 1", (2019, None, None, "year")),
        (("2019", None, "7"), "2019 7", (2019, None, None, "year")),
        (("2019", "Jan-Feb", None), "2019 Jan-Feb", (2019, None, None, "range")),
        ((None, "May", None), "May", (None, None, None, None)),
    ],
)
def test_parts(parts, verbatim, expected):
    assert from_parts(*parts) == (verbatim, *expected)


def test_a_season_has_no_month():
    assert from_parts("2019", None, None, "Spring") == ("2019 Spring", 2019, None, None, "season")
    assert from_parts("2019", None, None, "Jul-Aug") == ("2019 Jul-Aug", 2019, None, None, "range")


def test_iso_is_as_exact_as_the_parts_are_real():
    assert iso("2019", "Feb", "30") == "2019-02"
    assert iso("2019", "2", "3") == "2019-02-03"
    assert iso("2019", None, None) == "2019"
    assert iso(None, "2", "3") is None


@given(st.integers(1500, 2199), st.sampled_from(sorted(MONTHS)), st.integers(0, 40), st.booleans())
def test_a_printed_day_exists_or_is_not_given(year, month, day, capital):
    printed = f"{year} {month.title() if capital else month} {day}"
    date = from_text(printed)
    number = MONTHS[month]
    exists = 1 <= day <= calendar.monthrange(year, number)[1]
    assert date == (printed, year, number, day if exists else None, "day" if exists else "month")


@given(st.text(max_size=40))
def test_any_text_gives_a_date_or_none_and_keeps_the_text(text):
    date = from_text(text)
    assert date.verbatim == (" ".join(text.split()) or None)
    assert (date.year is None) == (date.precision is None)
    assert date.day is None or (date.month is not None and date.precision == "day")
