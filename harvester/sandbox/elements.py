"""Pure: what the rooms of this package read from a record's XML: text, days and names.

It shares nothing with `harvester.sources`, so that a fault there cannot hide in the stand-in.
"""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

Element = etree._Element
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_REPAIRING = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=True, recover=True, remove_comments=True
)


def tree(raw: bytes) -> Element | None:
    """Return the root of *raw*, repaired where it is not well formed; None if hopeless."""
    try:
        return etree.fromstring(raw, _REPAIRING)
    except etree.XMLSyntaxError:
        return None


def said(element: Element) -> str:
    """Return all text below *element*, markup dropped."""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def find(root: Element, *paths: str) -> list[str]:
    """Return the texts at the anchored *paths* below *root*, path by path."""
    return [said(element) for path in paths for element in root.iterfind(path)]


def first(root: Element, *paths: str) -> str:
    """Return the first text that is not empty at *paths*, as one line; "" where there is none."""
    return next((text for found in find(root, *paths) if (text := " ".join(found.split()))), "")


def day(element: Element | None) -> int | None:
    """Return yyyymmdd of an element with Year, Month, Day or MedlineDate; None without a year.

    A missing month or day counts as the first, as PubMed files such dates.
    """
    if element is None:
        return None
    parts = {str(child.tag).lower(): (child.text or "").strip() for child in element}
    year = re.search(r"\d{4}", parts.get("year") or parts.get("medlinedate") or "")
    if year is None:
        return None
    month, date = parts.get("month", "").lower(), parts.get("day", "")
    named = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else 1
    number = int(month) if month.isdigit() else named
    return int(year.group()) * 10000 + number * 100 + (int(date) if date.isdigit() else 1)


def days(*elements: Element | None) -> tuple[int, ...]:
    """Return the days of *elements* that have one."""
    return tuple(found for element in elements if (found := day(element)) is not None)


def names(authors: Iterable[Element]) -> Iterator[str]:
    """Yield "Surname Initials" and "Surname Forename" of each person (PubMed or JATS shape)."""
    for author in authors:
        name = author.find("name")  # JATS; in PubMed the parts are the author's own children
        parts = {child.tag: child.text or "" for child in (author if name is None else name)}
        last = parts.get("LastName") or parts.get("surname")
        fore = parts.get("ForeName") or parts.get("given-names") or ""
        if last:
            initials = parts.get("Initials") or "".join(word[0] for word in fore.split())
            yield f"{last} {initials}"
            if fore and fore != initials:
                yield f"{last} {fore}"
