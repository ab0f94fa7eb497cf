"""Small means to build XML: elements, text that may hold inline markup, dates, stable choices."""

import zlib
from collections.abc import Sequence
from typing import TypeVar

from lxml import etree

Element = etree._Element
Choice = TypeVar("Choice")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# The last day that the sample knows of: nothing in it is later.
LAST_YEAR, LAST_MONTH = 2026, 9


def node(tag: str, *inside: "Element | str | int | None", **attributes: str) -> Element:
    """Return an element with text and children; those that are None are left out."""
    made = etree.Element(tag, attributes)
    for child in inside:
        if child is None:
            continue
        if isinstance(child, etree._Element):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + str(child)
        else:
            made.text = (made.text or "") + str(child)
    return made


def marked(tag: str, markup: str, **attributes: str) -> Element:
    """Return an element whose content is given as inline XML."""
    made = etree.fromstring(f"<{tag}>{markup}</{tag}>")
    for name, value in attributes.items():
        made.set(name, value)
    return made


def listed(tag: str, children: Sequence[Element], **attributes: str) -> Element | None:
    """Return a list element, or None where it would be empty."""
    return node(tag, *children, **attributes) if children else None


def pick(choices: Sequence[Choice], key: str, what: str) -> Choice:
    """Return one of *choices*: always the same for a record's *key* and for *what* is chosen."""
    return choices[draw(key, what) % len(choices)]


def draw(key: str, what: str) -> int:
    """Return a number that depends on nothing but *key* and *what*."""
    return zlib.crc32(f"{what}|{key}".encode())


def day_of(key: str, year: int) -> tuple[int, int, int]:
    """Return the day on which a record of *year* came out."""
    last = LAST_MONTH if year == LAST_YEAR else 12
    return year, 1 + draw(key, "month") % last, 1 + draw(key, "day") % 28


def date(tag: str, year: int, month: int, day: int, **attributes: str) -> Element:
    """Return Year, Month and Day as PubMed writes its own dates."""
    return node(tag, node("Year", year), node("Month", f"{month:02}"), node("Day", f"{day:02}"),
                **attributes)  # fmt: skip
