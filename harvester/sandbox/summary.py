"""Pure: a record's document summary, as the JSON form names its parts; XML is made from it."""

import re
from typing import Any

from harvester.sandbox.elements import Element, day, find, first, said, tree
from harvester.sandbox.plain import printed_date, short_names
from harvester.sandbox.records import Record

_A = "MedlineCitation/Article"
_J = f"{_A}/Journal"
_INFO = "MedlineCitation/MedlineJournalInfo"
_STATUS = {
    "MEDLINE": "PubMed - indexed for MEDLINE",
    "PubMed-not-MEDLINE": "PubMed",
    "In-Process": "PubMed - in process",
    "In-Data-Review": "PubMed - in process",
    "Publisher": "PubMed - as supplied by publisher",
    "OLDMEDLINE": "PubMed - OLDMEDLINE",
}
# NCBI's numbers for the kinds of article id.
_ID_KINDS = {"pubmed": 1, "doi": 3, "pii": 4, "pmcid": 5, "pmc": 8, "bookaccession": 9}


def summary(record: Record) -> dict[str, Any]:
    """Return the summary of *record*, keys as in ESummary's JSON."""
    root = tree(record.raw)
    if root is None:
        return {"uid": str(record.uid), "error": "cannot get document summary"}
    return (_pubmed if record.db == "pubmed" else _pmc)(record, root)


def _pubmed(record: Record, root: Element) -> dict[str, Any]:
    authors = [{"name": name, "authtype": "Author", "clusterid": ""} for name in short_names(root)]
    issns = {one.get("IssnType"): said(one) for one in root.iterfind(f"{_J}/ISSN")}
    location = root.find(f"{_A}/ELocationID")
    title = first(root, f"{_A}/ArticleTitle", "BookDocument/ArticleTitle")
    made = {
        "uid": str(record.uid),
        "pubdate": printed_date(root),
        "epubdate": " ".join(find(root, f"{_A}/ArticleDate/*")),
        "source": first(root, f"{_INFO}/MedlineTA", f"{_J}/ISOAbbreviation"),
        "authors": authors,
        "lastauthor": authors[-1]["name"] if authors else "",
        "title": title,
        "sorttitle": re.sub(r"[^\w ]", "", title).lower(),
        "volume": first(root, f"{_J}/JournalIssue/Volume"),
        "issue": first(root, f"{_J}/JournalIssue/Issue"),
        "pages": first(root, f"{_A}/Pagination/MedlinePgn"),
        "lang": find(root, f"{_A}/Language", "BookDocument/Language"),
        "nlmuniqueid": first(root, f"{_INFO}/NlmUniqueID"),
        "issn": issns.get("Print", ""),
        "essn": issns.get("Electronic", ""),
        "pubtype": find(root, f"{_A}/PublicationTypeList/PublicationType"),
        "recordstatus": _record_status(root),
        "pubstatus": first(root, "PubmedData/PublicationStatus"),
        "articleids": _article_ids(record, root),
        "history": _history(root),
        "references": [],
        "attributes": ["Has Abstract"] if root.find(f"{_A}/Abstract") is not None else [],
        "pmcrefcount": "",
        "fulljournalname": first(root, f"{_J}/Title"),
        "elocationid": f"{location.get('EIdType')}: {said(location)}"
        if location is not None
        else "",
        "doctype": "book" if record.is_book else "citation",
        "booktitle": first(root, "BookDocument/Book/BookTitle"),
        "publishername": first(root, "BookDocument/Book/Publisher/PublisherName"),
        "vernaculartitle": first(root, f"{_A}/VernacularTitle"),
        "sortpubdate": _sortable(root),
        "sortfirstauthor": authors[0]["name"] if authors else "",
    }
    return {**dict(_EMPTY), **made}


# Keys that every summary has and that are empty for articles.
_EMPTY: tuple[tuple[str, Any], ...] = tuple(
    (key, [] if key.endswith("list") else "")
    for key in (
        *("srccontriblist", "booktitle", "medium", "edition", "publisherlocation", "srcdate"),
        *("reportnumber", "availablefromurl", "locationlabel", "doccontriblist", "docdate"),
        *("bookname", "chapter"),
    )
)


def _record_status(root: Element) -> str:
    citation = root.find("MedlineCitation")
    return _STATUS.get("" if citation is None else citation.get("Status", ""), "PubMed")


def _article_ids(record: Record, root: Element) -> list[dict[str, Any]]:
    found = {"pubmed": str(record.uid)}
    for one in root.iterfind("PubmedData/ArticleIdList/ArticleId"):
        found.setdefault(one.get("IdType", ""), said(one))
    if pmc := found.get("pmc"):
        found["pmcid"] = f"pmc-id: {pmc};"
    return [
        {"idtype": kind, "idtypen": _ID_KINDS.get(kind, 0), "value": value}
        for kind, value in found.items()
    ]


def _history(root: Element) -> list[dict[str, str]]:
    return [
        {"pubstatus": event.get("PubStatus", ""), "date": _stamp(event)}
        for event in root.iterfind("PubmedData/History/PubMedPubDate")
        if day(event)
    ]


def _stamp(event: Element) -> str:
    date = day(event) or 0
    hour, minute = event.findtext("Hour") or "0", event.findtext("Minute") or "0"
    return f"{_slashed(date)} {hour:0>2}:{minute:0>2}"


def _slashed(date: int) -> str:
    return f"{date // 10000:04d}/{date // 100 % 100:02d}/{date % 100:02d}"


def _sortable(root: Element) -> str:
    date = day(root.find(f"{_J}/JournalIssue/PubDate")) or day(root.find(f"{_A}/ArticleDate"))
    return f"{_slashed(date)} 00:00" if date else ""


def _pmc(record: Record, root: Element) -> dict[str, Any]:
    meta = "front/article-meta"
    people = root.iterfind(f"{meta}/contrib-group/contrib")
    authors = [
        {"name": f"{last} {''.join(w[0] for w in (fore or '').split())}", "authtype": "Author"}
        for last, fore in (
            (p.findtext("name/surname"), p.findtext("name/given-names")) for p in people
        )
        if last
    ]
    ids = {one.get("pub-id-type"): said(one) for one in root.iterfind(f"{meta}/article-id")}
    return {
        "uid": str(record.uid),
        "pubdate": "",
        "epubdate": "",
        "source": first(root, "front/journal-meta/journal-id[@journal-id-type='iso-abbrev']"),
        "authors": authors,
        "title": first(root, f"{meta}/title-group/article-title"),
        "volume": first(root, f"{meta}/volume"),
        "issue": first(root, f"{meta}/issue"),
        "pages": first(root, f"{meta}/fpage"),
        "articleids": [
            {"idtype": "pmid", "value": ids.get("pmid", "0")},
            {"idtype": "doi", "value": ids.get("doi", "")},
            {"idtype": "pmcid", "value": f"PMC{record.uid}"},
        ],
        "fulljournalname": first(root, "front/journal-meta/journal-title-group/journal-title"),
        "sortdate": "",
    }
