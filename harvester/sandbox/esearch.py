"""Pure: ESearch: a query in, a page of UIDs out, as XML or JSON, with every known oddity."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from harvester.errors import QueryError
from harvester.sandbox.library import MENU, Library
from harvester.sandbox.reply import JSON, Reply, as_json, error, xml
from harvester.sandbox.search import Found, search
from harvester.sandbox.shelf import Shelf

LIMIT = 9999  # records of one PubMed or PMC search that can be had
DEFAULT = 20  # ids on a page where retmax is not said
# To the letter, line feed included: in JSON it stands raw in the string, which is not valid JSON.
TOO_FAR = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For {menu}, "
    "ESearch can only retrieve the first 9,999 records matching the query. To obtain more than "
    "9,999 {menu} records, consider using EDirect that contains additional logic to batch {menu} "
    "search results automatically so that an arbitrary number can be retrieved. For details see "
    "https://www.ncbi.nlm.nih.gov/books/NBK25499/"
)
_DATETYPES = {"pdat": "pdat", "edat": "edat", "mdat": "mdat", "pmcrdat": "pmcrdat"}


@dataclass(frozen=True)
class Page:
    """The part of a result that is sent. adjusted: NCBI took other bounds than were asked for."""

    start: int
    size: int
    adjusted: bool = False


def answer(library: Library, params: dict[str, str]) -> Reply:
    """Answer one ESearch request."""
    db, as_is = params.get("db", "pubmed"), params.get("retmode", "xml").lower() == "json"
    if db not in library.shelves:
        return _failed(f"Invalid db name specified: {db}", as_is)
    shelf = library.shelves[db]
    if not (term := _term(library, params)):
        return _failed("Empty term and query_key - nothing todo", as_is)
    try:
        found = search(shelf, term, library.unknown_phrases)
    except QueryError as problem:
        return _failed(f"Search Backend failed: {problem}", as_is)
    if params.get("rettype") == "count":
        return _count(len(found.uids), as_is)
    page = _page(params, len(found.uids))
    if page is None:
        return _failed(TOO_FAR.replace("{menu}", MENU[db]), as_is)
    if page.adjusted:
        found.messages.append(
            "Restrictions achieved. start and count adjusted to "
            f"{page.start}, {max(0, LIMIT - page.start)}"
        )
    ordered = _ordered(shelf, found.uids, params.get("sort", ""))
    kept = None
    if params.get("usehistory") == "y":
        kept = library.history.keep(ordered, params.get("WebEnv", ""))
    shown = ordered[page.start : page.start + page.size]
    return (_json if as_is else _xml)(found, page, shown, kept)


def _term(library: Library, params: dict[str, str]) -> str:
    """Return the whole query: history, field and dates are parameters of their own."""
    term = _with_history(library, params).strip()
    if (field := params.get("field", "")) and term and "[" not in term:
        term = f"{term}[{field}]"
    return term and _dated(term, params, library.today)


def _with_history(library: Library, params: dict[str, str]) -> str:
    """Put #1, #2 … and query_key into the term as the UIDs that they stand for."""
    term, webenv = params.get("term", ""), params.get("WebEnv", "")
    if key := params.get("query_key", ""):
        term = f"#{key} AND ({term})" if term else f"#{key}"

    def uids(match: re.Match[str]) -> str:
        held = library.history.get(webenv, match[1])
        return f"({' OR '.join(f'{uid}[UID]' for uid in held)})" if held else "0[UID]"

    return re.sub(r"#(\d+)", uids, term) if webenv else term


def _dated(term: str, params: dict[str, str], today: date) -> str:
    """Add the range of mindate and maxdate (only together), or of reldate, to the term."""
    tag = _DATETYPES.get(params.get("datetype", "pdat").lower(), "pdat")
    low, high = params.get("mindate", ""), params.get("maxdate", "")
    if (days := params.get("reldate", "")).isdecimal():
        low, high = f"{today - timedelta(days=int(days)):%Y/%m/%d}", "3000"
    return f"({term}) AND {low}:{high}[{tag}]" if low and high else term


def _page(params: dict[str, str], count: int) -> Page | None:
    """Return the page asked for, bent as NCBI bends it; None where it refuses."""
    start = _number(params.get("retstart", ""), 0)
    size = _number(params.get("retmax", ""), DEFAULT)
    if start >= LIMIT and count > LIMIT:
        return None
    adjusted = start + size > LIMIT
    return Page(start, max(0, min(size, LIMIT - start, count - start)), adjusted)


