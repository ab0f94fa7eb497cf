"""RIS for Zotero, EndNote, Covidence and Rayyan: the PMID in AN, the PMCID in C2.

Tags as Zotero and EndNote read them (JO would be taken for the abbreviation):
https://en.wikipedia.org/wiki/RIS_(file_format)
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from analysis.export.citation import Citation, citations
from analysis.export.selection import Selection
from analysis.export.tagged import write_record


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one record per paper."""
    for paper in citations(selection):
        write_record(file, _lines(paper), "{}  - {}", "ER  - \n")
    return {}


def _lines(paper: Citation) -> Iterator[tuple[str, str]]:
    text = paper.text
    first, last = paper.pages
    yield "TY", "CHAP" if paper.in_book else "JOUR"
    yield "TI", text("title")
    yield from (("AU", author.full) for author in paper.authors)
    yield "PY", text("year")
    yield "DA", _date(paper)
    yield "T2", text("journal") or text("journal_abbrev")
    yield "JF", text("journal")
    yield "J2", text("journal_abbrev")
    yield "SN", text("issn")
    yield "VL", text("volume")
    yield "IS", text("issue")
    yield "SP", first
    yield "EP", last
    yield "LA", text("language")
    yield "AB", text("abstract")
    yield from (("KW", word) for word in dict.fromkeys(_keywords(paper)))
    yield "N1", "; ".join(f"ketlit: {key}" for key in paper.labels)
    yield "DO", text("doi")
    yield "DB", "PubMed" if text("pmid") else ""
    yield "AN", text("pmid")
    yield "C2", text("pmcid")
    yield "UR", paper.url


def _keywords(paper: Citation) -> list[str]:
    return paper.items("mesh_terms") + paper.items("keywords")


def _date(paper: Citation) -> str:
    """Return YYYY/MM/DD/ with the parts that are known."""
    parts = [paper.text("year"), paper.text("month").zfill(2), paper.text("day").zfill(2)]
    known = [part if part.strip("0") else "" for part in parts]
    return "/".join([*known, ""]) if known[0] else ""
