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


# Keys whose value is one text of the record.
_TEXTS = {
    "source": (f"{_INFO}/MedlineTA", f"{_J}/ISOAbbreviation"),
    "title": (f"{_A}/ArticleTitle", "BookDocument/ArticleTitle"),
    "volume": (f"{_J}/JournalIssue/Volume",),
    "issue": (f"{_J}/JournalIssue/Issue",),
    "pages": (f"{_A}/Pagination/MedlinePgn",),
    "nlmuniqueid": (f"{_INFO}/NlmUniqueID",),
    "issn": (f"{_J}/ISSN[@IssnType='Print']",),
    "essn": (f"{_J}/ISSN[@IssnType='Electronic']",),
    "pubstatus": ("PubmedData/PublicationStatus",),
    "fulljournalname": (f"{_J}/Title",),
    "booktitle": ("BookDocument/Book/BookTitle",),
    "publishername": ("BookDocument/Book/Publisher/PublisherName",),
    "vernaculartitle": (f"{_A}/VernacularTitle",),
}


def _pubmed(record: Record, root: Element) -> dict[str, Any]:
    texts = {key: first(root, *paths) for key, paths in _TEXTS.items()}
    authors = short_names(root)
    location = root.find(f"{_A}/ELocationID")
    return {
        **dict(_EMPTY),
        "uid": str(record.uid),
        "pubdate": printed_date(root),
        "epubdate": " ".join(find(root, f"{_A}/ArticleDate/*")),
        "authors": [{"name": name, "authtype": "Author", "clusterid": ""} for name in authors],
        "lastauthor": authors[-1] if authors else "",
        **texts,
        "sorttitle": re.sub(r"[^\w ]", "", texts["title"]).lower(),
        "lang": find(root, f"{_A}/Language", "BookDocument/Language"),
        "pubtype": find(root, f"{_A}/PublicationTypeList/PublicationType"),
        "recordstatus": _record_status(root),
        "articleids": _article_ids(record, root),
        "history": _history(root),
        "references": [],
        "attributes": ["Has Abstract"] if root.find(f"{_A}/Abstract") is not None else [],
        "pmcrefcount": "",
        "elocationid": "" if location is None else f"{location.get('EIdType')}: {said(location)}",
        "doctype": "book" if record.is_book else "citation",
        "sortpubdate": _sortable(root),
        "sortfirstauthor": authors[0] if authors else "",
    }


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
