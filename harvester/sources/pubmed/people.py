"""Authors, editors and investigators."""

from harvester.sources.identifiers import orcid
from harvester.sources.markup import Element, Parts, text
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


def _append(rows: list[Row], paper_id: str, role: str, listed: Element) -> None:
    before = sum(row[9] == role for row in rows) if rows else 0
    for position, node in enumerate(listed, before + 1):
        found: dict[str, str | None] = {}
        places: list[str | None] = []
        for child in node:
            tag = child.tag
            if tag == "AffiliationInfo":
                places += [text(a) for a in child if a.tag == "Affiliation"]
            elif tag == "Affiliation":  # until 2014 it stood directly below the author
                places.append(text(child))
            elif tag != "Identifier" or child.get("Source") == "ORCID":
                found[tag] = text(child)
        rows.append(
            (
                paper_id,
                position,
                found.get("LastName"),
                found.get("ForeName"),
                found.get("Initials"),
                found.get("Suffix"),
                found.get("CollectiveName"),
                orcid(found.get("Identifier")),
                [place for place in places if place],
                role,
            )
        )
