"""The formats that records come in: a pure reader for each, by the name that papers.source has.

A reader takes a whole document as bytes, and where it is from (for messages), and returns `Parsed`.
"""

from collections.abc import Callable

from harvester.sources import jats, pubmed
from harvester.sources.parsed import Origin, Parsed, Rejected, Row, Rows, empty_rows, newest

__all__ = ["READERS", "Origin", "Parsed", "Rejected", "Row", "Rows", "empty_rows", "newest"]

READERS: dict[str, Callable[[bytes, str], Parsed]] = {
    "pubmed": pubmed.read,
    "pmc": jats.read,
}
