"""A reply of the local NCBI as a value, and the wrappings that its utilities share."""

import json
from dataclasses import dataclass, field
from html import escape
from typing import Any

XML = "text/xml; charset=UTF-8"
TEXT = "text/plain; charset=UTF-8"
JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
DTD = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd"
DECLARED = '<?xml version="1.0" encoding="UTF-8" ?>\n'
# The document types of each utility's reply, to the letter: Biopython finds its DTD by them.
DOCTYPES = {
    "eSearchResult": f'"-//NLM//DTD esearch 20060628//EN" "{DTD}/20060628/esearch.dtd"',
    "eSummaryResult": f'"-//NLM//DTD esummary v1 20041029//EN" "{DTD}/20041029/esummary-v1.dtd"',
    "ePostResult": f'"-//NLM//DTD epost 20090526//EN" "{DTD}/20090526/epost.dtd"',
    "eLinkResult": f'"-//NLM//DTD elink 20101123//EN" "{DTD}/20101123/elink.dtd"',
    "eInfoResult": f'"-//NLM//DTD einfo 20190110//EN" "{DTD}/20190110/einfo.dtd"',
    "eEfetchResult": f'"-//NLM//DTD efetch 20131226//EN" "{DTD}/20131226/efetch.dtd"',
    "eSpellResult": (
        '"-//NLM//DTD eSpellResult, 23 November 2004//EN" '
        '"https://www.ncbi.nlm.nih.gov/entrez/query/DTD/eSpell.dtd"'
    ),
}


@dataclass(frozen=True)
class Reply:
    """What goes over the wire.

    wire: how it goes, a key of wires.WIRES. cut: the share of the body that goes before that
    wire does its harm, below 0 not even a status. pause: seconds, for a slow wire.
    """

    body: bytes = b""
    type: str = XML
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wire: str = "whole"
    cut: float = 1.0
    pause: float = 0.0


def xml(root: str, inside: str, status: int = 200, element: str | None = None) -> Reply:
    """Wrap *inside* in the document type and root of a utility.

    element: the root's own name where NCBI's differs from its document type (EFetch errors).
    """
    named = element or root
    text = f"{DECLARED}<!DOCTYPE {root} PUBLIC {DOCTYPES[root]}>\n<{named}>{inside}</{named}>\n"
    return Reply(text.encode(), status=status)


def error(root: str, *messages: str, status: int = 200) -> Reply:
    """Return the ERROR document of a utility. Messages are text."""
    inside = "".join(f"\n\t<ERROR>{escape(m, quote=False)}</ERROR>" for m in messages) + "\n"
    return xml(root, inside, status)


def fetch_error(message: str, status: int = 400) -> Reply:
    """Return EFetch's error document; its root and its document type differ by one E."""
    inside = f"\n\t<ERROR>{escape(message, quote=False)}</ERROR>\n"
    return xml("eEfetchResult", inside, status, "eFetchResult")


def as_json(value: Any) -> Reply:
    """Return *value* as NCBI writes JSON: no blanks."""
    return Reply(json.dumps(value, separators=(",", ":")).encode(), JSON)
