"""Pure: ESummary: document summaries as XML of version 1 or as JSON."""

from html import escape
from typing import Any

from harvester.sandbox.asked import HistoryError, from_history
from harvester.sandbox.library import Library
from harvester.sandbox.reply import Reply, as_json, error, xml
from harvester.sandbox.shelf import Shelf
from harvester.sandbox.summary import summary

MOST, MOST_JSON = 10_000, 500  # summaries of one reply, as XML and as JSON
NONE_SAID = "Neither query_key nor id specified"
UNAVAILABLE = "cannot get document summary"


def answer(library: Library, params: dict[str, str]) -> Reply:
    """Answer one ESummary request."""
    db, as_is = params.get("db", "pubmed"), params.get("retmode", "").lower() == "json"
    if db not in library.shelves:
        return _failed(f"Invalid db name specified: {db}", as_is)
    try:
        asked = _asked(library, params)
    except HistoryError as problem:
        return _failed(str(problem), as_is)
    if not asked:
        return _failed(NONE_SAID, as_is)
    shelf = library.shelves[db]
    if as_is:
        return _json(shelf, asked)
    if params.get("version") == "2.0":
        return _version2(shelf, asked)
    return _version1(shelf, asked)


def _asked(library: Library, params: dict[str, str]) -> list[str]:
    if "id" in params:
        return list(
            dict.fromkeys(
                one.strip() for one in params["id"].replace(" ", ",").split(",") if one.strip()
            )
        )
    if "WebEnv" not in params:
        return []
    return [str(uid) for uid in from_history(library, params, MOST)]


def _failed(message: str, as_is: bool) -> Reply:
    if as_is:
        return as_json({"header": {"type": "esummary", "version": "0.3"}, "error": message})
    return error("eSummaryResult", message)


def _json(shelf: Shelf, asked: list[str]) -> Reply:
    if len(asked) > MOST_JSON:
        return _failed(
            "Too many UIDs in request. Maximum number of UIDs is 500 for JSON format output.", True
        )
    head = {"header": {"type": "esummary", "version": "0.3"}}
    bad = next((at for at, one in enumerate(asked) if not one.isdecimal()), None)
    if bad is not None:
        said = f"Invalid uid {asked[bad]} at position= {bad}"
        return as_json({**head, "error": said, "result": {"uids": []}})
    result: dict[str, Any] = {"uids": [str(int(one)) for one in asked]}
    for one in result["uids"]:
        record = shelf.records.get(int(one))
        result[one] = summary(record) if record else {"uid": one, "error": UNAVAILABLE}
    return as_json({**head, "result": result})


def _version1(shelf: Shelf, asked: list[str]) -> Reply:
    """Return DocSums; the ERROR of a missing id stands among them, or alone."""
    parts = []
    for one in asked:
        record = shelf.records.get(int(one)) if one.isdecimal() else None
        if record is None:
            parts.append(f"\n<ERROR>UID={escape(one)}: {UNAVAILABLE}</ERROR>\n")
        else:
            parts.append(_docsum(summary(record)))
    return xml("eSummaryResult", "".join(parts) + "\n")


def _version2(shelf: Shelf, asked: list[str]) -> Reply:
    parts = []
    for one in asked:
        record = shelf.records.get(int(one)) if one.isdecimal() else None
        inside = _elements(summary(record)) if record else f"<error>{UNAVAILABLE}</error>"
        parts.append(f'<DocumentSummary uid="{escape(one)}">{inside}</DocumentSummary>\n')
    reply = xml("eSummaryResult", f'\n<DocumentSummarySet status="OK">\n{"".join(parts)}'
                "</DocumentSummarySet>\n")  # fmt: skip
    own = b'"-//NLM//DTD esummary v1 20041029//EN"', b"20041029/esummary-v1.dtd"
    new = b'"-//NLM//DTD esummary %b 20250101//EN"', b"20250101/esummary_%b.dtd"
    body = reply.body
    for before, after in zip(own, new, strict=True):
        body = body.replace(before, after % shelf.db.encode())
    return Reply(body)


