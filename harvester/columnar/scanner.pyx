# cython: language_level=3, boundscheck=False, wraparound=False
"""The structure, the texts and the attributes of a block in one pass over its bytes, compiled.

It makes what arrays.py makes with numpy, and refuses whatever that refuses; both are driven by the
tree of paths.py. No byte is read at or behind `size`, and no array is written behind its end: each
is made for as many elements as the block has bytes for.
"""

cimport cython
from libc.stdint cimport int32_t, uint8_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memchr, memcmp, memset

from harvester.columnar.characters cimport ODD, TWICE, Bytes, blank, checked, feeds, unusual
from harvester.columnar.columns cimport Level, Node, arranged, columned, ended, reserve
from harvester.columnar.grammar cimport DEPTHS, LONGEST, PATHS, Grammar, element_of, fill, simple
from harvester.columnar.known cimport Entry, Table, add, forget, found, hashed, make

import os

from harvester.columnar.paths import INLINE, REFUSED, TREE
from harvester.columnar.structure import DEEPEST, INSTRUCTION, UnrecognisedError

cdef extern from *:
    const char *KETLIT_BUILT_FROM  # hatch_build.py gives it: what sources.py says of this source

cdef enum:
    MOST = 1 << 28  # bytes of a block: places in it, and sums of some, are of 32 bits

BUILT_FROM = KETLIT_BUILT_FROM.decode()
cdef Grammar grammar
fill(&grammar, TREE, DEEPEST)
cdef uint64_t SEED = int.from_bytes(os.urandom(8), "little")
cdef int32_t FEWEST = min(len(name) for name in TREE.elements[1:]) + 3  # bytes of <Day/>
cdef int32_t DEEP = DEEPEST
cdef uint8_t INLINED = INLINE, NOT_HERE = REFUSED, READ = REFUSED + 1  # the first that is read
cdef uint8_t ROOT = TREE.root


