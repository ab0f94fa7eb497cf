"""The texts of a block as one compact Arrow array, folded and decoded where that is needed."""

import re
from html import unescape

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.paths import TREE
from harvester.columnar.structure import Ints, Structure, UnrecognisedError

_TAG = re.compile(rb"<[^>]*>")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|apos|#\d+|#x[0-9a-fA-F]+);")
_NUMBERED = {"&apos;": "'"}
# What `str.split` takes for blank beyond ASCII, in UTF-8, by first byte; beyond it, by second.
_BLANK_LEADS = np.zeros(256, bool)
_BLANK_LEADS[[0xC2, 0xE1, 0xE2, 0xE3]] = True
_BLANK_SECONDS = {0xC2: (0x85, 0xA0), 0xE1: (0x9A,), 0xE2: (0x80, 0x81), 0xE3: (0x80,)}
SPACE = ord(" ")


def decoded(text: str) -> str:
    """Return *text* with its references resolved; only those that XML predefines can occur."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    told = found[0]
    if told.startswith("&#"):  # html.unescape would take &#128; for a Windows character
        return chr(int(told[3:-1], 16) if told[2] == "x" else int(told[2:-1]))
    return _NUMBERED.get(told) or unescape(told)


def slices(block: bytes, start: Ints, end: Ints) -> pa.Array:
    """Return block[start:end] for each pair as a binary array. Pairs are ascending and disjoint.

    Between the slices stand the gaps: an array of both needs no copy, and every second one of it
    is taken.
    """
    if not len(start):
        return pa.array([], pa.binary())
    places = np.empty(2 * len(start), np.int32)
    places[::2], places[1::2] = start, end
    both = pa.Array.from_buffers(
        pa.binary(), len(places) - 1, [None, pa.py_buffer(places), pa.py_buffer(block)]
    )
    return both.take(pa.array(np.arange(0, len(places) - 1, 2, dtype=np.int32)))


class Leaves:
    """The texts of a structure: values in document order, `number` of each open among them."""

    def __init__(self, found: Structure):
        tags = np.flatnonzero(found.opens & TREE.is_text[found.path])
        closes = found.close[tags]
        single = closes == tags
        start = np.where(single, found.end[tags], found.end[tags] + 1)
        end = np.where(single, found.end[tags], found.start[closes])
        values = slices(found.block, start, end)
        flagged = _to_fold(values)
        flagged[closes > tags + 1] = True  # markup within
        self.values = _mended(values, np.flatnonzero(flagged))
        offsets = np.frombuffer(self.values.buffers()[1], np.int32, len(tags) + 1)
        self.filled = np.diff(offsets) > 0
        self.number = np.full(len(found.opens), -1, np.int32)
        self.number[tags] = np.arange(len(tags), dtype=np.int32)

    def take(self, numbers: Ints) -> pa.Array:
        """Return the texts of these numbers; null for -1 and for an empty text."""
        missing = (numbers < 0) | ~self.filled[numbers] if len(self.filled) else numbers < 0
        if not missing.any():
            return self.values.take(pa.array(numbers))
        return self.values.take(pa.array(numbers, mask=missing))


def _to_fold(values: pa.Array) -> np.ndarray:
    """Tell which values hold references or blanks that are not single inner blanks."""
    offsets = np.frombuffer(values.buffers()[1], np.int32, len(values) + 1)
    data = np.frombuffer(values.buffers()[2] or b"", np.uint8)[: offsets[-1]]
    flagged = np.zeros(len(values), bool)
    if not len(data):
        return flagged
    places = [np.flatnonzero((data == ord("&")) | (data < SPACE))]
    blank = data == SPACE
    places.append(np.flatnonzero(blank[1:] & blank[:-1]))
    leads = np.flatnonzero(data >= 0xC2)  # noqa: PLR2004
    leads = leads[_BLANK_LEADS[data[leads]]]
    second = data[np.minimum(leads + 1, len(data) - 1)]
    for lead, seconds in _BLANK_SECONDS.items():
        places.append(leads[(data[leads] == lead) & np.isin(second, seconds)])
    for place in places:
        flagged[np.searchsorted(offsets, place, side="right") - 1] = True
    filled = np.flatnonzero(np.diff(offsets))
    flagged[filled] |= blank[offsets[filled]] | blank[offsets[filled + 1] - 1]
    return flagged


def _mended(values: pa.Array, rows: np.ndarray) -> pa.Array:
    """Return *values* as text, these rows without markup, decoded and folded."""
    if len(rows):
        raw = values.take(pa.array(rows)).to_pylist()
        fresh = [" ".join(decoded(_TAG.sub(b"", told).decode()).split()) for told in raw]
        mask = np.zeros(len(values), bool)
        mask[rows] = True
        mended = pa.array([told.encode() for told in fresh], pa.binary())
        values = pc.replace_with_mask(values, pa.array(mask), mended)
    return values.cast(pa.string())


def check_utf8(block: bytes) -> None:
    """Raise UnrecognisedError if the block is no UTF-8."""
    ends = pa.py_buffer(np.array([0, len(block)], np.int32))
    whole = pa.Array.from_buffers(pa.binary(), 1, [None, ends, pa.py_buffer(block)])
    try:
        whole.cast(pa.string())
    except pa.ArrowInvalid as error:
        raise UnrecognisedError("bytes that are no UTF-8") from error
