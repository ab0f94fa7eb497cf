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
    memset(first, 0, 4 * (PATHS + 1))
    spread(nodes, n, first, numbers(columns[1]), numbers(columns[2]), numbers(columns[3]),
           numbers(columns[4]), numbers(moved))
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
    cdef int32_t path, n
    told = []
    for path in range(PATHS):
        n = first[path + 1] - first[path]
        if wanted[path]:
            told.append(column(p, size, nodes, place + first[path], n))
        else:
            told.append(None)
    return told


cdef inline tuple column(
    Bytes p, Py_ssize_t size, const Node *nodes, const int32_t *place, int32_t n
):
    """Return the offsets, the bytes and the validity of the texts of n elements."""
    cdef int32_t most = room(nodes, place, n)
    told = (
        array(n + 1),
        PyBytes_FromStringAndSize(NULL, most),
        PyBytes_FromStringAndSize(NULL, n // 8 + 1),
    )
    cdef uint8_t *data = <uint8_t *>PyBytes_AS_STRING(told[1])
    cdef uint8_t *valid = <uint8_t *>PyBytes_AS_STRING(told[2])
    memset(valid, 0, n // 8 + 1)
    texts(p, size, nodes, place, n, numbers(told[0]), data, valid)
    return told


cdef inline int32_t room(const Node *nodes, const int32_t *place, int32_t n) noexcept nogil:
    """Return how many bytes the texts of n elements have at most, and a copy of the last needs."""
    cdef int32_t i, told = SHORT
    for i in range(n):
        told += nodes[place[i]].end - nodes[place[i]].begin
    return told


cdef inline void texts(
    Bytes p, Py_ssize_t size, const Node *nodes, const int32_t *place, int32_t n,
    int32_t *offsets, uint8_t *data, uint8_t *valid
) noexcept nogil:
    """Write the texts of n elements as Arrow has them. valid: zeros; an empty text stays invalid.

    data: of `room` bytes. A mended text is never longer than it was.
    """
    cdef int32_t i, made = 0
    cdef const Node *node
    cdef Py_ssize_t length
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
