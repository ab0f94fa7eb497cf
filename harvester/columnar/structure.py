"""The structure of a block of XML found by numpy, without a loop over its elements.

The block's `<` and `>` are located at once; the words behind `<` name the tags; a running sum of
opens and closes gives each its depth; at one depth opens and closes pair up in order. What is
not plain XML of this kind raises `UnrecognisedError`, and the block goes to the lxml reader.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from harvester.columnar.paths import REFUSED, TREE

Ints = np.ndarray
_LETTER = np.uint64(0x4040404040404040)  # the bit that letters have, and blanks, / and > have not
_K1, _K2, _K3 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(3)
_SHIFT = np.uint64(52)  # a table of 4,096 places
_ONE, _SIX = np.uint64(1), np.uint64(6)
STEP = 1 << 17  # bytes that are looked at together, and stay in the processor's cache
PAD = b" " * 32  # blanks behind the last record, so that words behind the last tag may be read
DEEPEST = 60
LONGEST = 24  # bytes of a name
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)  # of the first bytes of a word
_ILLEGAL = re.compile(rb"\xef\xbf[\xbe\xbf]")
_REFERENCE = re.compile(rb"&(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
INSTRUCTION = re.compile(rb"<\?(?![Xx][Mm][Ll]\b)[A-Za-z_][\w.-]*(?:\s[^?]*)?\?>")
OPEN_TAG, CLOSE_TAG = 60, 47


class UnrecognisedError(Exception):
    """The block is not of the plain kind; its message says in what."""


@dataclass
class Structure:
    """The tags of a block, in order.

    start, end: where `<` and `>` stand. element: number in TREE.elements (0: another). path:
    number of the path, of opens. parent: index of the tag that is the parent, of opens. close:
    index of the closing tag, of opens; their own where they close themselves. opens: which are.
    """

    block: bytes
    start: Ints
    end: Ints
    element: Ints
    opens: np.ndarray
    close: Ints
    parent: Ints
    path: Ints
    odd: Ints  # opens that are not just a known name: they have attributes, or are unknown


def structure(block: bytes) -> Structure:
    """Return the structure of a block of whole PubmedArticles, behind which PAD stands."""
    raw = np.frombuffer(block, np.uint8)
    if _has_illegal(block, raw):
        raise UnrecognisedError("characters that XML does not allow")
    places = _signs(raw)
    start, end = places[::2], places[1::2]
    if len(places) % 2 or (raw[start] != OPEN_TAG).any() or (raw[end] == OPEN_TAG).any():
        raise UnrecognisedError("a > in a text")
    second = raw[start + 1]
    if (second == ord("!")).any():
        raise UnrecognisedError("a comment or CDATA")
    told = _instructions(block, start, end, second)
    closes = second == CLOSE_TAG
    single = raw[end - 1] == CLOSE_TAG
    if (closes & single).any():
        raise UnrecognisedError("a tag that begins and ends with a stroke")
    element, key, plain = _names(block, start, end, closes | told)
    opens = ~(closes | told)
    if (closes & ~plain).any():
        raise UnrecognisedError("a closing tag with more than a name")
    close, parent, path = _nested(opens, closes, single, element, key)
    if (path == REFUSED).any():
        raise UnrecognisedError("an element where none is expected")
    pairs = np.flatnonzero(opens & ~single)
    if (element[pairs] != element[close[pairs]]).any():  # </Day!> has the key of <Day>
        raise UnrecognisedError("an element closed under another name")
    pairs = pairs[element[pairs] == 0]
    if not _same_names(block, start[pairs] + 1, start[close[pairs]] + 2, end[close[pairs]]):
        raise UnrecognisedError("an element closed under another name")
    odd = np.flatnonzero(opens & ~plain)
    return Structure(block, start, end, element, opens, close, parent, path, odd)


def _instructions(block: bytes, start: Ints, end: Ints, second: np.ndarray) -> np.ndarray:
    """Tell which tags are instructions; NLM's files hold some (<?pmcsd ?>), which say nothing."""
    told: np.ndarray = second == ord("?")
    for n in np.flatnonzero(told).tolist():
        if not INSTRUCTION.fullmatch(block, start[n], end[n] + 1):
            raise UnrecognisedError("an instruction of another form")
    return told


def _signs(raw: np.ndarray) -> Ints:
    """Return where < and > stand, which differ in one bit alone."""
    flags, either = np.empty(len(raw), bool), np.empty(STEP, np.uint8)
    for low in range(0, len(raw), STEP):
        part = raw[low : low + STEP]
        np.bitwise_or(part, 2, out=either[: len(part)])
        np.equal(either[: len(part)], OPEN_TAG + 2, out=flags[low : low + STEP])
    return np.flatnonzero(flags).astype(np.int32)


def _has_illegal(block: bytes, raw: np.ndarray) -> bool:
    """Tell whether any byte or reference may not stand in XML."""
    flags = np.empty(STEP, bool)
    controls = allowed = references = 0
    for low in range(0, len(raw), STEP):
        part = raw[low : low + STEP]
        controls += int(np.count_nonzero(np.less(part, ord(" "), out=flags[: len(part)])))
        allowed += int(np.count_nonzero(np.equal(part, ord("\n"), out=flags[: len(part)])))
        references += int(np.count_nonzero(np.equal(part, ord("&"), out=flags[: len(part)])))
    if controls != allowed + (block.count(b"\t") if b"\t" in block else 0):
        return True  # carriage returns too: XML turns them into line feeds
    if b"\xef" in block and _ILLEGAL.search(block):  # one byte is found the fastest
        return True
    found = _REFERENCE.findall(block) if references else []
    return len(found) != references or any(
        not legal(told) for told in set(found) if told[1:2] == b"#"
    )


