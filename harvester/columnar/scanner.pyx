# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The structure, the texts and the attributes of a block in one pass, compiled.

It makes what `numbers.nodes` makes with numpy, and refuses whatever that refuses. Both are driven by
the tree of `paths.py`. Every read is held below `size`, every write below the length of its array.
"""

cimport cython
from libc.stdint cimport int32_t, uint8_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memchr, memcmp, memcpy, memset

from harvester.columnar.characters cimport ODD, TWICE, Bytes, character, feeds, is_blank, mend, reference, unusual
from harvester.columnar.known cimport Entry, Table, add, found, hashed, make, word

import os

import numpy as np

from harvester.columnar.paths import INLINE, REFUSED, TREE
from harvester.columnar.structure import DEEPEST, INSTRUCTION, UnrecognisedError

cdef enum:
    DEPTHS = 64  # more than DEEPEST
    PATHS = 256
    ELEMENTS = 128
    PLACES = 1024  # of the table of elements
    MOST = 1 << 30  # bytes of a block: places in it are of 32 bits
    AHEAD = 12  # texts
    LONGEST = 24  # letters of a name, as in structure.py

assert DEEPEST < DEPTHS and len(TREE.paths) < PATHS and len(TREE.elements) < ELEMENTS

cdef uint64_t SEED = int.from_bytes(os.urandom(8), "little")
cdef int32_t FEWEST = min(len(name) for name in TREE.elements[1:]) + 3  # bytes of <Day/>
cdef int32_t DEEP = DEEPEST
cdef uint8_t INLINED = INLINE, NOT_HERE = REFUSED, READ = REFUSED + 1  # the first that is read

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define ketlit_soon(place) __builtin_prefetch(place)
    #else
    #define ketlit_soon(place) ((void)(place))
    #endif
    """
    void soon "ketlit_soon" (const void *place) nogil  # tell the processor what is read soon

# What a byte is: of a name (2: a letter); in a text.
cdef uint8_t NAME[256]
cdef enum: PLAIN, FEED, ILLEGAL, AND, GREATER, LEAD, LAST
cdef uint8_t KIND[256]
# The tree: the path of a child, and what a path is.
cdef uint8_t STEP[PATHS][ELEMENTS]
cdef uint8_t TEXT[PATHS]
cdef uint8_t ONCE[PATHS]
# The elements by a hash of their names.
cdef uint8_t ELEMENT[PLACES]
cdef uint8_t LETTERS[ELEMENTS][LONGEST]
cdef int32_t LENGTH[ELEMENTS]


cdef inline int32_t place_of(Bytes p, Py_ssize_t length) noexcept nogil:
    """Return where an element of that name is looked for first."""
    cdef uint64_t told = word(p, length) * <uint64_t>0x9E3779B97F4A7C15
    return ((told >> 40) + <uint64_t>length + p[length - 1]) & (PLACES - 1)


cdef inline int32_t element_of(Bytes p, Py_ssize_t length) noexcept nogil:
    """Return the number of the element of that name, of less than 24 bytes; 0 for any other."""
    cdef int32_t place = place_of(p, length), number
    while True:
        number = ELEMENT[place]
        if number == 0 or LENGTH[number] == length and memcmp(LETTERS[number], p, length) == 0:
            return number
        place = (place + 1) & (PLACES - 1)


def _tables():
    """Fill the tables above."""
    cdef int32_t n, place
    cdef const unsigned char[::1] view
    for n in range(256):
        NAME[n] = n < 128 and (chr(n).isalnum() or chr(n) in "_.:-")
        NAME[n] += n < 128 and chr(n).isalpha()
        KIND[n] = PLAIN if n >= 32 else ILLEGAL
    KIND[9], KIND[10], KIND[38], KIND[62] = FEED, FEED, AND, GREATER
    KIND[0xC2] = KIND[0xE1] = KIND[0xE2] = KIND[0xE3] = LEAD  # of blanks beyond ASCII
    KIND[0xEF] = LAST  # of U+FFFE and U+FFFF
    for n, path in enumerate(TREE.paths):
        TEXT[n], ONCE[n] = path.text, path.once
        for place in range(len(TREE.elements)):
            STEP[n][place] = TREE.step[n, place]
    for n, name in enumerate(TREE.elements[1:], 1):
        view = name.encode()
        LENGTH[n] = len(view)
        memcpy(LETTERS[n], &view[0], len(view))
        place = place_of(&view[0], len(view))
        while ELEMENT[place]:
            place = (place + 1) & (PLACES - 1)
        ELEMENT[place] = n


