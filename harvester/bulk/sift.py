"""A topic's papers out of whole-PubMed files: each file sifted by itself, then settled in order."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from lxml import etree

from harvester.bulk import files
from harvester.bulk.listing import listed
from harvester.bulk.scan import scanner
from harvester.bulk.sieve import END, stretches
from harvester.bulk.words import Words
from harvester.errors import ParseError
from harvester.sources import pubmed
from harvester.sources.cut import Piece, pieces
from harvester.sources.identifiers import pmid
from harvester.sources.markup import parser
from harvester.sources.records import ROOT
from harvester.unpack import chunks, packed

HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n'
FOOT = b"</PubmedArticleSet>\n"
ARTICLE = b"<PubmedArticle>"
_FIRST = re.compile(rb"<Pubmed(?:Book)?Article[\s>]|<DeleteCitation[\s>]|</PubmedArticleSet")


@dataclass(frozen=True)
class Sifting:
    """One file to be sifted. revises: it may hold newer versions of records of earlier files."""

    path: Path
    out: Path
    words: Words
    revises: bool

    @property
    def part(self) -> Path:
        """Where the records of this file go that match."""
        return self.out / "parts" / f"{self.path.name.removesuffix('.gz')}.gz"

    @property
    def listing(self) -> Path:
        """Where the PMIDs of all its articles go, once they are asked for."""
        return self.part.with_suffix(".pmids")

    def is_there(self) -> bool:
        """Tell whether the part is written."""
        return self.part.exists()


@dataclass(frozen=True)
class Sifted:
    """What one file gave. deleted: PMIDs that it withdraws. checked: against NLM's checksum."""

    file: str
    matches: int
    hits: int
    rejected: int
    deleted: list[int]
    checked: bool
    sha256: str


def sift_file(task: Sifting) -> dict[str, Any]:
    """Sift one file into its part, and return `Sifted` as a mapping.

    The part is there whole or not at all. Raises ParseError, naming the file, if it is cut,
    damaged, or not what NLM's checksum says.
    """
    checked = files.check(task.path)
    found = _Found(task)
    body = b"".join(_kept(task, found))
    task.part.parent.mkdir(parents=True, exist_ok=True)
    task.listing.unlink(missing_ok=True)  # of what the file was before
    _write(task.part, packed(HEAD + body + FOOT))
    digest = hashlib.sha256(body).hexdigest()
    told = Sifted(task.path.name, found.matches, found.hits, found.rejected, found.deleted,
                  checked, digest)  # fmt: skip
    return asdict(told)


class _Found:
    """What is counted while a file is sifted."""

    def __init__(self, task: Sifting):
        self.where = str(task.path)
        self.deleted: list[int] = []
        self.matches = self.hits = self.rejected = 0
        self.xml = parser()


def _kept(task: Sifting, found: _Found) -> Iterator[bytes]:
    """Yield the bytes of each record that matches."""
    scan = scanner(task.words.literals)
    last = b""
    for stretch in stretches(chunks(task.path), scan, found.where):
        last = stretch
        records = _records(stretch, found.where)
        for piece in records:
            if piece.element in pubmed.GRAMMAR.others:
                found.deleted += _withdrawn(piece)
            elif scan(piece.raw):
                found.hits += 1
                if _matches(piece, task.words, found):
                    found.matches += 1
                    yield piece.raw + b"\n"
    if not last.rstrip().endswith(b"</PubmedArticleSet>"):
        raise ParseError(found.where, "cut: its end, </PubmedArticleSet>, is missing.")


def _records(stretch: bytes, where: str) -> list[Piece]:
    """Return the records of a stretch. What stands before its first may be the file's prolog."""
    first = _FIRST.search(stretch)
    if first is None:
        return []
    body = stretch[first.start() :]
    if first[0] == ARTICLE and body.endswith(END) and body.count(ARTICLE) == 1:  # as nearly all are
        return [Piece("PubmedArticle", body, 1)]
    closed = body if body.rstrip().endswith(b"</PubmedArticleSet>") else body + FOOT
    return list(pieces([b"<PubmedArticleSet>", closed], pubmed.GRAMMAR, where))


def _withdrawn(piece: Piece) -> list[int]:
    told = re.findall(rb"<PMID[^>]*>\s*(\d+)\s*</PMID>", piece.raw)
    return [number for text in told if (number := pmid(text.decode())) is not None]


def _matches(piece: Piece, words: Words, found: _Found) -> bool:
    try:
        [node] = etree.fromstring(ROOT % piece.raw, found.xml)
    except (etree.XMLSyntaxError, ValueError):
        found.rejected += 1
        return True  # it is kept for whoever reads the part, and is told why it cannot be read
    return words.match(node)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    part.write_bytes(data)
    part.replace(path)


def settled(tasks: list[Sifting], told: list[dict[str, Any]]) -> Iterator[bytes]:
    """Yield the records that stand when all files were applied in order, by the order of PMIDs.

    tasks, told: the files in NLM's order and what each gave. A later file wins; of versions the
    highest; a record that a later file revises so that it matches no more is dropped; deletions
    come last in their file.
    """
    standing: dict[int, tuple[int, bytes]] = {}
    for task, one in zip(tasks, told, strict=True):
        matching: dict[int, tuple[int, bytes]] = {}
        for number, version, raw in _versions(task.part):
            if number not in matching or matching[number][0] <= version:
                matching[number] = version, raw
        if task.revises and standing:
            for number in standing.keys() & set(held(task)) - matching.keys():
                del standing[number]
        for number, (version, raw) in matching.items():
            if number not in standing or standing[number][0] <= version:
                standing[number] = version, raw
        for number in one["deleted"]:
            standing.pop(number, None)
    for number in sorted(standing):
        yield standing[number][1]


def held(task: Sifting) -> list[int]:
    """Return the PMIDs of all articles of a file, matching or not, and keep them by the part."""
    if not task.listing.exists():
        found = sorted({number for number, _ in listed(chunks(task.path))})
        _write(task.listing, np.array(found, np.int64).tobytes())
    pmids: list[int] = np.frombuffer(task.listing.read_bytes(), np.int64).tolist()
    return pmids


def _versions(part: Path) -> Iterator[tuple[int, int, bytes]]:
    """Yield PMID, version and bytes of each record of a part."""
    for piece in pieces(chunks(part), pubmed.GRAMMAR, str(part)):
        found = re.search(rb"<PMID(?:\s+Version=[\"'](\d+)[\"'])?[^>]*>\s*(\d+)", piece.raw)
        if found:
            yield int(found[2]), int(found[1] or 1), piece.raw + b"\n"
