"""CSL-JSON for Pandoc, Zotero and citeproc, by the citation-style-language input schema."""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from analysis.export.citation import Citation, Person, citations
from analysis.export.selection import Selection

PLAIN = {
    "title": "title",
    "container-title": "journal",
    "container-title-short": "journal_abbrev",
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
    "ISSN": "issn",
    "DOI": "doi",
    "PMID": "pmid",
    "PMCID": "pmcid",
    "language": "language",
    "abstract": "abstract",
    "keyword": "keywords",
    "original-title": "vernacular_title",
}


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one array with one item per paper, an item per line."""
    file.write(b"[")
    for number, paper in enumerate(citations(selection)):
        line = json.dumps(_item(paper), ensure_ascii=False)
        file.write(f"{',' if number else ''}\n{line}".encode())
    file.write(b"\n]\n")
    return {}


def _item(paper: Citation) -> dict[str, Any]:
    kind = "chapter" if paper.in_book else "article" if paper.preprint else "article-journal"
    item: dict[str, Any] = {"id": paper.text("paper_id"), "type": kind}
    item |= {name: value for name, column in PLAIN.items() if (value := paper.text(column))}
    if paper.authors:
        item["author"] = [_name(author) for author in paper.authors]
    if parts := _date(paper):
        item["issued"] = {"date-parts": [parts]}
    elif raw := paper.text("pub_date"):
        item["issued"] = {"raw": raw}
    if paper.url:
        item["URL"] = paper.url
    return item


def _date(paper: Citation) -> list[int]:
    parts = []
    for name in ("year", "month", "day"):
        if not (told := paper.text(name)):
            break
        parts.append(int(told))
    return parts


def _name(author: Person) -> dict[str, str]:
    if author.group:
        return {"literal": author.family}
    told = {"family": author.family, "given": author.given or author.initials}
    return {name: part for name, part in {**told, "suffix": author.suffix}.items() if part}
