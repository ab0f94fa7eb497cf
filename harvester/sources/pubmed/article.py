"""One PubmedArticle or book record as rows of every table.

Paths are anchored: each function takes the children of one element. `.//ArticleId` would also
match the ids of every paper in the reference list, and hand this paper somebody else's DOI.
"""

from harvester.schema import TABLES
from harvester.sources import identifiers as ids
from harvester.sources.abstracts import Part, joined
from harvester.sources.dates import PrintedDate, from_parts, from_text, iso
from harvester.sources.markup import (
    NO_PARTS,
    Element,
    Parts,
    attribute,
    children,
    first,
    leaves,
    one,
    parts,
    text,
)
from harvester.sources.names import names
from harvester.sources.parsed import Row
from harvester.sources.pubmed import lists, people
from harvester.sources.pubmed.abstract import abstract_parts, sections
from harvester.sources.retraction import retraction

PAPER = TABLES["papers"].names
ID_KINDS = {"pubmed": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}
CLEAN = {"pmcid": ids.pmcid, "doi": ids.doi}
Told = dict[str, list[Row]]


def article(node: Element) -> tuple[Told, int]:
    """Return the rows of a PubmedArticle, by table, and its version.

    Raises ValueError, saying what is missing, if it has no citation or no PMID.
    """
    record = parts(node)
    citation = parts(first(record, "MedlineCitation"))
    data = parts(first(record, "PubmedData"))
    paper_id, pmid, version = _identity(citation, "MedlineCitation")
    content = parts(first(citation, "Article"))
    journal = parts(first(content, "Journal"))
    issue = parts(first(journal, "JournalIssue"))
    about = leaves(first(citation, "MedlineJournalInfo"))
    types = children(content, "PublicationTypeList")
    told = _common(paper_id, content, data, citation, types)
    told["mesh"] = lists.mesh(paper_id, citation)
    told["substances"] = lists.substances(paper_id, citation)
    told["links"] = lists.links(paper_id, citation)
    told["registries"] = lists.registries(paper_id, content)
    told["references"] = lists.references(paper_id, data.get("ReferenceList", []))
    paper = _paper(told, pmid, content, data, _printed(first(issue, "PubDate")))
    paper |= {
        "journal": one(journal, "Title"),
        "journal_abbrev": about.get("MedlineTA") or one(journal, "ISOAbbreviation"),
        "issn": about.get("ISSNLinking") or one(journal, "ISSN"),
        "nlm_id": about.get("NlmUniqueID"),
        "volume": one(issue, "Volume"),
        "issue": one(issue, "Issue"),
        "revised_date": _day(first(citation, "DateRevised")),
        "status": attribute(record["MedlineCitation"][0], "Status"),
        "country": about.get("Country"),
    }
    told["papers"] = [tuple(map(paper.get, PAPER))]
    return told, version


def book(node: Element) -> tuple[Told, int]:
    """Return the rows of a PubmedBookArticle or BookDocument, by table, and its version.

    A whole book has no ArticleTitle: the book's is its title.
    """
    record = parts(node)
    content = parts(first(record, "BookDocument")) if "BookDocument" in record else record
    data = parts(first(record, "PubmedBookData"))
    paper_id, pmid, version = _identity(content, "BookDocument")
    about = parts(first(content, "Book"))
    told = _common(paper_id, content, data, content, content.get("PublicationType", []))
    for table in ("mesh", "substances", "links", "registries"):
        told[table] = []
    told["authors"] = people.people(paper_id, _with_editors(content, about))
    told["identifiers"] += [
        (paper_id, "isbn", told_isbn) for n in about.get("Isbn", ()) if (told_isbn := text(n))
    ]
    told["references"] = lists.references(paper_id, content.get("ReferenceList", []))
    paper = _paper(told, pmid, content, data, _printed(first(about, "PubDate")))
    title = one(about, "BookTitle")
    paper |= {
        "title": paper["title"] or title,
        "journal": title if paper["title"] else one(about, "CollectionTitle"),
        "volume": one(about, "Volume"),
        "revised_date": _day(first(content, "DateRevised")),
    }
    told["papers"] = [tuple(map(paper.get, PAPER))]
    return told, version


def _identity(found: Parts, wanted: str) -> tuple[str, int, int]:
    """Return paper_id, PMID and version."""
    node = first(found, "PMID")
    pmid = ids.pmid(text(node))
    if node is None or pmid is None:
        raise ValueError(f"{wanted}/PMID is {'not there' if node is None else repr(node.text)}")
    version = node.get("Version", "1")
    return f"pmid:{pmid}", pmid, int(version) if version.isdecimal() else 1


