"""The formats that records come in: a pure reader for each, by the name that papers.source has.

A reader takes a whole document as bytes, and where it is from (for messages), and returns `Parsed`.
Adding a format is adding a reader and the way to know its files.
"""

import re
from collections.abc import Callable

from harvester.errors import ParseError
from harvester.sources import delimited, jats, medline, pubmed, ris
from harvester.sources.cut import Grammar
from harvester.sources.parsed import Origin, Parsed, Rejected, Row, Rows, empty_rows, newest

__all__ = [
    "READERS",
    "Origin",
    "Parsed",
    "Rejected",
    "Row",
    "Rows",
    "detect",
    "empty_rows",
    "newest",
]

READERS: dict[str, Callable[[bytes, str], Parsed]] = {
    "pubmed": pubmed.read,
    "pmc": jats.read,
    "medline": medline.read,
    "ris": ris.read,
    "csv": delimited.read,
}


def _names(grammar: Grammar) -> bytes:
    return "|".join(grammar.roots + grammar.records).encode()


# How a file of each format begins, after blanks and a byte-order mark.
MARKS = {
    "pubmed": re.compile(rb"<(?:%s)[\s>/]" % _names(pubmed.GRAMMAR)),
    "pmc": re.compile(rb"<(?:%s)[\s>/]" % _names(jats.GRAMMAR)),
    "medline": re.compile(rb"[A-Z][A-Z0-9]{1,3} *- .*\n(?:.*\n)*?PMID- |PMID *- "),
    "ris": re.compile(rb"(?:(?![A-Z0-9]{2}  - ).*\r?\n){0,20}?TY  - "),  # some tell their provider
    "csv": delimited.HEADING,
}
_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf|\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL
)
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
HEAD = 65536  # bytes that tell a format


def detect(head: bytes, where: str = "") -> str:
    """Return the format, a key of READERS, of a file that begins with *head*.

    Raises ParseError, naming the formats there are, for any other file.
    """
    start = _PROLOG.match(head)
    at = start.end() if start else 0
    for name, mark in MARKS.items():
        if mark.match(head, at):
            return name
    if root := _ROOT.match(head, at):
        roots = " or ".join(f"<{grammar.roots[0]}>" for grammar in (pubmed.GRAMMAR, jats.GRAMMAR))
        got = f"wanted the root {roots}, got <{root[1].decode()}>"
    else:
        got = f"it begins with {head[at : at + 40]!r}" if head else "it is empty"
    line = head.count(b"\n", 0, at) + 1
    raise ParseError(where, f"none of {', '.join(READERS)}: line {line}: {got}.")
