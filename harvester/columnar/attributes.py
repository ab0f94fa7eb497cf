"""Attributes of tags: each distinct tag is read once, however often it stands, in any block."""

import re
import threading
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from harvester.columnar.leaves import decoded
from harvester.columnar.paths import TREE
from harvester.columnar.structure import Ints, UnrecognisedError
from harvester.sources.records import ROOT

_NAME = r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?"
_TAG = re.compile(rf"({_NAME})((?:\s+{_NAME}\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*/?", re.ASCII)
_ATTRIBUTE = re.compile(rf"({_NAME})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.ASCII)
# The namespaces that the record-by-record reader declares around every record, by prefix.
_DECLARED = dict(re.findall(r'xmlns:(\w+)="([^"]*)"', ROOT.decode()))
_NAMESPACES = _DECLARED | {"xml": "http://www.w3.org/XML/1998/namespace"}  # always there
MOST = 20_000  # distinct tags remembered
LONGEST = 1 << 24  # bytes of them
_BLANKS = str.maketrans("\t\n\r", "   ")

Told = dict[str, str]
Clean = Callable[[str], str | None]
_OF_THREAD = threading.local()


class _Element:
    """The distinct tags of one element: the attributes of each; 0 is the tag without any."""

    def __init__(self) -> None:
        self.told: list[Told] = [{}]
        self._columns: dict[tuple[str, Clean | None], pa.Array] = {}
        self._equal: dict[tuple[str, str], np.ndarray] = {}

    def column(self, name: str, clean: Clean | None) -> pa.Array:
        """Return what *clean* makes of an attribute; null where that is empty or absent."""
        column = self._columns.get((name, clean))
        have = 0 if column is None else len(column)
        if have < len(self.told):
            told = [told.get(name) or None for told in self.told[have:]]
            if clean:
                told = [clean(value) if value else None for value in told]
            fresh = pa.array(told, pa.string())
            column = pa.concat_arrays([column, fresh]) if have else fresh
            self._columns[name, clean] = column
        return column

    def equal(self, name: str, wanted: str) -> np.ndarray:
        """Tell for which an attribute has the *wanted* value."""
        equal = self._equal.get((name, wanted))
        have = 0 if equal is None else len(equal)
        if equal is None or have < len(self.told):
            fresh = np.array([told.get(name) == wanted for told in self.told[have:]], bool)
            equal = fresh if equal is None else np.concatenate((equal, fresh))
            self._equal[name, wanted] = equal
        return equal


class Tags:
    """The distinct tags of the blocks of a thread, since most come again and again."""

    def __init__(self) -> None:
        self._codes: dict[bytes, int] = {}
        self._elements = [_Element() for _ in TREE.elements]
        self._bytes = 0

    @classmethod
    def current(cls) -> "Tags":
        """Return the tags that the next block adds to: new ones when there are too many."""
        tags: Tags | None = getattr(_OF_THREAD, "tags", None)
        if tags is None or len(tags._codes) > MOST or tags._bytes > LONGEST:
            tags = _OF_THREAD.tags = cls()
        return tags

    def code(self, element: int, text: bytes, told: Told | None = None) -> int:
        """Return the number of a tag among those of its element; *text* is what < and > enclose.

        told: its attributes, if they were read already. The number is below zero if it declares a
        namespace of its own. Raises UnrecognisedError if it is not well-formed.
        """
        code = self._codes.get(text)
        if code is None:
            told = attributes(text.decode("utf-8")) if told is None else told
            one = self._elements[element]
            code = len(one.told) * (-1 if "xmlns" in told else 1) if told else 0
            if told:
                one.told.append(told)
            self._codes[text] = code
            self._bytes += len(text)
        return code

    def values(
        self, path: str, codes: Ints, *names: str, clean: Clean | None = None
    ) -> list[pa.Array]:
        """Return the values of these attributes of elements of a path, which have these codes.

        clean: makes something else of a value, once for each distinct tag.
        """
        one = self._elements[TREE.element(path)]
        choice = pa.array(codes)
        return [one.column(name, clean).take(choice) for name in names]

    def are(self, path: str, codes: Ints, name: str, wanted: str) -> np.ndarray:
        """Tell for which codes an attribute has the *wanted* value."""
        are: np.ndarray = self._elements[TREE.element(path)].equal(name, wanted)[codes]
        return are

    def flags(self, path: str, codes: Ints, name: str) -> pa.Array:
        """Return the flags that an attribute is: Y or N; null where it is neither."""
        yes, no = (self.are(path, codes, name, wanted) for wanted in "YN")
        return pa.array(yes, mask=~(yes | no))


def attributes(text: str) -> Told:
    """Return the attributes of a tag; *text* is what stands between < and >.

    Raises UnrecognisedError if it is not well-formed, or has a prefix that is not known.
    """
    tag = _TAG.fullmatch(text)
    if tag is None:
        raise UnrecognisedError(f"a tag of another form: <{text[:40]}>")
    found = _ATTRIBUTE.findall(tag[2])
    told = {name: decoded((one or other).translate(_BLANKS)) for name, one, other in found}
    if len(told) != len(found):
        raise UnrecognisedError(f"an attribute given twice: <{text[:40]}>")
    if ":" in text or "xmlns" in told:
        _check_namespaces(tag[1], told)
    return told


def _check_namespaces(name: str, told: Told) -> None:
    """Raise UnrecognisedError unless a tag means what it would mean within any other element.

    Declared again, a prefix has to mean what it meant: so two prefixes are never one namespace,
    and no attribute is given twice under two names. xml:id has a form of its own.
    """
    others = [name]
    for attribute, value in told.items():
        prefix, colon, rest = attribute.partition(":")
        if prefix != "xmlns":
            others.append(attribute)
        elif _NAMESPACES.get(rest) != value if colon else value not in _DECLARED.values():
            raise UnrecognisedError(f"a namespace that is not known: {attribute}={value[:40]}")
    for one in others:
        prefix, colon, _ = one.partition(":")
        if one == "xml:id" or (colon and prefix not in _NAMESPACES):
            raise UnrecognisedError(f"a prefix without a namespace, or xml:id: {one}")
