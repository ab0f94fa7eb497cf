"""A Markdown digest of papers under the conditions they study, for a mailing list or a page."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from analysis.export.citation import Citation, citations
from analysis.export.selection import Selection

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")
NAMED = 3  # authors named before "et al."


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one list per condition; a paper with several stands under each."""
    papers = list(citations(selection))
    conditions = [c.name for c in selection.columns if f"{c.name}_score" in selection.kinds]
    lists = {key: [paper for paper in papers if key in paper.labels] for key in conditions}
    lists["none of the conditions"] = [paper for paper in papers if not paper.labels]
    file.write(f"# Ketamine literature: {_counted(len(papers))}\n".encode())
    for key, held in lists.items():
        if held:
            title = key.replace("_", " ").capitalize()
            lines = "\n".join(_line(paper) for paper in held)
            file.write(f"\n## {title} ({_counted(len(held))})\n\n{lines}\n".encode())
    return {}


def _counted(number: int) -> str:
    return f"{number} paper" if number == 1 else f"{number} papers"


def _line(paper: Citation) -> str:
    title = _escaped(paper.text("title").rstrip(".")) or "(without title)"
    linked = f"[{title}]({paper.url})" if paper.url else title
    return f"- {linked}. " + " ".join(f"{part}." for part in _parts(paper))


def _parts(paper: Citation) -> Iterator[str]:
    names = [_escaped(author.brief) for author in paper.authors]
    if names:
        yield ", ".join(names[:NAMED]) + (" et al" if len(names) > NAMED else "")
    journal = paper.text("journal_abbrev") or paper.text("journal")
    if place := ", ".join(part for part in (journal, paper.text("year")) if part):
        yield f"*{_escaped(place)}*"
    if design := paper.text("design").replace("_", " "):
        size = paper.text("sample_size")
        yield _escaped(f"{design}, n = {size}" if size else design)
    if pmid := paper.text("pmid"):
        yield f"PMID {pmid}"


def _escaped(text: str) -> str:
    return MARKUP.sub(r"\\\1", text)