_NAMES = {
    "pubdate": "PubDate", "epubdate": "EPubDate", "source": "Source", "authors": "Authors",
    "lastauthor": "LastAuthor", "title": "Title", "volume": "Volume", "issue": "Issue",
    "pages": "Pages", "issn": "ISSN", "essn": "ESSN", "fulljournalname": "FullJournalName",
    "sortpubdate": "SortPubDate", "elocationid": "ELocationID",
}  # fmt: skip


def _elements(found: dict[str, Any]) -> str:
    parts = []
    for key, name in _NAMES.items():
        value = found.get(key, "")
        if key == "authors":
            inside = "".join(f"<Author><Name>{escape(a['name'])}</Name></Author>" for a in value)
        else:
            inside = escape(str(value), quote=False)
        parts.append(f"<{name}>{inside}</{name}>")
    return "".join(parts)


# A DocSum's items in their order: name, type, and the value's name in `_values`.
_ITEMS = (
    ("PubDate", "Date", "pubdate"),
    ("EPubDate", "Date", "epubdate"),
    ("Source", "String", "source"),
    ("AuthorList", "List", "authors"),
    ("LastAuthor", "String", "lastauthor"),
    ("Title", "String", "title"),
    ("Volume", "String", "volume"),
    ("Issue", "String", "issue"),
    ("Pages", "String", "pages"),
    ("LangList", "List", "lang"),
    ("NlmUniqueID", "String", "nlmuniqueid"),
    ("ISSN", "String", "issn"),
    ("ESSN", "String", "essn"),
    ("PubTypeList", "List", "pubtype"),
    ("RecordStatus", "String", "recordstatus"),
    ("PubStatus", "String", "pubstatus"),
    ("ArticleIds", "List", "articleids"),
    ("DOI", "String", "doi"),
    ("History", "List", "history"),
    ("References", "List", "references"),
    ("HasAbstract", "Integer", "hasabstract"),
    ("PmcRefCount", "Integer", "pmcrefcount"),
    ("FullJournalName", "String", "fulljournalname"),
    ("ELocationID", "String", "elocationid"),
    ("SO", "String", "so"),
)


def _docsum(found: dict[str, Any]) -> str:
    values = _values(found)
    items = "".join(
        _item(name, kind, values.get(key, ""))
        for name, kind, key in _ITEMS
        if key != "doi" or values["doi"]  # the only item that may be absent
    )
    return f"<DocSum>\n\t<Id>{found['uid']}</Id>\n{items}</DocSum>\n\n"


def _values(found: dict[str, Any]) -> dict[str, Any]:
    """Return what a DocSum shows: texts, and lists of (name, type, text)."""
    ids = {one["idtype"]: one["value"] for one in found.get("articleids", [])}
    issue = f"({found['issue']})" if found.get("issue") else ""
    return {
        **found,
        "authors": [("Author", "String", author["name"]) for author in found["authors"]],
        "lang": [("Lang", "String", code) for code in found.get("lang", [])],
        "pubtype": [("PubType", "String", kind) for kind in found.get("pubtype", [])],
        "articleids": [(kind, "String", value) for kind, value in ids.items()],
        "doi": ids.get("doi", ""),
        "history": [(one["pubstatus"], "Date", one["date"]) for one in found.get("history", [])],
        "references": [],
        "hasabstract": str(int(bool(found.get("attributes")))),
        "pmcrefcount": found.get("pmcrefcount") or "0",
        "so": f"{found['pubdate']};{found['volume']}{issue}:{found['pages']}",
    }


def _item(name: str, kind: str, value: Any) -> str:
    inside = escape(value, quote=False) if isinstance(value, str) else ""
    if value and not isinstance(value, str):
        inside = "\n" + "".join(f"\t{_item(*one)}" for one in value) + "\t"
    return f'\t<Item Name="{name}" Type="{kind}">{inside}</Item>\n'