def _number(said: str, otherwise: int) -> int:
    return int(said) if said.strip().isdecimal() else otherwise


def _ordered(shelf: Shelf, uids: frozenset[int], sort: str) -> list[int]:
    newest = sorted(uids, reverse=True)
    if sort.lower() in ("pub_date", "pub date", "pubdate"):
        entries = shelf.entries
        newest.sort(key=lambda uid: max(entries[uid].days.get("PDAT", (0,))), reverse=True)
    elif sort.lower() in ("author", "journalname", "journal"):
        newest.sort(key=lambda uid: _sort_text(shelf, uid, sort.lower()))
    return newest


def _sort_text(shelf: Shelf, uid: int, sort: str) -> str:
    field = "FAUT" if sort == "author" else "JOUR"
    return shelf.entries[uid].text(field).strip() or "\uffff"


def _failed(message: str, as_json_is: bool) -> Reply:
    if not as_json_is:
        return error("eSearchResult", message)
    head = '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"'
    return Reply(f'{head}{message}"}}}}'.encode(), JSON)  # unescaped, as NCBI does


def _count(count: int, as_is: bool) -> Reply:
    if as_is:
        return as_json(_headed({"count": str(count)}))
    return xml("eSearchResult", f"<Count>{count}</Count>")


def _headed(result: dict[str, object]) -> dict[str, object]:
    return {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}


def _json(found: Found, page: Page, uids: list[int], kept: tuple[str, int] | None) -> Reply:
    result: dict[str, object] = {
        "count": str(len(found.uids)), "retmax": str(page.size), "retstart": str(page.start),
    }  # fmt: skip
    if kept:
        result |= {"querykey": str(kept[1]), "webenv": kept[0]}
    result["idlist"] = [str(uid) for uid in uids]
    result["translationset"] = [{"from": said, "to": to} for said, to in found.translated]
    result["querytranslation"] = found.translation
    if found.not_found or found.fields_not_found:
        result["errorlist"] = {
            "phrasesnotfound": found.not_found, "fieldsnotfound": found.fields_not_found,
        }  # fmt: skip
    if found.ignored or found.quoted_not_found or found.messages:
        result["warninglist"] = {
            "phrasesignored": found.ignored,
            "quotedphrasesnotfound": found.quoted_not_found,
            "outputmessages": found.messages,
        }
    return as_json(_headed(result))


def _xml(found: Found, page: Page, uids: list[int], kept: tuple[str, int] | None) -> Reply:
    parts = [
        f"<Count>{len(found.uids)}</Count><RetMax>{page.size}</RetMax>",
        f"<RetStart>{page.start}</RetStart>",
    ]
    if kept:
        parts.append(f"<QueryKey>{kept[1]}</QueryKey><WebEnv>{kept[0]}</WebEnv>")
    ids = "".join(f"<Id>{uid}</Id>\n" for uid in uids)
    parts.append(f"<IdList>\n{ids}</IdList>" if uids else "<IdList/>")
    pairs = "".join(
        f"<Translation>     <From>{_text(said)}</From>     <To>{_text(to)}</To>    </Translation>"
        for said, to in found.translated
    )
    parts.append(f"<TranslationSet>{pairs}</TranslationSet>" if pairs else "<TranslationSet/>")
    parts.append(f"<QueryTranslation>{_text(found.translation)}</QueryTranslation>")
    parts.append(_listed("ErrorList", ("PhraseNotFound", found.not_found),
                         ("FieldNotFound", found.fields_not_found)))  # fmt: skip
    parts.append(_listed("WarningList", ("PhraseIgnored", found.ignored),
                         ("QuotedPhraseNotFound", found.quoted_not_found),
                         ("OutputMessage", found.messages)))  # fmt: skip
    return xml("eSearchResult", "".join(parts))


def _listed(name: str, *kinds: tuple[str, list[str]]) -> str:
    inside = "".join(f"<{kind}>{_text(m)}</{kind}>" for kind, said in kinds for m in said)
    return f"<{name}>{inside}</{name}>" if inside else ""


def _text(text: str) -> str:
    return escape(text, quote=False)
