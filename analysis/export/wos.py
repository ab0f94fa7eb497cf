"""Tags of the Web of Science, as bibliometrix (`dbsource = "wos"`), VOSviewer and CiteSpace read.

Field tags: https://webofscience.help.clarivate.com/Content/wos-core-collection/woscc-field-tags.htm
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO

from analysis.export.citation import Citation, citations
from analysis.export.selection import Selection
from analysis.export.tagged import write_record
from harvester.cells import absent

if TYPE_CHECKING:
    import pandas as pd

KINDS = {"Review": "Review", "Systematic Review": "Review", "Letter": "Letter"} | {
    "Editorial": "Editorial Material",
    "Published Erratum": "Correction",
    "Retracted Publication": "Retracted Publication",
}
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one record per paper between the file's own first and last line."""
    cited = _cited(selection.tables["references"]) if "references" in selection.tables else {}
    file.write(b"FN Clarivate Analytics Web of Science\nVR 1.0\n")
    for paper in citations(selection):
        lines = _lines(paper, cited.get(paper.row["paper_id"], []))
        write_record(file, lines, "{} {}", "ER\n")
    file.write(b"EF\n")
    return {}


def _lines(paper: Citation, cited: list[str]) -> Iterator[tuple[str, str]]:
    text = paper.text
    first, last = paper.pages
    yield "PT", "B" if paper.in_book else "J"
    yield from _many("AU", [_brief(author.family, author.initials) for author in paper.authors])
    yield from _many("AF", [author.full for author in paper.authors])
    yield "TI", text("title")
    yield "SO", text("journal")
    yield "LA", text("language")
    yield (
        "DT",
        next(
            (KINDS[kind] for kind in paper.items("publication_types") if kind in KINDS), "Article"
        ),
    )
    yield "DE", text("keywords")
    yield "ID", text("mesh_terms")
    yield "AB", text("abstract")
    yield from _many(
        "C1", [f"[{a.full}] {place}" for a in paper.authors for place in a.affiliations]
    )
    yield from _many("CR", cited)
    yield "NR", str(len(cited)) if cited else ""
    yield "SN", text("issn")
    yield "J9", text("journal_abbrev").upper()
    yield "PD", f"{MONTHS[int(text('month')) - 1]} {text('day')}".strip() if text("month") else ""
    yield "PY", text("year")
    yield "VL", text("volume")
    yield "IS", text("issue")
    yield "BP", first
    yield "EP", last
    yield "DI", text("doi")
    yield "UT", f"MEDLINE:{text('pmid')}" if text("pmid") else text("paper_id")
    yield "PM", text("pmid")


def _many(tag: str, values: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the tag with the first value and two blanks with each further one."""
    for number, value in enumerate(values):
        yield ("  " if number else tag), " ".join(value.split())


def _brief(family: str, initials: str) -> str:
    return f"{family}, {initials}" if initials else family


def _cited(references: "pd.DataFrame") -> dict[str, list[str]]:
    cited: dict[str, list[str]] = {}
    columns = (references[name].tolist() for name in ("paper_id", "citation", "doi"))
    for paper, citation, doi in zip(*columns, strict=True):
        told = [str(citation)] if not absent(citation) else []
        told += [f"DOI {doi}"] if not absent(doi) else []
        cited.setdefault(str(paper), []).append(", ".join(told))
    return cited
