"""What a JATS article cites, and the articles it is linked with."""

from collections.abc import Iterator

from harvester.sources import identifiers as ids
from harvester.sources.jats.words import XLINK, plain
from harvester.sources.markup import Element
from harvester.sources.parsed import Row

CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation")
# JATS says how the other article stands to this one; PubMed's RefType is the word for the link.
LINK_KINDS = {
    "retraction-forward": "RetractionIn",
    "retracted-article": "RetractionOf",
    "correction-forward": "ErratumIn",
    "corrected-article": "ErratumFor",
    "expression-of-concern-forward": "ExpressionOfConcernIn",
    "concern-forward": "ExpressionOfConcernIn",
    "object-of-concern": "ExpressionOfConcernFor",
    "commentary": "CommentIn",
    "commentary-article": "CommentOn",
    "letter": "CommentIn",
    "update": "UpdateIn",
    "updated-article": "UpdateOf",
    "preprint": "UpdateOf",
}


def references(paper_id: str, back: Element | None) -> list[Row]:
    """Return a row for each citation of each reference list."""
    told = [] if back is None else [_citation(node) for node in _citations(back)]
    return [(paper_id, position, *row) for position, row in enumerate(told, 1)]


def _citations(node: Element) -> Iterator[Element]:
    for child in node:
        if child.tag in CITATIONS:
            yield child
        elif child.tag in ("ref-list", "ref", "citation-alternatives", "sec", "app", "app-group"):
            found = list(_citations(child))
            yield from found[:1] if child.tag == "citation-alternatives" else found


def _citation(node: Element) -> tuple[object, ...]:
    told: dict[str, str | None] = {}
    for child in node.iterchildren("pub-id", "ext-link"):
        kind = child.get("pub-id-type") or child.get("ext-link-type")
        told.setdefault(kind or "", child.text or child.get(XLINK))
    return (
        _spelt(node),
        ids.pmid(told.get("pmid")),
        ids.pmcid(told.get("pmcid") or told.get("pmc")),
        ids.doi(told.get("doi")),
    )


def _spelt(node: Element) -> str | None:
    """Return a citation that is written as elements alone in the usual order and punctuation."""
    if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
        return plain(node, ("pub-id",))
    persons = [
        " ".join(filter(None, (plain(n.find("surname")), plain(n.find("given-names")))))
        for n in node.iter("name", "string-name")
    ]
    persons += [group for n in node.iter("collab") if (group := plain(n))]
    ends = dict.fromkeys((plain(node.find("fpage")), plain(node.find("lpage"))))
    pages = "-".join(filter(None, ends))
    issue = plain(node.find("issue"))
    place = (plain(node.find("volume")) or "") + (f"({issue})" if issue else "")
    numbers = ":".join(filter(None, (place, pages or plain(node.find("elocation-id")))))
    when = ";".join(filter(None, (plain(node.find("year")), numbers)))
    parts = [", ".join(persons), plain(node.find("article-title")), plain(node.find("source"))]
    written = [part.rstrip(".") for part in [*parts, when] if part]
    return ". ".join(written) + "." if written else plain(node)


def links(paper_id: str, meta: Element) -> list[Row]:
    """Return a row for each related-article; its PMID if that is how it is named."""
    rows: list[Row] = []
    for position, node in enumerate(meta.iterfind("related-article"), 1):
        kind, target = node.get("related-article-type", ""), node.get(XLINK)
        _, pmid, _, _ = told = _citation(node)
        if node.get("ext-link-type") in ("pmid", "pubmed"):
            pmid = pmid or ids.pmid(target)
        known = [node.get(name) for name in ("journal-id", "vol", "issue", "page", "elocation-id")]
        written = told[0] or " ".join(filter(None, [*known, target])) or None
        rows.append((paper_id, position, LINK_KINDS.get(kind, kind), pmid, written, None))
    return rows