@cython.final
cdef class Scanner:
    """Reads one block after the other, for one thread, and remembers the tags that it met."""

    cdef Bytes p
    cdef Py_ssize_t size
    cdef Level levels[DEPTHS]  # levels[0] stands for what is around the records
    cdef int32_t last[PATHS]  # the parent of the last element of each path
    cdef int32_t depth, reading, records  # reading: the depth of the text that is read, or 0
    cdef bint busy, folded  # folded: whether anything but plain text was met since a text began
    cdef Node *nodes
    cdef int32_t count, most  # of nodes
    cdef Table known
    cdef object tags  # whose numbers `known` holds; they do not hold the scanner
    cdef dict names  # of attributes

    def __cinit__(self):
        make(&self.known, 1 << 12, 1 << 16)

    def __dealloc__(self):
        free(self.nodes)
        free(self.known.entries)
        free(self.known.texts)

    def scan(self, const unsigned char[::1] block not None, tags not None):
        """Return what stands in a block of whole PubmedArticles that is valid UTF-8.

        It is what `Nodes` has, as bytes; of a path's texts the offsets, the bytes, the validity.
        tags: gives the attributes of a tag a number, as `attributes.Tags`.
        Raises UnrecognisedError if the block is not of the plain kind. Its bytes must not change
        meanwhile: they are checked once and read again.
        """
        cdef Py_ssize_t lines
        if self.busy:
            raise RuntimeError("a scanner serves one thread")
        self.p, self.size = &block[0], block.shape[0]
        if self.size > MOST:
            raise UnrecognisedError("a block that is too long")
        # An element that is closed takes FEWEST bytes at least; where more begin, some stay open,
        # and the block is refused as soon as there is no room.
        self.most = reserve(&self.nodes, self.most, <int32_t>(self.size // FEWEST + 1))
        memset(self.last, 0xFF, sizeof(self.last))
        self.levels[0] = Level(0, 0, -1, ROOT)
        self.depth = self.count = self.reading = 0
        self.records = -1
        if tags is not self.tags:
            forget(&self.known)
            self.tags, self.names = tags, {}
        self.busy = True
        try:
            with nogil:
                self.run()
                lines = feeds(self.p, self.size)
            columns = arranged(self.nodes, self.count)
            texts = columned(self.p, self.size, self.nodes, columns, grammar.text)
            return *columns, texts, lines
        finally:
            self.busy = False

    cdef int refuse(self, const char *why) except -1 nogil:
        with gil:
            raise UnrecognisedError(why.decode())

    cdef int run(self) except -1 nogil:
        cdef Py_ssize_t i = self.text(0)
        cdef unsigned char sign
        while i < self.size:
            if i + 2 >= self.size:
                return self.refuse("a tag that is cut")
            sign = self.p[i + 1]
            if sign == c"/":
                i = self.closing(i)
            elif sign == c"?":
                i = self.instruction(i)
            elif sign == c"!":
                return self.refuse("a comment or CDATA")
            else:
                i = self.opening(i)
            i = self.text(i)
        if self.depth:
            return self.refuse("tags that do not pair up")
        return 0

    cdef inline Py_ssize_t text(self, Py_ssize_t i) except -1 nogil:
        """Pass over text; return where the next tag begins, or the end."""
        cdef Py_ssize_t j = i, size = self.size
        cdef Bytes p = self.p
        if j < size and p[j] == 10:  # most often a line feed and what the next line begins with
            j += 1
            while j < size and p[j] == 32:
                j += 1
        if j < size and p[j] == c"<":
            self.folded |= j > i
            return j
        cdef Bytes next = <Bytes>memchr(p + j, c"<", size - j)
        if next == NULL:
            next = p + size
        if self.depth == 0 or next == p + size:
            if not blank(p, j, next - p):
                return self.refuse("text between the records, or a cut one")
            return next - p
        cdef int seen = unusual(p + j, next - p - j)
        if seen & ODD:
            seen = checked(p, j, next - p, grammar.kind) | seen & TWICE
            if seen < 0:
                return self.refuse("a character that XML does not allow, or a > in a text")
        self.folded |= j > i or seen != 0
        return next - p

    cdef inline Py_ssize_t closing(self, Py_ssize_t i) except -1 nogil:
        """Read the closing tag at i; return where it ends."""
        cdef Level *level = &self.levels[self.depth]
        cdef Py_ssize_t behind = i + 2 + level.length
        if self.depth == 0 or behind >= self.size or self.p[behind] != c">" or (
            memcmp(self.p + i + 2, self.p + level.name, level.length) != 0
        ):
            return self.refuse("tags that do not pair up")
        if self.depth == self.reading:
            ended(self.nodes + level.node, self.p, i, self.folded)
            self.reading = 0
        self.depth -= 1
        return behind + 1

    cdef Py_ssize_t instruction(self, Py_ssize_t i) except -1 nogil:
        """Pass over an instruction; NLM's files hold some (<?pmcsd ?>), which say nothing."""
        cdef Bytes end = <Bytes>memchr(self.p + i, c">", self.size - i)
        if self.depth == 0 or end == NULL or memchr(self.p + i + 1, c"<", end - self.p - i - 1):
            return self.refuse("an instruction that is cut, or between the records")
        if checked(self.p, i, end - self.p, grammar.kind) < 0:
            return self.refuse("a character that XML does not allow")
        with gil:
            if not INSTRUCTION.fullmatch(self.p[i:end - self.p + 1]):
                raise UnrecognisedError("an instruction of another form")
        self.folded = True
        return end - self.p + 1

    cdef inline Py_ssize_t opening(self, Py_ssize_t i) except -1 nogil:
        """Read the opening tag at i; return where it ends."""
        cdef Bytes p = self.p
        cdef Py_ssize_t at = i + 1, j = i + 1, size = self.size
        while j < size and grammar.name[p[j]]:
            j += 1
        if j == at or j - at >= LONGEST or j >= size or self.depth >= DEEP:
            return self.refuse("a tag without a name, a long one, or a very deep one")
        cdef int32_t length = <int32_t>(j - at), code = 0, node = -1
        cdef int32_t element = element_of(&grammar, p + at, length)
        cdef bint single = False
        if element == 0 or p[j] != c">":
            j = self.attributes(at, j, element, &code)
            single = p[j - 1] == c"/"
        cdef uint8_t path = grammar.step[self.levels[self.depth].path][element]
        if path >= READ:
            node = self.node(path, j + 1, code)
        elif path == NOT_HERE:
            return self.refuse("an element where none is expected")
        self.folded |= path == INLINED
        if not single:
            self.depth += 1
            self.levels[self.depth] = Level(at, length, node, path)
            if grammar.text[path]:
                self.reading, self.folded = self.depth, False
        return j + 1

    cdef inline int32_t node(self, uint8_t path, Py_ssize_t begin, int32_t code) except -1 nogil:
        """Add an element that is read; return its number in the order of the document."""
        cdef int32_t parent = self.levels[self.depth].node
        if self.count >= self.most:
            return self.refuse("more elements than can be")
        if grammar.once[path] and parent <= self.last[path]:
            return self.refuse("two of an element where one is expected")
        if code < 0:
            return self.refuse("a namespace of its own")
        self.last[path] = parent
        self.records += self.depth == 0
        self.nodes[self.count] = Node(
            parent, self.records, code, <int32_t>begin, <int32_t>begin, path, 0
        )
        self.count += 1
        return self.count - 1

    cdef inline Py_ssize_t attributes(
        self, Py_ssize_t at, Py_ssize_t j, int32_t element, int32_t *code
    ) except -1 nogil:
        """Read on to the end of a tag; set the code of what stands in it, from its name on."""
        cdef Bytes end = <Bytes>memchr(self.p + j, c">", self.size - j)
        if end == NULL:
            return self.refuse("a tag that is cut")
        cdef int32_t length = <int32_t>(end - self.p - at)
        cdef uint64_t key = hashed(self.p + at, length, SEED)
        cdef Entry *entry = found(&self.known, self.p + at, length, key)
        if entry != NULL and entry.length:
            code[0] = entry.code
            return end - self.p
        if memchr(self.p + at, c"<", length):
            return self.refuse("a < in a tag")
        if checked(self.p, at, at + length, grammar.kind) < 0:
            return self.refuse("a character that XML does not allow")
        self.learn(at, length, element, key, code)
        return end - self.p

    cdef int learn(
        self, Py_ssize_t at, int32_t length, int32_t element, uint64_t key, int32_t *code
    ) except -1 with gil:
        """Have a tag read that was not met before, and remember it.

        A method of its own: what has objects of Python takes the GIL whenever it is left.
        """
        told = simple(&grammar, self.p, at, at + length, self.names)
        code[0] = self.tags.code(element, self.p[at:at + length], told)
        return add(&self.known, self.p + at, length, key, code[0])
