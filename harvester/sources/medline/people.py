"""Authors of a MEDLINE record, in the order of its lines."""

from harvester.sources.identifiers import orcid
from harvester.sources.parsed import Row

# full name -> role; the short name follows in a line of its own, then affiliations and ids.
FULL = {"FAU": "author", "FED": "editor", "FIR": "investigator"}
SHORT = {"AU": "author", "ED": "editor", "IR": "investigator"}
SUFFIXES = frozenset({"Jr", "Sr", "1st", "2nd", "3rd", "4th", "5th", "6th"})


class _Person:
    """One author while the lines about them come in."""

    def __init__(self, role: str, full: str | None = None, group: str | None = None):
        self.role, self.full, self.group = role, full, group
        self.short: str | None = None
        self.orcid: str | None = None
        self.places: list[str] = []

    def row(self, paper_id: str, position: int) -> Row:
        last, fore = _halves(self.full)
        initials, suffix = _short(self.short, last)
        if self.short and last is None and self.group is None:
            last, _, initials = self.short.rpartition(" ")
            last, initials = (last, initials) if last else (initials, None)
        if fore and suffix:
            fore = fore.removesuffix(suffix).rstrip(" ,") or None
        name = (last, fore, initials, suffix, self.group)
        return (paper_id, position, *name, self.orcid, self.places, self.role)


def people(paper_id: str, lines: list[tuple[str, str]]) -> list[Row]:
    """Return the rows of authors, editors and investigators, each role counted by itself."""
    persons: list[_Person] = []
    for name, told in lines:
        if name in FULL:
            persons.append(_Person(FULL[name], told))
        elif name == "CN":
            persons.append(_Person("author", group=told))
        elif name in SHORT:
            if not persons or persons[-1].short or persons[-1].role != SHORT[name]:
                persons.append(_Person(SHORT[name]))
            persons[-1].short = told
        elif name in ("AD", "IRAD") and persons:
            persons[-1].places.append(told)
        elif name == "AUID" and persons:
            persons[-1].orcid = orcid(told)
    counts: dict[str, int] = {}
    rows = []
    for person in persons:
        counts[person.role] = counts.get(person.role, 0) + 1
        rows.append(person.row(paper_id, counts[person.role]))
    return rows


def _halves(full: str | None) -> tuple[str | None, str | None]:
    """Return last and fore name of 'Foster, John A'."""
    if not full:
        return None, None
    last, _, fore = full.partition(", ")
    return last, fore or None


def _short(short: str | None, last: str | None) -> tuple[str | None, str | None]:
    """Return initials and suffix of 'Foster JA Jr', the last name being known."""
    if not short or not last or not short.startswith(last):
        return None, None
    rest = short[len(last) :].split()
    suffix = rest.pop() if len(rest) > 1 and rest[-1] in SUFFIXES else None
    return " ".join(rest) or None, suffix
