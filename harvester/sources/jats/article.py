"""One JATS article as rows of every table."""

from typing import NamedTuple

from harvester.schema import TABLES
from harvester.sources import identifiers as ids
from harvester.sources.abstracts import joined
from harvester.sources.dates import PrintedDate, from_parts, from_text
from harvester.sources.identity import natural_id
from harvester.sources.jats import references as refs
from harvester.sources.jats.codes import languages, publication_type
from harvester.sources.jats.licence import is_open, license_code
from harvester.sources.jats.people import people
from harvester.sources.jats.text import LANG, abstract_parts, main_abstract, sections
from harvester.sources.jats.words import plain
from harvester.sources.markup import Element, leaves
from harvester.sources.names import names
from harvester.sources.parsed import Row
from harvester.sources.retraction import retraction

PAPER = TABLES["papers"].names
META = "front/article-meta"
JOURNAL = "front/journal-meta"
ID_KINDS = {
    "pmc": "pmcid",
    "pmcid": "pmcid",
    "pmid": "pmid",
    "doi": "doi",
    "pii": "pii",
    "manuscript-id": "mid",
    "manuscript": "mid",
    "publisher-id": "publisher-id",
}
# Dates of the issue come first, then that of the web page; PMC's own release is none of them.
DATES = ("ppub", "epub-ppub", "print", "epub", "electronic", "pub", "collection")
# A title may point at notes of the authors; the mark is not part of it.
MARKS = ("xref", "fn")


class Told(NamedTuple):
    """The rows of one article, by table, and what identifies it."""

    tables: dict[str, list[Row]]
    paper_id: str
    source_id: str
    version: int | None


def article(node: Element, open_access: bool) -> Told:
    """Return the rows of an article. Raises ValueError if nothing tells which paper it is.

    open_access: whether an instruction beside the elements says so (the form of 2025).
    """
    meta = node.find(META)
    if meta is None:
        raise ValueError(f"{META} is not there")
    own = _own_ids(meta)
    title, vernacular = _titles(node, meta)
    date = _printed(meta)
    known = (ids.pmid(own.get("pmid")), own.get("pmcid"), own.get("doi"))
    paper_id = natural_id(*known, title, date.year)
    told = _tables(paper_id, node, meta, own)
    words, spans = joined(abstract_parts(main_abstract(meta)))
    custom = _custom(meta)
    paper = _journal(node, meta) | {
        **dict(zip(("paper_id", "pmid", "pmcid", "doi"), (paper_id, *known), strict=True)),
        "title": title,
        "vernacular_title": vernacular,
        "abstract": words,
        "abstract_sections": spans,
        "authors": names(told["authors"]),
        **dict(zip(("pub_date", "year", "month", "day", "date_precision"), date, strict=True)),
        "language": languages(node.get(LANG)),
        "publication_types": [row[3] for row in told["publication_types"]],
        "mesh_terms": [],
        "keywords": [row[3] for row in told["keywords"]],
        "retraction": retraction(told["publication_types"], told["links"]),
        "license": license_code(meta, custom),
        "open_access": is_open(custom, open_access),
        "source": "pmc",
    }
    told["papers"] = [tuple(map(paper.get, PAPER))]
    version = plain(meta.find("article-version[@article-version-type='pmc-version']"))
    number = int(version) if version and version.isdecimal() else None
    return Told(told, paper_id, own.get("pmcid") or paper_id, number)


def _tables(
    paper_id: str, node: Element, meta: Element, own: dict[str, str]
) -> dict[str, list[Row]]:
    kind = node.get("article-type")
    return {
        "authors": people(paper_id, meta),
        "publication_types": [(paper_id, 1, *publication_type(kind))] if kind else [],
        "keywords": _keywords(paper_id, meta),
        "grants": _grants(paper_id, meta),
        "identifiers": [(paper_id, kind, value) for kind, value in own.items()],
        "links": refs.links(paper_id, meta),
        "references": refs.references(paper_id, node.find("back")),
        "sections": sections(paper_id, node, abstract_parts(main_abstract(meta))),
    }


