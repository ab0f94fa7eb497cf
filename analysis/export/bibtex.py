r"""BibTeX (UTF-8, as Biber and LaTeX read it). Keys are made of the paper_id, so they never change.

Characters that LaTeX would interpret are escaped, words with inner capitals (NMDA, S-Ketamine)
are braced so that no style lowers them, and a group is braced as one name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from analysis.export.citation import Citation, Person, citations
from analysis.export.selection import Selection

ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)")  # -- would become a dash
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CAPITALS = re.compile(r"[A-Z].*[A-Z]|.[A-Z]")


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one entry per paper."""
    for paper in citations(selection):
        kind = "incollection" if paper.in_book else "article"
        lines = [f"  {name} = {value}" for name, value in _fields(paper)]
        entry = ",\n".join([f"@{kind}{{{key(paper)}", *lines])
        file.write(f"{entry}\n}}\n\n".encode())
    return {}


def key(paper: Citation) -> str:
    """Return the citation key: pmid16894061, pmcidPMC123, doi10.1000/x."""
    return re.sub(r"[^A-Za-z0-9./_-]", "", paper.text("paper_id"))


def _fields(paper: Citation) -> Iterator[tuple[str, str]]:
    text = paper.text
    pages = "--".join(_escaped(page) for page in paper.pages if page)  # a dash in print
    month = text("month")
    told = {
        "title": " ".join(_braced(word) for word in text("title").split()),
        "author": " and ".join(_name(author) for author in paper.authors),
        "booktitle" if paper.in_book else "journal": _escaped(text("journal")),
        "year": text("year"),
        "volume": _escaped(text("volume")),
        "number": _escaped(text("issue")),
        "pages": pages,
        "issn": text("issn"),
        "doi": text("doi"),
        "pmid": text("pmid"),
        "pmcid": text("pmcid"),
        "url": paper.url,
        "language": text("language"),
        "keywords": _escaped(", ".join(paper.items("keywords"))),
        "abstract": _escaped(text("abstract")),
    }
    yield from ((name, f"{{{value}}}") for name, value in told.items() if value)
    if month:
        yield "month", MONTHS[int(month) - 1]


def _escaped(text: str) -> str:
    return LIGATURES.sub("{}", text.translate(ESCAPES))


def _braced(word: str) -> str:
    escaped = _escaped(word)
    return f"{{{escaped}}}" if CAPITALS.search(word) else escaped


def _name(author: Person) -> str:
    """Return 'Family, Suffix, Given'; braced as one where BibTeX would take it apart."""
    parts = [author.family, author.suffix, author.given or author.initials]
    told = [_escaped(part) for part in parts if part]
    if len(told) == 1:
        return f"{{{told[0]}}}"
    return ", ".join(f"{{{part}}}" if " and " in part or "," in part else part for part in told)
