"""Authors, editors and investigators."""

from collections.abc import Iterable

from harvester.sources.identifiers import orcid
from harvester.sources.markup import Element, Parts, one, parts, text
from harvester.sources.parsed import Row

ROLES = {"authors": "author", "editors": "editor"}


def people(paper_id: str, found: Parts) -> list[Row]:
    """Return the rows of authors: every AuthorList by its type, then the investigators."""
    rows: list[Row] = []
    for people_list in found.get("AuthorList", ()):
        role = ROLES.get(people_list.get("Type", "authors"), "author")
        _append(rows, paper_id, role, people_list)
    for people_list in found.get("InvestigatorList", ()):
        _append(rows, paper_id, "investigator", people_list)
    return rows


def names(rows: Iterable[Row]) -> list[str]:
    """Return the authors of *rows* as 'Last FM', or the collective name."""
    return [name for row in rows if row[9] == "author" and (name := byline(*row[2:7]))]


def byline(last: object, fore: object, initials: object, _: object, group: object) -> str:
    """Return one name as citations print it."""
    return " ".join(str(part) for part in (last, initials or fore) if part) or str(group or "")


def _append(rows: list[Row], paper_id: str, role: str, listed: Element) -> None:
    before = sum(1 for row in rows if row[9] == role)
    for position, node in enumerate(listed, before + 1):
        found = parts(node)
        own = [(i.get("Source"), text(i)) for i in found.get("Identifier", ())]
        rows.append(
            (
                paper_id,
                position,
                one(found, "LastName"),
                one(found, "ForeName"),
                one(found, "Initials"),
                one(found, "Suffix"),
                one(found, "CollectiveName"),
                next((orcid(value) for source, value in own if source == "ORCID"), None),
                _affiliations(found),
                role,
            )
        )


def _affiliations(found: Parts) -> list[str]:
    """Return each affiliation; until 2014 it stood directly below the author."""
    nodes = [
        a for info in found.get("AffiliationInfo", ()) for a in info.iterchildren("Affiliation")
    ]
    return [told for node in [*nodes, *found.get("Affiliation", ())] if (told := text(node))]
