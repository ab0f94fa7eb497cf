"""One paper out of several source records. Pure: rows in, rows out.

The sources have an order. Each column and each table is the first source's that has it; the ids
are everybody's. What a later source says otherwise is a conflict: recorded, never written over.
"""

import json
import re
from collections.abc import Sequence

from harvester.schema import PARSED, TABLES
from harvester.sources import Row
from harvester.store.rows import PAPER, Content
from harvester.store.sameness import first_page

# PubMed first, and the same record in MEDLINE's format; then the full text; then what other
# databases export.
SOURCES = ("pubmed", "medline", "pmc", "ris", "csv")
# Columns that only mean something together, and so come from one source.
_TOGETHER = (
    ("abstract", "abstract_sections"),
    ("pub_date", "year", "month", "day", "date_precision"),
)
_LEADER = {name: group[0] for group in _TOGETHER for name in group}
# Columns in which two sources that differ contradict each other. The others they only spell
# differently (names of journals and persons), or mean differently (dates of the record itself).
_CONTRADICT = (
    *("pmid", "pmcid", "doi", "title", "abstract", "volume", "issue", "pages"),
    *("year", "month", "day", "language", "license", "retraction"),
)
_LISTS = {n for n, kind in TABLES["papers"].kinds.items() if kind in ("list", "objects")}
_AT = {name: place for place, name in enumerate(PAPER)}


def rank(source: str) -> int:
    """Return the place of *source* in the order: 0 is the one whose word stays."""
    return SOURCES.index(source) if source in SOURCES else len(SOURCES)


def compose(records: Sequence[Content]) -> Content:
    """Return the paper that these source records, the first source first, describe together."""
    if len(records) == 1:
        return records[0]
    papers = [record["papers"][0] for record in records]
    whole: Content = {"papers": [_paper(papers)]}
    for name in PARSED:
        if name == "papers":
            continue
        told = [record.get(name, []) for record in records]
        if name == "identifiers":
            whole[name] = list(dict.fromkeys(row for rows in told for row in rows))
        elif name == "sections":
            whole[name] = _sections(told)
        else:
            whole[name] = next((rows for rows in told if rows), [])
    return whole


def _has(cell: object) -> bool:
    return cell is not None and cell != "[]"


def _paper(papers: Sequence[Row]) -> Row:
    row = []
    for name, place in _AT.items():
        leader = _AT[_LEADER.get(name, name)]
        leads = [paper for paper in papers if _has(paper[leader])] or papers
        if leader != place:
            row.append(leads[0][place])
        else:
            row.append(next((paper[place] for paper in leads if _has(paper[place])), None))
    return tuple(
        "[]" if cell is None and name in _LISTS else cell
        for name, cell in zip(_AT, row, strict=True)
    )


def _sections(told: Sequence[list[Row]]) -> list[Row]:
    """Take each kind of section from the first source that has it; number them anew."""
    kinds: dict[object, list[Row]] = {}
    for rows in told:
        mine: dict[object, list[Row]] = {}
        for row in rows:
            mine.setdefault(row[1], []).append(row)
        for kind, those in mine.items():
            kinds.setdefault(kind, those)
    every = [row for rows in kinds.values() for row in rows]
    return [(place, *row[1:]) for place, row in enumerate(every, start=1)]


def conflicts(kept: Content, other: Content) -> list[tuple[str, str, str]]:
    """Return (column, value kept, value of *other*), both as JSON, where they contradict."""
    ours, theirs = kept["papers"][0], other["papers"][0]
    found = []
    for name in _CONTRADICT:
        mine, said = ours[_AT[name]], theirs[_AT[name]]
        if mine is not None and said is not None and _plain(name, mine) != _plain(name, said):
            found.append((name, _json(mine), _json(said)))
    return found


def _plain(name: str, cell: object) -> object:
    """Return *cell* without what is only typography; pages as the first: 12-9 is 12-19."""
    if name == "pages" and (page := first_page(str(cell))):
        return page
    return re.sub(r"[\W_]+", "", cell).casefold() if isinstance(cell, str) else cell


def _json(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False)
