"""E-utilities without a network: requests built, replies judged and decoded. Pure.

https://www.ncbi.nlm.nih.gov/books/NBK25499/
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from harvester.errors import ParseError
from harvester.failures import FAILURES, Failure, Shape
from harvester.query import Query
from harvester.request import Request

# The most ids that one ESearch lists, whatever retmax says (PubMed 2022, PMC 2026).
MOST_LISTED = 9_999
# What a whole reply of each kind has as its root element; None where it is no XML.
REPLIES = MappingProxyType(
    {
        "esearch": "eSearchResult",
        "esummary": "eSummaryResult",
        "einfo": "eInfoResult",
        "pubmed": "PubmedArticleSet",
        "pmc": "pmc-articleset",
    }
)
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*)")
_BEFORE_ROOT = re.compile(
    rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL
)
_EPILOGUE = ((b"<!--", b"-->"), (b"<?", b"?>"))


@dataclass(frozen=True)
class Found:
    """What a search answered: how many match, the first of their ids, and how it was understood.

    ignored: words or fields that NCBI left out of the search. remarks: all that it remarked.
    """

    count: int
    ids: tuple[int, ...]
    translation: str
    ignored: tuple[str, ...]
    remarks: tuple[str, ...]


def search(query: Query, most: int = MOST_LISTED) -> Request:
    """Ask how many papers match, and for the ids of at most *most* of them."""
    params = {"db": query.db, "term": query.text, "retmode": "xml", "retmax": str(most)}
    if query.db == "pubmed":
        params["sort"] = "pub_date"  # documents and site disagree on the default
    return Request("eutils", "esearch.fcgi", params, "esearch", post=True)


def fetch(db: str, ids: Sequence[int]) -> Request:
    """Ask for whole records. retmode=xml and no rettype: other pairs answer 200 and nothing."""
    params = {"db": db, "id": ",".join(map(str, ids)), "retmode": "xml"}
    return Request("eutils", "efetch.fcgi", params, db, post=True)


def summaries(db: str, ids: Sequence[int]) -> Request:
    """Ask for the summaries of *ids*: the one utility that says which ids do not exist."""
    params = {"db": db, "id": ",".join(map(str, ids)), "retmode": "xml", "version": "2.0"}
    return Request("eutils", "esummary.fcgi", params, "esummary", post=True)


def database(db: str) -> Request:
    """Ask for the description of a database."""
    return Request("eutils", "einfo.fcgi", {"db": db, "retmode": "xml"}, "einfo", post=True)


def judge(wanted: str, status: int, content_type: str, body: bytes) -> Failure | None:
    """Return the failure that a reply shows, or None for a whole one.

    wanted: a key of REPLIES, or "" for a file that is no E-utilities reply.
    """
    shape = _shape(REPLIES.get(wanted), status, content_type, body)
    if shape is Shape.WHOLE and status == 200:  # noqa: PLR2004
        return None
    # Only what is no whole reply is searched for error texts: an abstract may speak of anything.
    text = "" if shape is Shape.CUT else body[:50_000].decode("utf-8", "replace")
    return next(failure for failure in FAILURES if failure.fits(status, shape, text))


def _shape(root: str | None, status: int, content_type: str, body: bytes) -> Shape:
    """Return what a reply is, by its status, content type, first bytes and root, in that order."""
    if 300 <= status < 400:  # noqa: PLR2004
        return Shape.REDIRECT
    head = body[:2000].lstrip().lower()
    if not head:
        return Shape.EMPTY
    if "html" in content_type or head.startswith((b"<!doctype html", b"<html")):
        return Shape.HTML
    if root is None:
        return Shape.WHOLE
    if head.startswith(b"<"):
        return _shape_of_xml(root.encode(), body)
    return Shape.JSON if head.startswith((b"{", b"[")) else Shape.TEXT


def _shape_of_xml(root: bytes, body: bytes) -> Shape:
    before = _BEFORE_ROOT.match(body.lstrip())
    found = _ROOT.match(body.lstrip(), before.end() if before else 0)
    if found is None:
        return Shape.CUT
    if found.group(1) != root:
        return Shape.ERROR
    if not _is_closed(root, _without_epilogue(body[found.start() :])):
        return Shape.CUT
    if root in (b"PubmedArticleSet", b"pmc-articleset"):
        return Shape.WHOLE
    is_error = re.search(rb"<ERROR>|DocSum Backend failed", body) is not None
    return Shape.ERROR if is_error else Shape.WHOLE


def _without_epilogue(element: bytes) -> bytes:
    """Return *element* without the comments and instructions that XML allows after it."""
    element = element.rstrip()
    while begin := next((b for b, end in _EPILOGUE if element.endswith(end)), b""):
        element = element[: max(element.rfind(begin), 0)].rstrip()
    return element


def _is_closed(root: bytes, element: bytes) -> bool:
    """Say whether *element* ends where its root does: "…</Root>", or nothing but "<Root …/>"."""
    if element.endswith(b"</" + root + b">"):
        return True
    return element.endswith(b"/>") and element.find(b">") == len(element) - 1


def _tree(body: bytes, where: str) -> etree._Element:
    """Parse a small reply: no network, no entities, no DTD."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(where, str(error)) from error


def decode_search(body: bytes) -> Found:
    """Read an ESearch reply that was judged whole. Raises ParseError: no count is no zero."""
    root = _tree(body, "esearch")
    count = root.findtext("Count")
    if count is None or not count.isdecimal():
        raise ParseError("esearch", f"wanted a Count, got {count!r}.")
    listed = [found.text or "" for found in root.iterfind("IdList/Id")]
    if wrong := [uid for uid in listed if not uid.isdecimal()]:
        raise ParseError("esearch", f"wanted ids of digits, got {wrong[0]!r}.")
    ids = tuple(map(int, listed))
    remarks = [
        (note.tag, note.text or "")
        for name in ("ErrorList", "WarningList")
        for note in root.iterfind(f"{name}/*")
    ]
    return Found(
        int(count),
        ids,
        root.findtext("QueryTranslation") or "",
        tuple(text for tag, text in remarks if _is_ignored(str(tag), text)),
        tuple(f"{tag}: {text}" for tag, text in remarks),
    )


def _is_ignored(tag: str, text: str) -> bool:
    """Say whether a remark means that a part of the query was left out or changed.

    A phrase of several words that is not in NCBI's index is searched as loose words or dropped,
    which is another question; a single word that is not there only finds nothing.
    """
    if tag in ("QuotedPhraseNotFound", "PhraseNotFound"):
        return len(text.partition("[")[0].strip(' "').split()) > 1
    return tag in ("PhraseIgnored", "FieldNotFound")


def decode_summaries(body: bytes) -> dict[int, bool]:
    """Return for each id of an ESummary reply whether such a record exists."""
    root = _tree(body, "esummary")
    known = {
        int(document.get("uid", "0")): document.find("error") is None
        for document in root.iterfind("DocumentSummarySet/DocumentSummary")
    }
    known.update({int(uid.text or "0"): True for uid in root.iterfind("DocSum/Id")})
    return known
