"""Authors and editors of a JATS article, with their affiliations wherever they are written."""

import re

from harvester.sources.identifiers import orcid
from harvester.sources.jats.words import plain
from harvester.sources.markup import Element
from harvester.sources.parsed import Row

ROLES = {"author": "author", "editor": "editor", "collab": "investigator"}
LABELS = ("label", "sup", "email")


def people(paper_id: str, meta: Element) -> list[Row]:
    """Return the rows of authors, in order, each role counted by itself."""
    rows: list[Row] = []
    known = {
        node.get("id", ""): told
        for path in ("aff", "aff-alternatives/aff", "contrib-group/aff",
                     "contrib-group/aff-alternatives/aff")
        for node in meta.iterfind(path)
        if (told := plain(node, LABELS))
    }  # fmt: skip
    counts: dict[str, int] = {}
    for group in meta.iterfind("contrib-group"):
        for node in group.iterfind("contrib"):
            role = ROLES.get(node.get("contrib-type", "author"))
            if role is None:
                continue
            counts[role] = counts.get(role, 0) + 1
            name = _name(node)
            ids = (orcid(i.text) for i in node.iterfind("contrib-id[@contrib-id-type='orcid']"))
            places = _affiliations(node, known)
            rows.append((paper_id, counts[role], *name, next(ids, None), places, role))
    return rows


def _name(node: Element) -> tuple[str | None, ...]:
    """Return last name, fore name, initials, suffix and collective name."""
    for path in ("name", "name-alternatives/name", "string-name", "name-alternatives/string-name"):
        name = node.find(path)
        if name is not None and name.find("surname") is not None:
            given = plain(name.find("given-names"))
            told = name.find("given-names")
            short = told.get("initials") if told is not None else None
            suffix = plain(name.find("suffix"))
            return plain(name.find("surname")), given, short or initials(given), suffix, None
    collab = next(iter(node.iterfind("collab")), None)
    group = plain(collab, ("contrib-group", "xref")) if collab is not None else None
    return None, None, None, None, group or plain(node.find("string-name"))


def initials(given: str | None) -> str | None:
    """Return the initials of given names.

    >>> initials("R. Hamish"), initials("Jean-Paul"), initials("JB")
    ('RH', 'JP', 'JB')
    """
    if not given:
        return None
    words = [word for word in re.split(r"[\s.\-\u2010]+", given) if word]
    if len(words) == 1 and words[0].isupper():
        return words[0]
    return "".join(word[0] for word in words if word[0].isalpha()).upper() or None


def _affiliations(node: Element, known: dict[str, str]) -> list[str]:
    """Return each affiliation: within the author, by reference, or the only one there is."""
    own = [told for aff in node.iterfind("aff") if (told := plain(aff, LABELS))]
    pointed = [
        known[rid]
        for xref in node.iterfind("xref[@ref-type='aff']")
        for rid in xref.get("rid", "").split()
        if rid in known
    ]
    if not own and not pointed and len(known) == 1:
        return list(known.values())
    return own + pointed
