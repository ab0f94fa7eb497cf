"""The sample as one EFetch reply: PubmedArticle and PubmedBookArticle records in PubMed's XML."""

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from harvester.sandbox.sample.books import book
from harvester.sandbox.sample.catalogue import Declared
from harvester.sandbox.sample.citing import article, doi_of, journal_of
from harvester.sandbox.sample.indexing import (
    chemicals,
    headings,
    keyword_list,
    links,
    status_of,
    supplementary,
)
from harvester.sandbox.sample.people import name
from harvester.sandbox.sample.xml import Element, date, day_of, draw, listed, node

PROLOG = (
    b'<?xml version="1.0" ?>\n'
    b'<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
    b"<PubmedArticleSet>\n"
)
PUBLISHED = {"Publisher": "aheadofprint", "In-Process": "epublish"}


def render(records: Iterable[Declared]) -> bytes:
    """Return all *records* as the bytes of one reply, one record to a line."""
    every = list(records)
    by_key = {one.key: one for one in every}
    made = (book(one) if "book" in one.row else _record(one, by_key) for one in every)
    lines = (etree.tostring(element, encoding="utf-8") for element in made)
    return PROLOG + b"\n".join(lines) + b"\n</PubmedArticleSet>\n"


def _record(one: Declared, by_key: Mapping[str, Declared]) -> Element:
    return node("PubmedArticle", _citation(one, by_key), _history(one))


def _citation(one: Declared, by_key: Mapping[str, Declared]) -> Element:
    row, status = one.row, status_of(one)
    _, abbreviation, issn, nlm_id, country = journal_of(one)
    year, month, day = day_of(one.key, one.year)
    genes = row.get("gene_symbols", ())
    version = {"VersionID": str(row.get("version")), "VersionDate": f"{year}/{month:02}/{day:02}"}
    attributes = {"Status": status, "Owner": "NLM"} | (version if "version" in row else {})
    if "indexing" in row:
        attributes["IndexingMethod"] = row["indexing"]
    return node(
        "MedlineCitation",
        node("PMID", one.pmid, Version=str(row.get("version", 1))),
        date("DateCompleted", *_later(one, 90)) if status in ("MEDLINE", "Completed") else None,
        date("DateRevised", *_later(one, 120)),
        article(one),
        node("MedlineJournalInfo", node("Country", country), node("MedlineTA", abbreviation),
             node("NlmUniqueID", nlm_id), node("ISSNLinking", issn)),
        chemicals(one),
        supplementary(one),
        node("CitationSubset", "IM") if status == "MEDLINE" else None,
        links(one, by_key),
        listed("GeneSymbolList", [node("GeneSymbol", gene) for gene in genes]),
        headings(one),
        node("NumberOfReferences", len(row["references"])) if "references" in row else None,
        *_asides(row),
        keyword_list(one),
        node("CoiStatement", row["coi"]) if "coi" in row else None,
        listed("InvestigatorList", [node("Investigator", *name(*person), ValidYN="Y")
                                    for person in row.get("investigators", ())]),
        *(node("GeneralNote", text, Owner=owner) for owner, text in row.get("notes", ())),
        **attributes,
    )  # fmt: skip


def _asides(row: Mapping[str, Any]) -> list[Element]:
    """Return persons as subjects, ids of other databases, and abstracts in other languages."""
    people = [
        node("PersonalNameSubject", *name(*person)) for person in row.get("personal_names", ())
    ]
    subjects = listed("PersonalNameSubjectList", people)
    made = [] if subjects is None else [subjects]
    made += [node("OtherID", number, Source=source) for source, number in row.get("other_ids", ())]
    made += [node("OtherAbstract", node("AbstractText", text), Type=kind, Language=language)
             for language, kind, text in row.get("other_abstract", ())]  # fmt: skip
    return made


def _later(one: Declared, days: int) -> tuple[int, int, int]:
    """Return a day about *days* after publication, and never after the sample's last one."""
    year, month, day = day_of(one.key, one.year)
    month += days // 30 + draw(one.key, "delay") % 3
    moved = (year + (month - 1) // 12, (month - 1) % 12 + 1, day)
    return min(moved, (2026, 10, 28))


def _history(one: Declared) -> Element:
    year, month, day = day_of(one.key, one.year)
    entered = [
        date("PubMedPubDate", year, month, day, PubStatus=kind) for kind in ("pubmed", "entrez")
    ]
    for moment in entered:
        moment.extend([node("Hour", 6), node("Minute", 0)])
    return node(
        "PubmedData",
        node("History", *entered),
        node("PublicationStatus", PUBLISHED.get(status_of(one), "ppublish")),
        node("ArticleIdList", *_ids(one)),
        _references(one.row),
    )


def _ids(one: Declared) -> list[Element]:
    found = [("pubmed", str(one.pmid))]
    keys = (("mid", "mid"), ("pmc", "pmcid"), ("pii", "pii"))
    found += [(kind, one.row[key]) for kind, key in keys
              if key in one.row]  # fmt: skip
    if doi_of(one) and one.row.get("doi_in") != "elocation":
        found.append(("doi", doi_of(one)))
    return [node("ArticleId", value, IdType=kind) for kind, value in found]


def _references(row: Mapping[str, Any]) -> Element | None:
    made = []
    for cited, doi, pmid in row.get("references", ()):
        ids = [node("ArticleId", value, IdType=kind)
               for kind, value in (("doi", doi), ("pubmed", pmid)) if value]  # fmt: skip
        made.append(node("Reference", node("Citation", cited), listed("ArticleIdList", ids)))
    return listed("ReferenceList", made)