def _own_ids(meta: Element) -> dict[str, str]:
    """Return the article's ids by kind, in both shapes: PMC123 (2026) and a bare number (2025)."""
    found: dict[str, str] = {}
    for node in meta.iterfind("article-id"):
        kind, value = ID_KINDS.get(node.get("pub-id-type", "")), plain(node)
        if kind == "doi":
            value = ids.doi(value)
        elif kind == "pmcid":
            value = ids.pmcid(value)
        elif kind == "pmid":
            value = str(ids.pmid(value) or "")
        if kind and value:
            found.setdefault(kind, value)
    return found


def _titles(node: Element, meta: Element) -> tuple[str | None, str | None]:
    """Return the title and, where the paper is not in English but has one, the vernacular's."""
    group = meta.find("title-group")
    if group is None:
        return None, None
    title = plain(group.find("article-title"), MARKS)
    if below := plain(group.find("subtitle"), MARKS):
        title = f"{title}: {below}" if title else below
    language = node.get(LANG, "en")
    for other in group.iterfind("trans-title-group"):
        translated = plain(other.find("trans-title"), MARKS)
        if not language.startswith("en") and translated and other.get(LANG) == "en":
            return translated, title
    return title, None


def _journal(node: Element, meta: Element) -> dict[str, object]:
    journal = node.find(JOURNAL)
    if journal is None:
        return {}
    known = {n.get("journal-id-type"): plain(n) for n in journal.iterfind("journal-id")}
    numbers = {n.get("pub-type") or n.get("publication-format"): plain(n)
               for n in journal.iterfind("issn")}  # fmt: skip
    issn = plain(journal.find("issn-l")) or numbers.get("ppub") or numbers.get("print")
    pages = [plain(meta.find(tag)) for tag in ("fpage", "lpage")]
    title = journal.find("journal-title-group/journal-title")
    return {
        "journal": plain(title if title is not None else journal.find("journal-title")),
        "journal_abbrev": known.get("nlm-ta") or known.get("iso-abbrev"),
        "issn": issn or next(iter(numbers.values()), None),
        "nlm_id": known.get("nlm-journal-id"),
        "volume": plain(meta.find("volume")),
        "issue": plain(meta.find("issue")),
        "pages": "-".join(filter(None, dict.fromkeys(pages))) or plain(meta.find("elocation-id")),
    }


def _printed(meta: Element) -> PrintedDate:
    """Return the date of the issue, else of the web page, else of the collection."""
    found: dict[str, Element] = {}
    for node in meta.iterfind("pub-date"):
        kind = node.get("pub-type") or node.get("publication-format") or node.get("date-type")
        if node.get("date-type") == "collection":
            kind = "collection"
        found.setdefault(kind or "pub", node)
    for kind in DATES:
        if kind in found:
            told = leaves(found[kind])
            if free := told.get("string-date"):
                return from_text(free)
            return from_parts(*map(told.get, ("year", "month", "day", "season")))
    return PrintedDate(None)


def _custom(meta: Element) -> dict[str, str]:
    pairs = (
        (plain(node.find("meta-name")), plain(node.find("meta-value")))
        for node in meta.iterfind("custom-meta-group/custom-meta")
    )
    return {name: value for name, value in pairs if name and value}


def _keywords(paper_id: str, meta: Element) -> list[Row]:
    told = [
        (group.get("kwd-group-type"), word, None)
        for group in meta.iterfind("kwd-group")
        if group.get("kwd-group-type") != "abbreviations"
        for node in group.iter("kwd", "compound-kwd")
        if (word := plain(node))
    ]
    return [(paper_id, position, *row) for position, row in enumerate(told, 1)]


def _grants(paper_id: str, meta: Element) -> list[Row]:
    told: list[tuple[str | None, ...]] = []
    for award in meta.iterfind("funding-group/award-group"):
        source = award.find("funding-source")
        inner = None if source is None else source.find("institution-wrap/institution")
        agency = plain(inner if inner is not None else source)
        country = None if source is None else source.get("country")
        numbers = [plain(node) for node in award.iterfind("award-id")] or [None]
        told += [(number, None, agency, country) for number in numbers]
    return [(paper_id, position, *row) for position, row in enumerate(told, 1)]
