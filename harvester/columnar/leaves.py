"""The texts of a block as one compact Arrow array, folded and decoded where that is needed."""

import re
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.paths import TREE
from harvester.columnar.structure import Ints, Structure

_TAG = re.compile(rb"<[^>]*>")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|apos|#\d+|#x[0-9a-fA-F]+);")
NAMED = {b"&lt;": b"<", b"&gt;": b">", b"&quot;": b'"', b"&apos;": b"'", b"&amp;": b"&"}
# What `str.split` takes for blank beyond ASCII, in UTF-8, as numbers of two and of three bytes.
_BLANK_LEADS = np.zeros(256, bool)
_BLANK_LEADS[[0xC2, 0xE1, 0xE2, 0xE3]] = True
_BLANKS = np.array(
    [int.from_bytes(blank.encode(), "big") for blank in map(chr, range(0x80, 0x3001))
     if blank.isspace()]
)  # fmt: skip
SPACE = ord(" ")


def decoded(text: str) -> str:
    """Return *text* with its references resolved; only those that XML predefines can occur."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    told = found[0]
    if told.startswith("&#"):
        return chr(int(told[3:-1], 16) if told[2] == "x" else int(told[2:-1]))
    return NAMED[told.encode()].decode()


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


def leaves(found: Structure, kept: Ints, order: Ints, first: Ints) -> list[pa.Array]:
    """Return the texts of the tags kept[order], for each path apart; null where one is empty.

    kept: tags in order of the document. first: where each path begins in *order*.
    """
    is_text = TREE.is_text[found.path[kept]]
    tags = kept[is_text]
    closes = found.close[tags]
    single = closes == tags
    start = np.where(single, found.end[tags], found.end[tags] + 1)
    end = np.where(single, found.end[tags], found.start[closes])
    values = slices(found.block, start, end)
    referring, folding = _to_mend(values)
    folding[closes > tags + 1] = True  # markup within
    values = _mended(values, np.flatnonzero(referring), folding)
    number = np.cumsum(is_text, dtype=np.int32) - 1
    return [
        _filled(values.take(pa.array(number[order[low:high]]))) if path.text else values[:0]
        for path, (low, high) in zip(TREE.paths, pairwise(first.tolist()), strict=True)
    ]


def _filled(values: pa.Array) -> pa.Array:
    """Return *values* with null for what is empty."""
    offsets = np.frombuffer(values.buffers()[1] or bytes(4), np.int32, len(values) + 1)
    valid = np.packbits(offsets[1:] > offsets[:-1], bitorder="little")
    buffers = [pa.py_buffer(valid), *values.buffers()[1:]]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)


def _to_mend(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Tell which values hold references, and which hold blanks that are not single inner ones."""
    offsets = np.frombuffer(values.buffers()[1], np.int32, len(values) + 1)
    data = np.frombuffer(values.buffers()[2] or b"", np.uint8)[: offsets[-1]]
    referring, folding = np.zeros(len(values), bool), np.zeros(len(values), bool)
    if not len(data):
        return referring, folding
    blank = data == SPACE
    odd = (
        np.flatnonzero(data < SPACE),
        np.flatnonzero(blank[1:] & blank[:-1]),
        _blanks_beyond_ascii(data),
    )
    for place in odd:
        folding[np.searchsorted(offsets, place, side="right") - 1] = True
    marks = np.flatnonzero(data == ord("&"))
    referring[np.searchsorted(offsets, marks, side="right") - 1] = True
    filled = np.flatnonzero(np.diff(offsets))
    folding[filled] |= blank[offsets[filled]] | blank[offsets[filled + 1] - 1]
    return referring, folding


def _blanks_beyond_ascii(data: np.ndarray) -> np.ndarray:
    """Return where blanks that are no ASCII begin."""
    leads = np.flatnonzero(data >= 0xC2)  # noqa: PLR2004
    leads = leads[_BLANK_LEADS[data[leads]]]
    first, second, third = (
        data[np.minimum(leads + n, len(data) - 1)].astype(np.int32) for n in range(3)
    )
    two = (first << 8) | second
    whole = np.where(first == 0xC2, two, (two << 8) | third)  # noqa: PLR2004
    found: np.ndarray = leads[np.isin(whole, _BLANKS)]
    return found


def _mended(values: pa.Array, referring: Ints, folding: np.ndarray) -> pa.Array:
    """Return *values* as text: without markup, decoded and folded where that is needed.

    referring: the rows with references. folding: which rows hold markup or odd blanks.
    """
    if len(referring):
        told = values.take(pa.array(referring))
        folding[referring] |= pc.match_substring(told, b"&#").to_numpy(zero_copy_only=False)
        plain = ~folding[referring]
        if plain.any():
            values = _replaced(values, referring[plain], _named(told.filter(pa.array(plain))))
    if len(rows := np.flatnonzero(folding)):
        raw = values.take(pa.array(rows)).to_pylist()
        fresh = [" ".join(decoded(_TAG.sub(b"", told).decode()).split()) for told in raw]
        values = _replaced(values, rows, pa.array([told.encode() for told in fresh], pa.binary()))
    return values.cast(pa.string())


def _named(values: pa.Array) -> pa.Array:
    """Return *values* with the references that are names resolved, the ampersand's last."""
    for name, character in NAMED.items():
        values = pc.replace_substring(values, name, character)
    return values


def _replaced(values: pa.Array, rows: Ints, fresh: pa.Array) -> pa.Array:
    """Return *values* with these rows, ascending, put in place of what they were."""
    mask = np.zeros(len(values), bool)
    mask[rows] = True
    return pc.replace_with_mask(values, pa.array(mask), fresh)
