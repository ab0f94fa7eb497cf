"""Attributes of the tags of a block: each distinct tag is read once, however often it stands."""

import re

import numpy as np
import pyarrow as pa

from harvester.columnar.leaves import decoded, slices
from harvester.columnar.paths import INLINE, UNKNOWN
from harvester.columnar.structure import Ints, Structure, UnrecognisedError

_NAME = r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?"
_TAG = re.compile(rf"({_NAME})((?:\s+{_NAME}\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*/?", re.ASCII)
_ATTRIBUTE = re.compile(rf"({_NAME})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.ASCII)
# Prefixes that the record-by-record reader declares around every record.
_DECLARED = {"mml", "xlink", "ali", "xsi", "xml"}
MOST = 20_000  # distinct tags remembered
_BLANKS = str.maketrans("\t\n\r", "   ")

Told = dict[str, str]


# Shared by all blocks of a process, since most tags come again and again; bounded by MOST.
_SEEN: dict[bytes, Told] = {}


class Attributes:
    """The attributes of the odd tags of a structure."""

    def __init__(self, found: Structure):
        self._odd = found.odd
        texts = slices(found.block, found.start[found.odd] + 1, found.end[found.odd])
        encoded = texts.dictionary_encode()
        self._codes = encoded.indices.to_numpy()
        self._told = [self._read(text) for text in encoded.dictionary.to_pylist()]
        named = np.array(["xmlns" in told for told in self._told] or [False])
        if named.any():
            there = found.path[found.odd[named[self._codes]]]
            if ((there != INLINE) & (there != UNKNOWN)).any():
                raise UnrecognisedError("a namespace of its own")
        if len(_SEEN) > MOST:
            _SEEN.clear()

    def _read(self, text: bytes) -> Told:
        told = _SEEN.get(text)
        if told is None:
            told = _SEEN[text] = attributes(text.decode("utf-8"))
        return told

    def codes(self, tags: Ints) -> Ints:
        """Return the code of each tag's attributes; -1 where it has none."""
        if not len(self._odd):
            return np.full(len(tags), -1, np.int32)
        place = np.minimum(np.searchsorted(self._odd, tags), len(self._odd) - 1)
        return np.where(self._odd[place] == tags, self._codes[place], -1)

    def values(self, tags: Ints, *names: str) -> list[pa.Array]:
        """Return the values of these attributes for each tag; null where it is empty or absent."""
        told, index = self._of(tags)
        choice = pa.array(index)
        return [
            pa.array([one.get(name) or None for one in told], pa.string()).take(choice)
            for name in names
        ]

    def are(self, tags: Ints, name: str, wanted: str) -> np.ndarray:
        """Tell for which tags an attribute has the *wanted* value."""
        told, index = self._of(tags)
        are: np.ndarray = np.array([one.get(name) == wanted for one in told], bool)[index]
        return are

    def _of(self, tags: Ints) -> tuple[list[Told], Ints]:
        """Return the distinct attributes of *tags*, and the number of each tag's among them."""
        codes = self.codes(tags)
        there = np.zeros(len(self._told) + 1, bool)  # the last is for -1: no attributes
        there[codes] = True
        used = np.flatnonzero(there)
        small = np.zeros(len(there), np.int32)
        small[used] = np.arange(len(used))
        none: Told = {}
        return [self._told[code] if code < len(self._told) else none for code in used], small[codes]


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
    for name in (tag[1], *told):
        prefix, colon, _ = name.partition(":")
        if colon and prefix not in _DECLARED and prefix != "xmlns":
            raise UnrecognisedError(f"a prefix without a namespace: <{text[:40]}>")
        if prefix == "xmlns" and colon and name.partition(":")[2] not in _DECLARED:
            raise UnrecognisedError(f"a namespace that is not known: <{text[:40]}>")
    return told
