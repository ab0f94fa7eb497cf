"""Names of authors as citations print them."""

from collections.abc import Iterable

from harvester.sources.parsed import Row


def names(rows: Iterable[Row]) -> list[str]:
    """Return the authors of *rows* as 'Last FM', or the collective name."""
    return [name for row in rows if row[9] == "author" and (name := byline(*row[2:7]))]


def byline(last: object, fore: object, initials: object, _: object, group: object) -> str:
    """Return one name as citations print it."""
    return " ".join(str(part) for part in (last, initials or fore) if part) or str(group or "")
