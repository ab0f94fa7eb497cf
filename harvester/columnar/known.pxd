# cython: language_level=3
"""A table of the texts of tags that were met before, with a number for each, for scanner.pyx."""

from libc.stdint cimport int32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

from harvester.columnar.characters cimport Bytes

cdef enum:
    PROBES = 256  # how far a text may lie from its place: bounds what hostile tags cost

cdef struct Entry:
    uint64_t key  # the hash of the text
    Py_ssize_t at  # where the text begins in `texts`
    int32_t length  # 0 for a free place
    int32_t code

cdef struct Table:
    Entry *entries
    unsigned char *texts
    Py_ssize_t places, used  # places: a power of two
    Py_ssize_t room, held  # bytes of texts


cdef inline uint64_t word(Bytes p, Py_ssize_t length) noexcept nogil:
    """Return the first bytes at p, at most eight, as a number."""
    cdef uint64_t told = 0
    memcpy(&told, p, 8 if length > 8 else length)
    return told


cdef inline uint64_t hashed(Bytes p, Py_ssize_t length, uint64_t seed) noexcept nogil:
    """Return a hash of p[:length]. Who wants to can make texts of one hash, whatever the seed.

    PROBES bounds what they cost: a text that finds no place is asked for anew each time.
    """
    cdef uint64_t told = seed ^ <uint64_t>length
    while length >= 8:
        told = (told ^ word(p, 8)) * <uint64_t>0x9E3779B97F4A7C15
        told ^= told >> 29
        p += 8
        length -= 8
    if length:
        told = (told ^ word(p, length)) * <uint64_t>0x9E3779B97F4A7C15
    return told ^ told >> 32


cdef inline Entry *found(Table *table, Bytes p, int32_t length, uint64_t key) noexcept nogil:
    """Return the entry of a text, or the free one that it would have; NULL if that is too far."""
    cdef Py_ssize_t place = key & (table.places - 1)
    cdef Entry *entry
    for _ in range(PROBES):
        entry = table.entries + place
        if entry.length == 0 or (
            entry.key == key and entry.length == length
            and memcmp(table.texts + entry.at, p, length) == 0
        ):
            return entry
        place = (place + 1) & (table.places - 1)
    return NULL


cdef inline int make(Table *table, Py_ssize_t places, Py_ssize_t room) except -1:
    """Make an empty table. Raises MemoryError."""
    table.entries = <Entry *>calloc(places, sizeof(Entry))
    table.texts = <unsigned char *>realloc(NULL, room)
    table.places, table.room, table.used, table.held = places, room, 0, 0
    if not table.entries or not table.texts:
        raise MemoryError
    return 0


cdef inline void forget(Table *table) noexcept nogil:
    """Empty a table, and keep its room."""
    memset(table.entries, 0, table.places * sizeof(Entry))
    table.used = table.held = 0


cdef inline int add(Table *table, Bytes p, int32_t length, uint64_t key, int32_t code) except -1:
    """Remember the code of a text of at least one byte. Raises MemoryError."""
    if 2 * (table.used + 1) > table.places:
        grow(table)
    if table.held + length > table.room:
        widen(table, 2 * (table.room + length))
    cdef Entry *entry = found(table, p, length, key)
    if entry == NULL or entry.length:
        return 0  # no room near its place: it will be asked for again, which costs time alone
    memcpy(table.texts + table.held, p, length)
    entry.key, entry.at, entry.length, entry.code = key, table.held, length, code
    table.held += length
    table.used += 1
    return 0


cdef inline int grow(Table *table) except -1:
    cdef Entry *old = table.entries
    cdef Entry *entries = <Entry *>calloc(2 * table.places, sizeof(Entry))
    cdef Py_ssize_t n, place, last = 2 * table.places - 1
    if not entries:
        raise MemoryError
    for n in range(table.places):
        if old[n].length:
            place = old[n].key & last
            while entries[place].length:
                place = (place + 1) & last
            entries[place] = old[n]
    table.entries, table.places = entries, 2 * table.places
    free(old)
    return 0


cdef inline int widen(Table *table, Py_ssize_t room) except -1:
    cdef unsigned char *texts = <unsigned char *>realloc(table.texts, room)
    if not texts:
        raise MemoryError
    table.texts, table.room = texts, room
    return 0
