"""MEDLINE tags (.nbib), as PubMed's own export writes them: Rayyan, Covidence, VOSviewer, EndNote.

Tags: https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from analysis.export.citation import Citation, citations
from analysis.export.selection import Selection
from analysis.export.tagged import write_record
from harvester.cells import absent

if TYPE_CHECKING:
    import pandas as pd

# The tag of an identifier that is no PMID, PMCID or DOI is AID, with its kind in brackets.
PLAIN = (
    ("VI", "volume"),
    ("IP", "issue"),
    ("DP", "pub_date"),
    ("TI", "title"),
    ("PG", "pages"),
    ("AB", "abstract"),
)


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one record per paper."""
    mesh = _headings(selection.tables["mesh"]) if "mesh" in selection.tables else {}
    for paper in citations(selection):
        lines = _lines(paper, mesh.get(paper.row["paper_id"], paper.items("mesh_terms")))
        write_record(file, lines, "{:<4}- {}", "")
    return {}


def _lines(paper: Citation, mesh: list[str]) -> Iterator[tuple[str, str]]:
    text, doi = paper.text, paper.text("doi")
    yield "PMID", text("pmid")
    yield "OWN", "NLM"
    yield "STAT", text("status")
    yield "LR", text("revised_date").replace("-", "")
    yield "IS", f"{text('issn')} (Linking)" if text("issn") else ""
    yield from ((tag, text(column)) for tag, column in PLAIN)
    yield "LID", f"{doi} [doi]" if doi else ""
    yield from _authors(paper)
    yield from (("LA", code) for code in text("language").split("; "))
    yield from (("PT", kind) for kind in paper.items("publication_types"))
    yield "TT", text("vernacular_title")
    yield "PL", text("country")
    yield "TA", text("journal_abbrev")
    yield "JT", text("journal")
    yield "JID", text("nlm_id")
    yield from (("MH", heading) for heading in mesh)
    yield from (("OT", word) for word in paper.items("keywords"))
    yield "PMC", text("pmcid")
    yield "EDAT", _slashed(text("entry_date"))
    yield "AID", f"{doi} [doi]" if doi else ""
    yield "SO", _source(paper)


def _authors(paper: Citation) -> Iterator[tuple[str, str]]:
    for author in paper.authors:
        if author.group:
            yield "CN", author.family
            continue
        given = " ".join(part for part in (author.given or author.initials, author.suffix) if part)
        yield "FAU", f"{author.family}, {given}" if given else author.family
        yield "AU", author.brief
        yield from (("AD", " ".join(place.split())) for place in author.affiliations)


def _slashed(day: str) -> str:
    """Return 2019/05/03 06:00 as PubMed does; "" for a day that is not whole."""
    try:
        return f"{date.fromisoformat(day):%Y/%m/%d} 06:00"
    except ValueError:
        return ""


def _source(paper: Citation) -> str:
    text = paper.text
    issue = f"({text('issue')})" if text("issue") else ""
    pages = f":{text('pages')}" if text("pages") else ""
    place = f";{text('volume')}{issue}{pages}" if text("volume") else ""
    return f"{text('journal_abbrev') or text('journal')}. {text('pub_date')}{place}."


def _headings(mesh: "pd.DataFrame") -> dict[str, list[str]]:
    """Return each paper's headings as PubMed prints them: 'Ketamine/*therapeutic use'."""
    headings: dict[str, dict[str, str]] = {}
    rows = mesh[mesh["kind"] == "descriptor"]
    columns = ("paper_id", "descriptor", "descriptor_major", "qualifier", "qualifier_major")
    for told in zip(*(rows[name].tolist() for name in columns), strict=True):
        paper, descriptor, starred, qualifier, starred_too = told
        star = "*" if starred is True else ""
        mine = headings.setdefault(paper, {})
        mine.setdefault(descriptor, f"{star}{descriptor}")
        if not absent(qualifier):
            mine[descriptor] += f"/{'*' if starred_too is True else ''}{qualifier}"
    return {paper: list(told.values()) for paper, told in headings.items()}
