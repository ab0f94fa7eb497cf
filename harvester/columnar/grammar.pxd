# cython: language_level=3
"""The tree of paths.py, and what bytes are, as tables that scanner.pyx looks things up in."""

from libc.stdint cimport int32_t, uint8_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from harvester.columnar.characters cimport AND, FEED, GREATER, ILLEGAL, LAST, LEAD, Bytes
from harvester.columnar.known cimport word

cdef enum:
    PATHS = 256
    ELEMENTS = 128
    PLACES = 1024  # of the table of elements
    LONGEST = 24  # letters of a name, as in structure.py
    DEPTHS = 64  # more than DEEPEST of structure.py

cdef struct Grammar:
    uint8_t name[256]  # of a byte: whether a name may hold it; 2 for a letter
    uint8_t kind[256]  # of a byte in a text: see characters.pxd
    uint8_t step[PATHS][ELEMENTS]  # the path of a child, by the parent's path and its element
    uint8_t text[PATHS]  # whether a path has texts
    uint8_t once[PATHS]  # whether there is one at most in its parent
    uint8_t element[PLACES]  # the elements by a hash of their names
    uint8_t letters[ELEMENTS][LONGEST]  # the names
    int32_t length[ELEMENTS]


cdef inline int32_t place_of(Bytes p, Py_ssize_t length) noexcept nogil:
    """Return where an element of that name is looked for first."""
    cdef uint64_t told = word(p, length) * <uint64_t>0x9E3779B97F4A7C15
    return ((told >> 40) + <uint64_t>length + p[length - 1]) & (PLACES - 1)


cdef inline int32_t element_of(const Grammar *grammar, Bytes p, Py_ssize_t length) noexcept nogil:
    """Return the number of the element of that name, of 1 to 23 bytes; 0 for any other."""
    cdef int32_t place = place_of(p, length), number
    while True:  # there are more places than elements
        number = grammar.element[place]
        if number == 0 or (
            grammar.length[number] == length and memcmp(grammar.letters[number], p, length) == 0
        ):
            return number
        place = (place + 1) & (PLACES - 1)


cdef inline int fill(Grammar *grammar, tree, deepest) except -1:
    """Fill the tables. tree: as in paths.py. Raises ValueError if it has grown too great."""
    cdef int32_t n, m, place
    cdef Bytes p
    if len(tree.paths) > PATHS or len(tree.elements) > ELEMENTS or deepest >= DEPTHS:
        raise ValueError("more paths, elements or depth than grammar.pxd has room for")
    memset(grammar, 0, sizeof(Grammar))
    for n in range(256):
        letter = n < 128 and chr(n).isalpha()
        grammar.name[n] = 2 if letter else n < 128 and (chr(n).isdigit() or chr(n) in "_.:-")
        grammar.kind[n] = ILLEGAL if n < 32 else 0
    for n, m in ((9, FEED), (10, FEED), (38, AND), (62, GREATER), (0xEF, LAST)):
        grammar.kind[n] = m
    for n in (0xC2, 0xE1, 0xE2, 0xE3):
        grammar.kind[n] = LEAD
    for n, path in enumerate(tree.paths):
        grammar.text[n], grammar.once[n] = path.text, path.once
        for m in range(<int32_t>len(tree.elements)):
            grammar.step[n][m] = tree.step[n, m]
    for n, name in enumerate(tree.elements[1:], 1):
        told = name.encode()
        if len(told) >= LONGEST:
            raise ValueError(f"a name that is longer than grammar.pxd has room for: {name}")
        p = told
        grammar.length[n] = <int32_t>len(told)
        memcpy(grammar.letters[n], p, len(told))
        place = place_of(p, len(told))
        while grammar.element[place]:
            place = (place + 1) & (PLACES - 1)
        grammar.element[place] = n
    return 0


cdef inline dict simple(const Grammar *grammar, Bytes p, Py_ssize_t i, Py_ssize_t end, dict names):
    """Return the attributes of the tag in p[i:end]; None if it is not of the usual form.

    names: of the attributes met before, so that there is one string of each.
    """
    cdef dict told = {}
    cdef Py_ssize_t name, behind
    while i < end and grammar.name[p[i]] == 2:
        i += 1
    while i < end and p[i] == 32:
        i += 1
        name = i
        while i < end and grammar.name[p[i]] == 2:
            i += 1
        behind = i
        if i == name or end - i < 3 or p[i] != c"=" or p[i + 1] != c'"':
            return None
        i += 2
        while i < end and p[i] >= 32 and p[i] != c'"' and p[i] != c"&":
            i += 1
        if i >= end or p[i] != c'"':
            return None
        key = p[name:behind].decode("ascii")
        key = names.setdefault(key, key)
        if key in told or key == "xmlns":
            return None
        told[key] = p[behind + 2:i].decode("utf-8")
        i += 1
    return told if i == end or i + 1 == end and p[i] == c"/" else None