def _common(
    paper_id: str, content: Parts, data: Parts, citation: Parts, types: list[Element]
) -> Told:
    """Return the tables that articles and books fill alike."""
    investigators = citation.get("InvestigatorList")
    persons = content | {"InvestigatorList": investigators} if investigators else content
    return {
        "authors": people.people(paper_id, persons),
        "publication_types": lists.publication_types(paper_id, types),
        "keywords": lists.keywords(paper_id, citation),
        "grants": lists.grants(paper_id, content),
        "identifiers": _identifiers(paper_id, content, data),
        "sections": sections(paper_id, _own_abstract(content), citation),
    }


def _own_abstract(content: Parts) -> list[Part]:
    return abstract_parts(parts(first(content, "Abstract")).get("AbstractText", []))


def _paper(
    told: Told, pmid: int, content: Parts, data: Parts, date: PrintedDate
) -> dict[str, object]:
    """Return the columns of papers that articles and books fill alike."""
    words, spans = joined(_own_abstract(content))
    known: dict[object, object] = {}
    for _, kind, value in told["identifiers"]:
        known.setdefault(kind, value)
    return {
        "paper_id": f"pmid:{pmid}",
        "pmid": pmid,
        "pmcid": known.get("pmcid"),
        "doi": known.get("doi"),
        "title": one(content, "ArticleTitle"),
        "vernacular_title": one(content, "VernacularTitle"),
        "abstract": words,
        "abstract_sections": spans,
        "authors": names(told["authors"]),
        "pages": _pages(content),
        "pub_date": date.verbatim,
        "year": date.year,
        "month": date.month,
        "day": date.day,
        "date_precision": date.precision,
        "entry_date": _entry_date(data),
        "language": "; ".join(filter(None, map(text, content.get("Language", ())))) or None,
        "publication_types": [row[3] for row in told["publication_types"]],
        "mesh_terms": _once(row[3] for row in told.get("mesh", ()) if row[8] == "descriptor"),
        "keywords": [row[3] for row in told["keywords"]],
        "retraction": retraction(told["publication_types"], told.get("links", [])),
        "source": "pubmed",
    }


def _once(values: object) -> list[object]:
    return list(dict.fromkeys(values))  # type: ignore[call-overload]


def _identifiers(paper_id: str, content: Parts, data: Parts) -> list[Row]:
    """Return the paper's own ids, each once: ArticleIdList first, then ELocationID."""
    nodes = [*children(data, "ArticleIdList"), *children(content, "ArticleIdList")]
    told = [(n.get("IdType", ""), text(n)) for n in nodes]
    told += [
        (n.get("EIdType", ""), text(n))
        for n in content.get("ELocationID", ())
        if n.get("ValidYN") != "N"
    ]
    rows: dict[Row, None] = {(paper_id, "pmid", paper_id[5:]): None}
    for given, value in told:
        kind = ID_KINDS.get(given, given)
        clean = CLEAN[kind](value) if kind in CLEAN else value
        if kind not in ("", "pmid") and clean:
            rows[paper_id, kind, clean] = None
    return list(rows)


def _with_editors(content: Parts, about: Parts) -> Parts:
    """Return the people of a chapter, then of its book."""
    listed = {"AuthorList": [*content.get("AuthorList", ()), *about.get("AuthorList", ())]}
    return content | listed


def _printed(node: Element | None) -> PrintedDate:
    told = leaves(node)
    if free := told.get("MedlineDate"):
        return from_text(free)
    return from_parts(*map(told.get, ("Year", "Month", "Day", "Season")))


def _day(node: Element | None) -> str | None:
    told = leaves(node)
    return iso(told.get("Year"), told.get("Month"), told.get("Day"))


def _entry_date(data: Parts) -> str | None:
    for node in children(data, "History"):
        if node.get("PubStatus") == "entrez":
            return _day(node)
    return None


def _pages(content: Parts) -> str | None:
    found = parts(first(content, "Pagination")) if "Pagination" in content else NO_PARTS
    if printed := one(found, "MedlinePgn"):
        return printed
    ends = [page for tag in ("StartPage", "EndPage") if (page := one(found, tag))]
    number = [text(n) for n in content.get("ELocationID", ()) if n.get("EIdType") == "pii"]
    return "-".join(ends) or next(filter(None, number), None)