_tables()


cdef dict simple(Bytes p, Py_ssize_t i, Py_ssize_t end):
    """Return the attributes of the tag in p[i:end]; None if it is not of the usual form."""
    cdef dict told = {}
    cdef Py_ssize_t name, behind
    while i < end and NAME[p[i]] > 1:
        i += 1
    while i < end and p[i] == 32:
        i += 1
        name = i
        while i < end and NAME[p[i]] > 1:
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
        if key in told or key == "xmlns":
            return None
        told[key] = p[behind + 2:i].decode("utf-8") 
        i += 1
    return told if i == end or i + 1 == end and p[i] == c"/" else None


@cython.final
cdef class Known:
    """What is remembered of the tags of earlier blocks."""

    cdef Table table

    def __cinit__(self):
        make(&self.table, 1 << 12, 1 << 16)

    def __dealloc__(self):
        free(self.table.entries)
        free(self.table.texts)


cdef struct Level:
    Py_ssize_t name  # where the name begins
    int32_t length, node
    uint8_t path


@cython.final
cdef class _Scan:
    """One pass over a block: its place in it, the elements that are open, and what was found."""

    cdef Bytes p
    cdef Py_ssize_t size
    cdef Level levels[DEPTHS]  # levels[0] stands for what is around the records
    cdef int32_t last[PATHS]  # the parent of the last element of each path
    cdef int32_t depth, reading, nodes, most, records  # reading: depth of the text that is read
    cdef bint folded  # whether anything but plain text was met since a text began
    cdef int32_t[::1] parent, record, code, begin, end
    cdef uint8_t[::1] path, odd
    cdef Table *known
    cdef object tags, block

    def __cinit__(self, const unsigned char[::1] block not None, Known known not None, tags):
        self.block, self.tags, self.known = block, tags, &known.table
        self.p, self.size = &block[0], block.shape[0]
        if self.size > MOST:
            raise UnrecognisedError("a block that is too long")
        self.most = <int32_t>(self.size // FEWEST + 1)
        numbers = np.empty((5, self.most), np.int32)
        self.parent, self.record, self.code, self.begin, self.end = numbers
        self.path, self.odd = np.empty((2, self.most), np.uint8)
        memset(self.last, 0xFF, sizeof(self.last))
        self.levels[0] = Level(0, 0, -1, TREE.root)
        self.depth = self.nodes = self.reading = 0
        self.records = -1

    cdef int run(self) except -1:
        cdef Py_ssize_t i = self.text(0)
        cdef unsigned char sign
        while i < self.size:
            if i + 2 >= self.size:
                raise UnrecognisedError("a tag that is cut")
            sign = self.p[i + 1]
            if sign == c"/":
                i = self.closing(i)
            elif sign == c"?":
                i = self.instruction(i)
            elif sign == c"!":
                raise UnrecognisedError("a comment or CDATA")
            else:
                i = self.opening(i)
            i = self.text(i)
        if self.depth:
            raise UnrecognisedError("tags that do not pair up")
        return 0

    cdef inline Py_ssize_t text(self, Py_ssize_t i) except -1:
        """Read text from i; return where the next tag begins, or the end."""
        cdef Py_ssize_t j = i, size = self.size
        cdef Bytes p = self.p
        if j < size and p[j] == 10:
            j += 1
            while j < size and p[j] == 32:
                j += 1
        if j < size and p[j] == c"<":
            self.folded |= j > i
            return j
        cdef Bytes next = <Bytes>memchr(p + j, c"<", size - j)
        if next == NULL or self.depth == 0:
            return self.around(j, size if next == NULL else next - p)
        cdef int odd = unusual(p + j, next - p - j)
        if odd & ODD:
            self.folded |= self.checked(j, next - p)
        self.folded |= odd & TWICE
        self.folded |= j > i
        return next - p

    cdef Py_ssize_t around(self, Py_ssize_t i, Py_ssize_t end) except -1:
        """Pass over what is not within a record: only blanks may be there."""
        while i < end:
            if self.p[i] != 32 and KIND[self.p[i]] != FEED:
                raise UnrecognisedError("text between the records, or a cut one")
            i += 1
        return end

    cdef int checked(self, Py_ssize_t i, Py_ssize_t end) except -1:
        """Check every character; return 1 if any is not to be taken as it stands."""
        cdef Bytes p = self.p
        cdef int folded = 0
        cdef uint8_t kind
        cdef Py_ssize_t next
        while True:
            while i < end and KIND[p[i]] == PLAIN:
                i += 1
            if i >= end:
                return folded
            kind = KIND[p[i]]
            next = i + 1
            if kind == FEED:
                folded = 1
            elif kind == AND:
                next, folded = i, 1
                if reference(p, &next, end) < 0:
                    raise UnrecognisedError("a reference that XML does not allow")
            elif kind == LEAD:
                next = i
                folded |= is_blank(character(p, &next, end))
            elif kind == ILLEGAL or kind == GREATER or kind == LAST and end - i > 2 and (
                p[i + 1] == 0xBF and p[i + 2] >= 0xBE
            ):
                raise UnrecognisedError("a character that XML does not allow, or a > in a text")
            i = next

    cdef inline Py_ssize_t closing(self, Py_ssize_t i) except -1:
        """Read the closing tag at i; return where it ends."""
        cdef Level *level = &self.levels[self.depth]
        cdef Py_ssize_t at = i + 2, behind = i + 2 + level.length
        if self.depth == 0 or behind >= self.size or self.p[behind] != c">" or (
            memcmp(self.p + at, self.p + level.name, level.length) != 0
        ):
            raise UnrecognisedError("tags that do not pair up")
        if self.depth == self.reading:
            self.read(level.node, i)
        self.depth -= 1
        return behind + 1

    cdef inline void read(self, int32_t node, Py_ssize_t end) noexcept:
        """Note where the text of a node ends, and whether it is to be mended."""
        cdef Py_ssize_t begin = self.begin[node]
        self.end[node] = <int32_t>end
        self.odd[node] = end > begin and (
            self.folded or self.p[begin] == 32 or self.p[end - 1] == 32
        )
        self.reading = 0

    cdef Py_ssize_t instruction(self, Py_ssize_t i) except -1:
        cdef Bytes end = <Bytes>memchr(self.p + i, c">", self.size - i)
        if self.depth == 0 or end == NULL or memchr(self.p + i + 1, c"<", end - self.p - i - 1):
            raise UnrecognisedError("an instruction that is cut, or between the records")
        self.checked(i, end - self.p)
        if not INSTRUCTION.fullmatch(self.block[i:end - self.p + 1]):
            raise UnrecognisedError("an instruction of another form")
        self.folded = True
        return end - self.p + 1

    cdef inline Py_ssize_t opening(self, Py_ssize_t i) except -1:
        """Read the opening tag at i; return where it ends."""
        cdef Bytes p = self.p
        cdef Py_ssize_t at = i + 1, j = i + 1, size = self.size
        while j < size and NAME[p[j]]:
            j += 1
        if j == at or j - at >= LONGEST or j >= size or self.depth >= DEEP:
            raise UnrecognisedError("a tag without a name, a long one, or a very deep one")
        cdef int32_t element = element_of(p + at, j - at), code = 0
        cdef bint single = False
        cdef Py_ssize_t end = j
        if element == 0 or p[j] != c">":
            end = self.attributes(at, j, element, &code)
            single = p[end - 1] == c"/"
        cdef uint8_t path = STEP[self.levels[self.depth].path][element]
        cdef int32_t node = -1
        if path >= READ:
            node = self.node(path, end + 1, code)
        elif path == NOT_HERE:
            raise UnrecognisedError("an element where none is expected")
        self.folded |= path == INLINED
        if not single:
            self.deeper(at, j - at, node, path)
        return end + 1

    cdef inline void deeper(self, Py_ssize_t name, Py_ssize_t length, int32_t node, uint8_t path) noexcept:
        self.depth += 1
        self.levels[self.depth] = Level(name, <int32_t>length, node, path)
        if TEXT[path]:
            self.reading, self.folded = self.depth, False

    cdef inline int32_t node(self, uint8_t path, Py_ssize_t begin, int32_t code) except -1:
        """Add an element that is read; return its number in the order of the document."""
        cdef int32_t n = self.nodes, parent = self.levels[self.depth].node
        if n >= self.most:
            raise UnrecognisedError("more elements than can be")
        if ONCE[path] and parent <= self.last[path]:
            raise UnrecognisedError("two of an element where one is expected")
        if code < 0:
            raise UnrecognisedError("a namespace of its own")
        self.last[path] = parent
        self.records += self.depth == 0
        self.parent[n], self.record[n], self.code[n] = parent, self.records, code
        self.begin[n] = self.end[n] = <int32_t>begin
        self.path[n], self.odd[n] = path, 0
        self.nodes = n + 1
        return n

    cdef inline Py_ssize_t attributes(self, Py_ssize_t at, Py_ssize_t j, int32_t element, int32_t *code) except -1:
        """Read on to the end of a tag; set the code of what stands in it, from its name on."""
        cdef Bytes end = <Bytes>memchr(self.p + j, c">", self.size - j)
        if end == NULL:
            raise UnrecognisedError("a tag that is cut")
        cdef int32_t length = <int32_t>(end - self.p - at)
        cdef uint64_t key = hashed(self.p + at, length, SEED)
        cdef Entry *entry = found(self.known, self.p + at, length, key)
        if entry != NULL and entry.length:
            code[0] = entry.code
            return end - self.p
        if memchr(self.p + at, c"<", length):
            raise UnrecognisedError("a < in a tag")
        self.checked(at, at + length)
        code[0] = self.tags.code(element, self.p[at:at + length], simple(self.p, at, end - self.p))
        add(self.known, self.p + at, length, key, code[0])
        return end - self.p

    def found(self):
        """Return what was found, the elements in the order of their paths: see `nodes.Nodes`."""
        cdef int32_t n = self.nodes, i, at
        first = np.zeros(len(TREE.paths) + 1, np.int32)
        made = np.empty((5, n), np.int32)
        cdef int32_t[::1] bounds = first, parent, record, place, code, moved
        cdef int32_t behind[PATHS]
        parent, record, place, code, moved = made
        for i in range(n):
            bounds[self.path[i] + 1] += 1
        for i in range(<int32_t>len(bounds) - 1):
            bounds[i + 1] += bounds[i]
            behind[i] = bounds[i]
        for i in range(n):
            at = behind[self.path[i]]
            behind[self.path[i]] += 1
            moved[i], place[at] = at, i
            parent[at] = moved[self.parent[i]] if self.parent[i] >= 0 else -1
            record[at], code[at] = self.record[i], self.code[i]
        return first, *made[:4], *self.texts(place), feeds(self.p, self.size)

    cdef texts(self, int32_t[::1] place):
        """Return the offsets, the bytes and the validity of the texts; an empty one is null."""
        cdef int32_t n = self.nodes, i, node, made = 0, most = 0
        cdef Py_ssize_t length
        for i in range(n):
            most += self.end[i] - self.begin[i]
        told = np.empty(n + 1, np.int32), np.empty(most + 16, np.uint8), np.zeros(n // 8 + 1, np.uint8)
        cdef int32_t[::1] offsets = told[0]
        cdef uint8_t[::1] data = told[1], valid = told[2]
        offsets[0] = 0
        for i in range(n):
            if i + AHEAD < n:
                soon(self.p + self.begin[place[i + AHEAD]])
            node = place[i]
            length = self.end[node] - self.begin[node]
            if self.odd[node]:
                length = mend(self.p, self.begin[node], self.end[node], &data[made])
            elif length <= 16 and self.begin[node] + 16 <= self.size:
                memcpy(&data[made], self.p + self.begin[node], 16)  # of one length: no call
            else:
                memcpy(&data[made], self.p + self.begin[node], length)
            valid[i >> 3] |= (length > 0) << (i & 7)
            made += <int32_t>length
            offsets[i + 1] = made
        return told


def scan(const unsigned char[::1] block not None, Known known not None, tags):
    """Return what stands in a block of whole PubmedArticles that is valid UTF-8.

    tags: gives the attributes of a tag a number, as `attributes.Tags`. known: what it was asked
    before. Raises UnrecognisedError if the block is not of the plain kind.
    """
    one = _Scan(block, known, tags)
    one.run()
    return one.found()
