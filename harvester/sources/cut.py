"""An XML document cut into its records, as bytes, before any of it is read as XML.

So a file of any size is read in bounded memory, and one bad record does not spoil the others.
No record is ever parsed together with the file's DOCTYPE: an entity has no meaning in it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from harvester.errors import ParseError

FEED, FEW = ord("\n"), 1 << 15
MOST = 64 << 20  # bytes of one record; the largest genuine ones have some 10 MB
PROLOG = 1 << 16  # bytes that a DOCTYPE and the root's tag stand in

_BLANK = re.compile(rb"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.DOTALL)
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_TAG = re.compile(rb"<(/?[A-Za-z_][\w.:-]*)(?:\s[^>]*)?(/?)>")


@dataclass(frozen=True)
class Grammar:
    """What a document of one format may hold, by element name.

    roots: sets of records. records: they may also be a root themselves. others: what a set may
    hold beside records.
    """

    roots: tuple[str, ...]
    records: tuple[str, ...]
    others: tuple[str, ...] = ()

    @cached_property
    def known(self) -> re.Pattern[bytes]:
        """Any tag that a record begins or the set ends with."""
        return re.compile(
            rb"<(?:%s)[\s>]|</(?:%s)\s*>"
            % ("|".join(self.records + self.others).encode(), "|".join(self.roots).encode())
        )


class Piece(NamedTuple):
    """The bytes of one record, its element, and the line of the file that it begins on."""

    element: str
    raw: bytes
    line: int


class Window:
    """The unread part of a stream. It grows when asked to, and forgets what was passed."""

    def __init__(self, chunks: Iterable[bytes], where: str, line: int = 1):
        self.where, self.held, self.at, self.line = where, b"", 0, line
        self._chunks = iter(chunks)

    def more(self) -> bool:
        """Read on; False at the end. Raises ParseError if more than MOST would be held."""
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self.held = self.held[self.at :] + chunk
        self.at = 0
        if len(self.held) > MOST + len(chunk):
            raise self.error(f"a record of more than {MOST >> 20} MiB: refused")
        return True

    def skip(self, upto: int) -> None:
        """Pass over the bytes before *upto*."""
        self.line += line_feeds(self.held, self.at, upto)
        self.at = upto

    def fill(self, size: int) -> bool:
        """Read on until *size* bytes are held and not passed; False if the end comes first."""
        have = len(self.held) - self.at
        if have >= size:
            return True
        fresh = [memoryview(self.held)[self.at :]]
        while have < size and (chunk := next(self._chunks, None)) is not None:
            fresh.append(memoryview(chunk))
            have += len(chunk)
        self.held, self.at = b"".join(fresh), 0
        return have >= size

    def rest(self) -> Iterator[bytes]:
        """Yield the bytes that were not read on to yet."""
        return self._chunks

    def skip_blank(self) -> bool:
        """Pass over blanks, comments and instructions; False at the end of the stream."""
        while True:
            found = _BLANK.match(self.held, self.at)
            end = found.end() if found else self.at
            rest = self.held[end : end + 4]
            if rest and not (b"<!--".startswith(rest) or rest.startswith((b"<!--", b"<?"))):
                self.skip(end)
                return True
            if not self.more():
                self.skip(end if end <= len(self.held) else self.at)
                return bool(self.held[self.at : self.at + 1])

    def upto(self, needle: bytes) -> int | None:
        """Return where *needle* next ends, reading on as need be; None if it does not come."""
        seen = self.at
        while True:
            found = self.held.find(needle, seen)
            if found >= 0:
                return found + len(needle)
            behind = max(len(self.held) - len(needle), self.at) - self.at
            if not self.more():
                return None
            seen = behind

    def error(self, reason: str) -> ParseError:
        """Return an error that names the place."""
        return ParseError(self.where, f"line {self.line}: {reason}.")


def line_feeds(data: bytes, start: int, end: int) -> int:
    """Return how many line feeds data[start:end] holds; numpy counts frequent bytes faster."""
    if end - start < FEW:
        return data.count(b"\n", start, end)
    return int(np.count_nonzero(np.frombuffer(data, np.uint8, end - start, start) == FEED))


def pieces(
    chunks: Iterable[bytes], grammar: Grammar, where: str = "", line: int = 1
) -> Iterator[Piece]:
    """Yield each record of a document, in order.

    chunks: the document's bytes (UTF-8) in pieces of any size. line: the number of its first.
    What is between the records and is none of them is yielded too, with element "". Raises
    ParseError, naming the line, if it is not XML, has another root, declares entities, or is cut.
    """
    window = Window(chunks, where, line)
    root = prolog(window, grammar)
    if root in grammar.records:  # a single record, without a set around it
        yield _record(window, root)
    else:
        closing = f"/{root}"
        while (element := _next_tag(window, grammar, root)) != closing:
            yield _record(window, element) if element else _stray(window, grammar)
        window.skip(window.upto(b">") or window.at)
    if window.skip_blank():
        raise window.error("something follows the end of the document")


def prolog(window: Window, grammar: Grammar) -> str:
    """Read up to the root, and past its tag if it is a set; return its name."""
    while len(window.held) < PROLOG and window.more():
        pass
    if window.held.startswith(b"\xef\xbb\xbf"):
        window.skip(3)
    if not window.skip_blank():
        raise window.error("it holds no element" if window.held.strip() else "it is empty")
    _declarations(window)
    tag = _TAG.match(window.held, window.at)
    if tag is None:
        raise window.error(f"not XML: it begins with {window.held[window.at :][:40]!r}")
    name = tag[1].decode("utf-8", "replace")
    if name not in grammar.roots + grammar.records:
        raise window.error(f"wanted the root <{grammar.roots[0]}>, got <{name}>")
    if name in grammar.roots:
        if tag[2]:  # an empty set may be one tag: <PubmedArticleSet/>
            rest = window.held[tag.end() :]
            window.held = window.held[: tag.end()] + f"</{name}>".encode() + rest
        window.skip(tag.end())
    return name


def _declarations(window: Window) -> None:
    """Read the DOCTYPE, if there is one. Nothing of it is ever loaded."""
    if (told := _DECLARED.match(window.held)) and told[1].lower() not in ENCODINGS:
        raise window.error(f"it is written in {told[1].decode()}: convert it to UTF-8 first")
    if doctype := _DOCTYPE.match(window.held, window.at):
        if b"<!ENTITY" in doctype[0]:
            raise window.error("its DOCTYPE declares entities: refused")
        window.skip(doctype.end())
        window.skip_blank()


def _next_tag(window: Window, grammar: Grammar, root: str) -> str:
    """Return the record or closing tag that comes next; "" for anything else."""
    while True:
        if not window.skip_blank():
            raise window.error(f"cut: </{root}> is missing")
        if tag := _TAG.match(window.held, window.at):
            name = tag[1].decode("utf-8", "replace")
            known = name in grammar.records + grammar.others or name == f"/{root}"
            return name if known else ""
        if window.held.find(b">", window.at) >= 0 or not window.more():
            return ""


def _record(window: Window, element: str) -> Piece:
    line = window.line
    end = window.upto(f"</{element}>".encode())
    if end is None:
        raise window.error(f"cut: the <{element}> that begins here does not end")
    raw = window.held[window.at : end]
    window.skip(end)
    return Piece(element, raw, line)


def _stray(window: Window, grammar: Grammar) -> Piece:
    """Take what is no record, up to the next one or the end of the set."""
    line, seen = window.line, window.at
    while (found := grammar.known.search(window.held, seen)) is None or found.start() == window.at:
        if found is not None:
            seen = found.end()
            continue
        if not window.more():
            raise window.error("cut: no record and no end of the set follows")
        seen = window.at
    raw = window.held[window.at : found.start()].rstrip()
    window.skip(found.start())
    return Piece("", raw, line)


def split(piece: Piece) -> list[Piece]:
    """Cut a record that another of its kind begins in: the first of them lost its end."""
    opening = re.compile(rb"<%s[\s>]" % piece.element.encode())
    starts = [found.start() for found in opening.finditer(piece.raw)]
    ends = [*starts[1:], len(piece.raw)]
    return [
        Piece(
            piece.element,
            piece.raw[start:end].rstrip(),
            piece.line + piece.raw.count(b"\n", 0, start),
        )
        for start, end in zip(starts, ends, strict=True)
    ]
