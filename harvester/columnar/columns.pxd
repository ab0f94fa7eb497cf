# cython: language_level=3
"""The elements that scanner.pyx found, put in the order of their paths, and their texts."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, uint8_t
from libc.stdlib cimport realloc
from libc.string cimport memcpy, memset

from harvester.columnar.characters cimport Bytes, mend
from harvester.columnar.grammar cimport PATHS

cdef enum:
    AHEAD = 12  # texts
    SHORT = 16  # bytes that are copied without a call

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define ketlit_soon(place) __builtin_prefetch(place)
    #else
    #define ketlit_soon(place) ((void)(place))
    #endif
    """
    void soon "ketlit_soon" (const void *place) nogil  # tells the processor what is read next

cdef struct Node:  # an element that is read; its text is what begin and end enclose
    int32_t parent, record, code, begin, end
    uint8_t path, odd  # odd: the text is to be mended

cdef struct Column:  # the texts of a path: how many, and where they are written
    int32_t length, room  # room: of data
    int32_t *offsets
    uint8_t *data
    uint8_t *valid

cdef struct Level:  # an element that is open; node: its number, or -1
    Py_ssize_t name  # where the name begins
    int32_t length, node
    uint8_t path


cdef inline int32_t reserve(Node **nodes, int32_t have, int32_t most) except -1:
    """Make room for *most* nodes where there is room for *have*; return for how many there is."""
    cdef Node *more
    if most <= have:
        return have
    more = <Node *>realloc(nodes[0], most * sizeof(Node))
    if not more:
        raise MemoryError
    nodes[0] = more
    return most


cdef inline void ended(Node *node, Bytes p, Py_ssize_t end, bint folded) noexcept nogil:
    """Note where the text of a node ends, and whether it is to be mended."""
    node.end = <int32_t>end
    node.odd = end > node.begin and (folded or p[node.begin] == 32 or p[end - 1] == 32)


cdef inline int32_t *numbers(bytes of) noexcept:
    return <int32_t *>PyBytes_AS_STRING(of)


cdef inline bytes array(Py_ssize_t length):
    """Return room for so many numbers of 32 bits, for us to fill before anybody sees it."""
    return PyBytes_FromStringAndSize(NULL, 4 * length)


cdef inline tuple arranged(const Node *nodes, int32_t n):
    """Return where each path begins, and parent, record, place and code of each node.

    In the order of paths, and in that of the document within each.
    """
    columns = array(PATHS + 1), array(n), array(n), array(n), array(n)
    moved = array(n)
    cdef int32_t *first = numbers(columns[0])
    cdef int32_t *parent = numbers(columns[1])
    cdef int32_t *record = numbers(columns[2])
    cdef int32_t *place = numbers(columns[3])
    cdef int32_t *code = numbers(columns[4])
    cdef int32_t *fresh = numbers(moved)
    with nogil:
        memset(first, 0, 4 * (PATHS + 1))
        spread(nodes, n, first, parent, record, place, code, fresh)
    return columns


cdef inline void spread(
    const Node *nodes, int32_t n, int32_t *first, int32_t *parent, int32_t *record,
    int32_t *place, int32_t *code, int32_t *moved
) noexcept nogil:
    """Fill columns of n elements. moved: room for their new numbers by their old ones."""
    cdef int32_t behind[PATHS]
    cdef int32_t i, at
    cdef const Node *node
    for i in range(n):
        first[nodes[i].path + 1] += 1
    for i in range(PATHS):
        first[i + 1] += first[i]
        behind[i] = first[i]
    for i in range(n):
        node = nodes + i
        at = behind[node.path]
        behind[node.path] += 1
        moved[i], place[at] = at, i
        parent[at] = moved[node.parent] if node.parent >= 0 else -1
        record[at], code[at] = node.record, node.code


cdef inline list columned(
    Bytes p, Py_ssize_t size, const Node *nodes, tuple columns, const uint8_t *wanted
):
    """Return (offsets, bytes, validity) of the texts of each path that has some, else None."""
    cdef const int32_t *first = numbers(columns[0])
    cdef const int32_t *place = numbers(columns[3])
    cdef Column made[PATHS]
    cdef int32_t path
    with nogil:  # once for all paths: to take the GIL again may mean to wait for it
        for path in range(PATHS):
            made[path].length = first[path + 1] - first[path]
            made[path].room = room(nodes, place + first[path], made[path].length)
    told = []
    for path in range(PATHS):
        told.append(column(&made[path]) if wanted[path] else None)
    with nogil:
        for path in range(PATHS):
            if wanted[path]:
                texts(p, size, nodes, place + first[path], &made[path])
    return told


cdef inline tuple column(Column *made):
    """Return room for the offsets, the bytes and the validity of texts, and tell it in *made*."""
    told = (
        array(made.length + 1),
        PyBytes_FromStringAndSize(NULL, made.room),
        PyBytes_FromStringAndSize(NULL, made.length // 8 + 1),
    )
    made.offsets = numbers(told[0])
    made.data = <uint8_t *>PyBytes_AS_STRING(told[1])
    made.valid = <uint8_t *>PyBytes_AS_STRING(told[2])
    return told


cdef inline int32_t room(const Node *nodes, const int32_t *place, int32_t n) noexcept nogil:
    """Return how many bytes the texts of n elements have at most, and a copy of the last needs."""
    cdef int32_t i, told = SHORT
    for i in range(n):
        told += nodes[place[i]].end - nodes[place[i]].begin
    return told


cdef inline void texts(
    Bytes p, Py_ssize_t size, const Node *nodes, const int32_t *place, const Column *here
) noexcept nogil:
    """Write the texts of elements as Arrow has them; an empty one is not valid.

    A mended text is never longer than it was.
    """
    cdef int32_t i, made = 0, n = here.length
    cdef int32_t *offsets = here.offsets
    cdef uint8_t *data = here.data
    cdef uint8_t *valid = here.valid
    cdef const Node *node
    cdef Py_ssize_t length
    memset(valid, 0, n // 8 + 1)
    offsets[0] = 0
    for i in range(n):
        if i + AHEAD < n:
            soon(p + nodes[place[i + AHEAD]].begin)
        node = nodes + place[i]
        length = node.end - node.begin
        if node.odd:
            length = mend(p, node.begin, node.end, data + made)
        elif length <= SHORT and node.begin + SHORT <= size:
            memcpy(data + made, p + node.begin, SHORT)
        else:
            memcpy(data + made, p + node.begin, length)
        valid[i >> 3] |= <uint8_t>(length > 0) << (i & 7)
        made += <int32_t>length
        offsets[i + 1] = made
