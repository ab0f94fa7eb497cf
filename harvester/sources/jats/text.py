"""The text of a JATS article as rows of sections, in the order in which it is read."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from harvester.sources.abstracts import Part
from harvester.sources.jats.words import lines, plain, table
from harvester.sources.markup import Element
from harvester.sources.parsed import Row

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NO_TEXT = {"sec", "title", "label", "ref-list", "sec-meta", "fn-group", "app", "app-group"}
PROPER = {
    None,
    "normal",
    "section",
    "structured",
    "summary",
}  # abstract-type of the abstract itself
FLOATS = {"fig": "figure", "table-wrap": "table", "boxed-text": "body"}
# Statements are found by their JATS type where they have one, and by their heading.
STATEMENTS = (
    ("data_availability", re.compile(r"data-availability|data[ -]sharing|data availab|"
                                     r"availability of (?:supporting )?data", re.IGNORECASE)),
    ("funding", re.compile(r"^funding|financial[ -](?:disclosure|support)|^supported-by|"
                           r"^sources? of (?:funding|support)|^role of (?:the )?funding",
                           re.IGNORECASE)),
    ("acknowledgement", re.compile(r"^acknowledge?ments?\b", re.IGNORECASE)),
)  # fmt: skip


class Passage(NamedTuple):
    """One row of sections, but for paper_id and position."""

    kind: str
    label: str | None
    category: str | None
    language: str | None
    text: str


def abstract_parts(node: Element | None) -> list[Part]:
    """Return the parts of an abstract: its sections, or its paragraphs."""
    if node is None:
        return []
    found = _passages(node, "abstract", (), None)
    told = [(passage.label, passage.category, passage.text) for passage in found]
    return [
        Part(label.rstrip(":").rstrip() if label else None, category, " ".join(line.split("\n")))
        if label
        else Part(None, category, line)
        for label, category, text in told
        for line in ([text] if label else text.split("\n"))
    ]


def sections(paper_id: str, article: Element, own: list[Part]) -> list[Row]:
    """Return the rows of sections: abstracts, body, floats, statements and back matter."""
    told = [Passage("abstract", label, category, None, text) for label, category, text in own]
    told += _other_abstracts(article)
    for path in ("body", "floats-group"):
        node = article.find(path)
        if node is not None:
            told += _passages(node, "body", (), None)
    told += _statements(article)
    told += _back(article)
    return [(paper_id, position, *passage) for position, passage in enumerate(told, 1)]


def main_abstract(meta: Element) -> Element | None:
    """Return the abstract proper, not the graphical one or the one for lay readers."""
    found = (node for node in meta.iterfind("abstract") if node.get("abstract-type") in PROPER)
    return next(found, None)


def _other_abstracts(article: Element) -> Iterator[Passage]:
    for meta in article.iterfind("front/article-meta"):
        own = main_abstract(meta)
        for node in meta.iterchildren("abstract", "trans-abstract"):
            if node is own:
                continue
            kind, language = node.get("abstract-type"), node.get(LANG)
            for label, category, text in abstract_parts(node):
                yield Passage("other_abstract", label, category or kind, language, text)


def _passages(
    node: Element, kind: str, above: tuple[str, ...], category: str | None
) -> Iterator[Passage]:
    """Yield a section's own text, then what floats in it, then the sections within it."""
    category = node.get("sec-type") or category
    heading = plain(node.find("title")) or plain(node.find("label"))
    headings = (*above, heading) if heading and node.tag not in ("abstract", "body") else above
    kind = _kind(kind, category, heading)
    label = " > ".join(headings) or None
    if text := lines(node, NO_TEXT):
        yield Passage(kind, label, category, None, text)
    for found in _outermost(child for child in node if child.tag not in NO_TEXT):
        if found.tag == "boxed-text":
            yield from _passages(found, kind, headings, category)
        else:
            yield from _float(found)
    for child in node.iterchildren("sec", "fn-group", "app", "app-group"):
        yield from _passages(child, kind, headings, category)


def _outermost(nodes: Iterable[Element]) -> Iterator[Element]:
    """Yield figures, tables and boxes; those within one of them are found when it is read."""
    for node in nodes:
        if node.tag in FLOATS:
            yield node
        else:
            yield from _outermost(node)


def _kind(kind: str, category: str | None, heading: str | None) -> str:
    for name, pattern in STATEMENTS:
        if any(pattern.search(told) for told in (category, heading) if told):
            return name
    return kind


def _float(node: Element) -> Iterator[Passage]:
    text = table(node) if node.tag == "table-wrap" else lines(node.find("caption"))
    if text:
        yield Passage(FLOATS[node.tag], plain(node.find("label")), None, None, text)


def _statements(article: Element) -> Iterator[Passage]:
    """Yield what the front says of funding, data and the authors' interests."""
    for node in article.iterfind("front/article-meta/funding-group/funding-statement"):
        if text := lines(node):
            yield Passage("funding", None, None, None, text)
    for node in article.iterfind("front/article-meta/custom-meta-group/custom-meta"):
        name, text = plain(node.find("meta-name")), lines(node.find("meta-value"))
        if name and text and _kind("", None, name) == "data_availability":
            yield Passage("data_availability", name, None, None, text)
    for node in article.iterfind("front/article-meta/author-notes/fn"):
        yield from _note(node)


def _note(node: Element) -> Iterator[Passage]:
    kind, heading = node.get("fn-type"), plain(node.find("title")) or plain(node.find("label"))
    if text := lines(node, ("label", "title")):
        yield Passage(_kind("back", kind, heading), heading, kind, None, text)


def _back(article: Element) -> Iterator[Passage]:
    back = article.find("back")
    for node in () if back is None else back:
        if node.tag == "ack":
            yield from _passages(node, "acknowledgement", (), None)
        elif node.tag == "fn-group":
            for note in node.iterfind("fn"):
                yield from _note(note)
        elif node.tag not in ("ref-list", "bio"):
            category = node.get("notes-type")
            yield from _passages(node, "back", (), category)
