"""Pure: files in, the records of each database out, each with its raw bytes untouched.

A file is only cut at its record tags, not parsed: 30,000 records of NLM take a second, and what
a client fetches is byte for byte what was put in.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from harvester.errors import UsageError

_PUBMED = re.compile(rb"<(Pubmed(?:Book)?Article)[\s>]")
_JATS = re.compile(rb"<article[\s>].*?</article\s*>", re.DOTALL)
_PMID = re.compile(rb"<PMID(?:\s[^>]*?)?>\s*(\d+)\s*</PMID>")
_VERSION = re.compile(rb"""Version\s*=\s*["'](\d+)""")
_DELETED = re.compile(rb"<DeleteCitation>.*?</DeleteCitation>", re.DOTALL)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
# The article's own ids stand in its front, before any sub-article or reference: in the form of
# 2026 with the prefix (pmcid), in older ones bare (pmc), in files from publishers as pmc "PMC1".
_PMCID = re.compile(
    rb"""<article-id\s+pub-id-type\s*=\s*["'](?:pmcid|pmc)["']\s*>\s*(?:PMC)?(\d+)\s*</article-id>"""
)
_PMC_VERSION = re.compile(rb"""article-version-type="pmc-version"[^>]*>\s*(\d+)""")


@dataclass(slots=True)
class Record:
    """One record of one database.

    raw: its bytes, UTF-8. modified: yyyymmdd, the day [mdat] answers to; None = its own
    DateRevised.
    """

    db: str
    uid: int
    version: int
    raw: bytes
    modified: int | None = None

    @property
    def is_book(self) -> bool:
        """Whether it is a PubmedBookArticle."""
        return self.raw.startswith(b"<PubmedBook")


@dataclass
class Harvested:
    """What some files hold, in their order: records, and PMIDs that DeleteCitation takes away."""

    records: list[Record] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)


def read_files(files: Iterable[Path | str | bytes]) -> Iterator[Harvested]:
    """Yield what each file holds, folders in the order of their names. Bytes count as a file.

    Raises UsageError for a path that is not there or a file that holds no record.
    """
    for given in files:
        if isinstance(given, bytes):
            yield cut(given, "the bytes given")
            continue
        path = Path(given)
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder.")
        for one in _below(path):
            yield cut(one.read_bytes(), str(one))


def _below(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.name.endswith((".xml", ".xml.gz", ".nxml")))
    if not found:
        raise UsageError(f"{path}: holds no .xml, .xml.gz or .nxml file.")
    return found


def cut(body: bytes, where: str = "") -> Harvested:
    """Cut one file (gzipped or not) into its records.

    Raises UsageError where it holds neither PubMed records, nor JATS articles with a PMC id,
    nor a DeleteCitation.
    """
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    body = _as_utf8(body)
    held = Harvested()
    held.records.extend(_citations(body))
    for block in _DELETED.finditer(body):
        held.deleted.extend(int(pmid) for pmid in _PMID.findall(block.group()))
    if not held.records and not held.deleted:
        held.records.extend(_articles(body))
    if not held.records and not held.deleted and b"<PubmedArticleSet" not in body:
        raise UsageError(f"{where}: neither PubMed records nor JATS articles with a PMC id in it.")
    return held


def _citations(body: bytes) -> Iterator[Record]:
    """Yield the PubMed records, each with the PMID that stands first in it, its own."""
    at = 0
    while start := _PUBMED.search(body, at):
        closing = b"</%b>" % start[1]
        found = body.find(closing, start.end())
        if found < 0:
            return
        at = found + len(closing)
        if number := _PMID.search(body, start.end(), at):
            version = _VERSION.search(number.group())
            raw = body[start.start() : at]
            yield Record("pubmed", int(number[1]), int(version[1]) if version else 1, raw)


def _articles(body: bytes) -> Iterator[Record]:
    for match in _JATS.finditer(body):
        if number := _PMCID.search(body, match.start(), match.end()):
            version = _PMC_VERSION.search(body, match.start(), match.end())
            yield Record("pmc", int(number[1]), int(version[1]) if version else 1, match.group())


def _as_utf8(body: bytes) -> bytes:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16").encode()
    declared = _ENCODING.match(body[:200])
    name = declared[1].decode().lower() if declared else "utf-8"
    return body if name in ("utf-8", "utf8", "us-ascii") else body.decode(name).encode()