def legal(reference: bytes) -> bool:
    """Tell whether a character reference names a character that XML allows."""
    digits = reference[2:-1]
    code = int(digits[1:], 16) if digits[:1] == b"x" else int(digits)
    if code < ord(" "):
        return code in (9, 10, 13)
    return code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code < 0x110000  # noqa: PLR2004


def _words(at: Ints, view: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the up to eight letters that stand at each place, and whether they are all eight."""
    word = view[at]
    stop = ~word & _LETTER
    lowest = stop & (~stop + _ONE)
    return word & ((lowest >> _SIX) - _ONE), stop == 0


def _names(
    block: bytes, start: Ints, end: Ints, signed: np.ndarray
) -> tuple[Ints, np.ndarray, np.ndarray]:
    """Return each tag's element, a key of its whole name, and whether it is nothing but a name.

    signed: which have a sign before the name.
    """
    at = start + 1 + signed
    key, longer = _keys(block, at)
    if (key == 0).any() or longer.any():
        raise UnrecognisedError("a tag without a name, or one of 24 letters or more")
    element = _TABLE[key >> _SHIFT]
    element[_KEYS[element] != key] = 0
    plain = _LENGTHS[element] == end - at
    odd = np.flatnonzero(~plain & (element != 0))
    behind = np.frombuffer(block, np.uint8)[at[odd] + _LENGTHS[element[odd]]]
    element[odd[~_BEHIND[behind]]] = 0  # <Day1> is no <Day>
    return element, key, plain | (signed & (element == 0))


def _same_names(block: bytes, first: Ints, last: Ints, end: Ints) -> bool:
    """Tell whether what stands from *last* to *end* is the name that stands at *first*.

    Keys are of letters alone: mml:mi and mml:mo have one.
    """
    length = end - last
    if (length >= LONGEST).any():
        return False
    view: np.ndarray = np.ndarray((len(block) - 8,), "<u8", block, strides=(1,))
    for by in (0, 8, 16):
        kept = _MASKS[np.clip(length - by, 0, 8)]
        one, other = (np.minimum(at + by, len(view) - 1) for at in (first, last))
        if ((view[one] ^ view[other]) & kept).any():
            return False
    behind = np.frombuffer(block, np.uint8)[first + length]
    return bool(_BEHIND[behind].all())


def _keys(block: bytes, at: Ints) -> tuple[np.ndarray, np.ndarray]:
    """Return a key of the name that stands at each place, and whether it is too long for one."""
    view: np.ndarray = np.ndarray((len(block) - 8,), "<u8", block, strides=(1,))
    word, full = _words(at, view)
    key = word * _K1
    for by, factor in ((8, _K2), (16, _K3)):
        long = np.flatnonzero(full)
        full = np.zeros(len(at), bool)
        if len(long):
            word, full[long] = _words(np.minimum(at[long] + by, len(view) - 1), view)
            key[long] += word * factor
    return key, full


def _key(name: str) -> int:
    """Return the key that an element's name has in a block."""
    key, _ = _keys(f"<{name}>".encode() + PAD, np.array([1], np.int32))
    return int(key[0])


_KEYS = np.array([0] + [_key(name) for name in TREE.elements[1:]], np.uint64)
_LENGTHS = np.array([0] + [len(name) for name in TREE.elements[1:]], np.int32)
_BEHIND = np.zeros(256, bool)  # what may stand behind a name
_BEHIND[list(b" \t\n/>")] = True
_TABLE = np.zeros(4096, np.uint8)
_TABLE[_KEYS[1:] >> _SHIFT] = np.arange(1, len(_KEYS))


def _nested(
    opens: np.ndarray, closes: np.ndarray, single: np.ndarray, element: Ints, key: np.ndarray
) -> tuple[Ints, Ints, Ints]:
    """Return the closing tag, the parent and the path of each open."""
    change = opens.astype(np.int8) - closes.astype(np.int8)
    change[single] = 0
    after = np.cumsum(change, dtype=np.int32)
    depth = after + (closes | single)  # of the element itself: 1 for a record
    depth[~(opens | closes)] = 0
    if len(after) and (after[-1] or after.min() < 0 or depth.max() > DEEPEST):
        raise UnrecognisedError("tags that do not pair up, or very deep ones")
    close = np.arange(len(opens), dtype=np.int32)
    parent = np.full(len(opens), -1, np.int32)
    path = np.zeros(len(opens), np.uint8)
    order = np.argsort(depth.astype(np.uint8), kind="stable").astype(np.int32)
    bounds = np.searchsorted(depth[order], np.arange(1, DEEPEST + 2))
    above: Ints | None = None  # the opens of the depth above that have content
    for low, high in pairwise(bounds.tolist()):
        if low == high:
            break
        tags = order[low:high]
        here = tags[opens[tags]]
        pair = tags[~single[tags]]
        first, last = pair[::2], pair[1::2]
        if len(pair) % 2 or not opens[first].all() or opens[last].any():
            raise UnrecognisedError("tags that do not pair up")
        if (key[first] != key[last]).any():
            raise UnrecognisedError("an element closed under another name")
        close[first] = last
        if above is None:
            path[here] = TREE.step[TREE.root, element[here]]
        else:
            parent[here] = above[np.searchsorted(above, here) - 1]
            path[here] = TREE.step[path[parent[here]], element[here]]
        above = first
    return close, parent, path
