# cython: language_level=3
"""Characters and references of XML as bytes, read with bounds, for scanner.pyx.

Everything here is told where its bytes end, and reads none behind that.
"""

from libc.stdint cimport int32_t, uint8_t
from libc.string cimport memcmp

ctypedef const unsigned char *Bytes


cdef enum:  # what a byte is in a text
    PLAIN  # itself, or a part of a character that is
    FEED  # a blank that becomes a space
    ILLEGAL
    AND
    GREATER
    LEAD  # the first of what may be a blank beyond ASCII
    LAST  # the first of what may be U+FFFE or U+FFFF

cdef enum:
    ODD = 1  # a character that needs a second look
    TWICE = 2  # two spaces in a row


cdef inline bint legal(int32_t code) noexcept nogil:
    """Tell whether XML allows the character of that number."""
    if code < 0x20:
        return code == 9 or code == 10 or code == 13
    return code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code < 0x110000


cdef inline bint is_blank(int32_t code) noexcept nogil:
    """Tell whether `str.split` takes the character for a blank."""
    if code < 0x80:
        return code == 0x20 or 9 <= code <= 13 or 28 <= code <= 31
    if code < 0x2000:
        return code == 0x85 or code == 0xA0 or code == 0x1680
    return (code <= 0x200A or code == 0x2028 or code == 0x2029 or code == 0x202F
            or code == 0x205F or code == 0x3000)


cdef inline int32_t digit(unsigned char byte) noexcept nogil:
    """Return the value of a hexadecimal digit; 99 for anything else."""
    if 48 <= byte <= 57:
        return byte - 48
    byte |= 32
    return byte - 87 if 97 <= byte <= 102 else 99


cdef inline int32_t numbered(Bytes p, Py_ssize_t *at, Py_ssize_t end) noexcept nogil:
    """Read &#...; at *at*, which moves behind it; return its character, or -1 if it is none."""
    cdef Py_ssize_t i = at[0] + 2
    cdef int32_t code = 0, base = 10, most = 7, value
    if i < end and p[i] == c"x":
        i, base, most = i + 1, 16, 6
    cdef Py_ssize_t first = i
    while i < end and i - first < most:
        value = digit(p[i])
        if value >= base:
            break
        code = code * base + value
        i += 1
    if i == first or i >= end or p[i] != c";" or not legal(code):
        return -1
    at[0] = i + 1
    return code


cdef inline int32_t reference(Bytes p, Py_ssize_t *at, Py_ssize_t end) noexcept nogil:
    """Read the reference at *at*, which moves behind it; return its character, -1 if it is none."""
    cdef Py_ssize_t i = at[0], left = end - at[0]
    cdef int32_t code = -1, long = 0
    if left >= 4 and p[i + 1] == c"#":
        return numbered(p, at, end)
    if left >= 4 and memcmp(p + i, b"&lt;", 4) == 0:
        code, long = 60, 4
    elif left >= 4 and memcmp(p + i, b"&gt;", 4) == 0:
        code, long = 62, 4
    elif left >= 5 and memcmp(p + i, b"&amp;", 5) == 0:
        code, long = 38, 5
    elif left >= 6 and memcmp(p + i, b"&quot;", 6) == 0:
        code, long = 34, 6
    elif left >= 6 and memcmp(p + i, b"&apos;", 6) == 0:
        code, long = 39, 6
    at[0] += long
    return code


cdef inline int32_t character(Bytes p, Py_ssize_t *at, Py_ssize_t end) noexcept nogil:
    """Read one character of UTF-8 at *at*, which moves behind it.

    Of bytes that are no UTF-8 it makes a number too, but none that `put` needs more bytes for.
    """
    cdef int32_t first = p[at[0]], code
    cdef Py_ssize_t more = 0 if first < 0xC0 else 1 if first < 0xE0 else 2 if first < 0xF0 else 3
    if at[0] + more >= end:
        more = end - at[0] - 1
    code = first if first < 0x80 else first & (0x3F >> more)
    at[0] += 1
    for _ in range(more):
        code = code << 6 | p[at[0]] & 0x3F
        at[0] += 1
    return code


cdef inline Py_ssize_t put(int32_t code, unsigned char *out) noexcept nogil:
    """Write a character as UTF-8, at most four bytes; return how many."""
    if code < 0x80:
        out[0] = code
        return 1
    if code < 0x800:
        out[0], out[1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
        return 2
    if code < 0x10000:
        out[0], out[1], out[2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
        return 3
    out[0], out[1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 0x3F
    out[2], out[3] = 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
    return 4


cdef inline bint blank(Bytes p, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    """Tell whether p[i:end] holds nothing but blanks that XML allows."""
    while i < end and (p[i] == 32 or p[i] == 10 or p[i] == 9):
        i += 1
    return i >= end


cdef inline int unusual(Bytes p, Py_ssize_t length) noexcept nogil:
    """Tell what is not plain in p[:length]; p[length] has to be there, too.

    Without a branch in it, so that compilers make many comparisons of one.
    """
    cdef uint8_t odd = 0, twice = 0
    cdef Py_ssize_t i
    for i in range(length):
        odd |= (<signed char>p[i] < 32) | (p[i] == 38) | (p[i] == 62)
        twice |= (p[i] == 32) & (p[i + 1] == 32)
    return odd | twice << 1


cdef inline int checked(Bytes p, Py_ssize_t i, Py_ssize_t end, const uint8_t *kinds) noexcept nogil:
    """Check every character of p[i:end], but for single spaces.

    Return -1 if XML does not allow one, or one is a >; 1 if any does not stand for itself; else 0.
    """
    cdef int folded = 0
    cdef uint8_t kind
    cdef Py_ssize_t next
    while True:
        while i < end and kinds[p[i]] == PLAIN:
            i += 1
        if i >= end:
            return folded
        kind, next = kinds[p[i]], i + 1
        if kind == FEED:
            folded = 1
        elif kind == AND:
            next, folded = i, 1
            if reference(p, &next, end) < 0:
                return -1
        elif kind == LEAD:
            next = i
            folded |= is_blank(character(p, &next, end))
        elif kind != LAST or end - i > 2 and p[i + 1] == 0xBF and p[i + 2] >= 0xBE:
            return -1
        i = next


cdef inline Py_ssize_t feeds(Bytes p, Py_ssize_t length) noexcept nogil:
    """Return how many line feeds p[:length] holds; in steps that a byte can count."""
    cdef Py_ssize_t i, j, told = 0
    cdef uint8_t some
    for i in range(0, length - 127, 128):
        some = 0
        for j in range(128):
            some += p[i + j] == 10
        told += some
    for i in range(length & ~<Py_ssize_t>127, length):
        told += p[i] == 10
    return told


cdef inline Py_ssize_t mend(
    Bytes p, Py_ssize_t i, Py_ssize_t end, unsigned char *out
) noexcept nogil:
    """Write p[i:end] without tags, with references resolved and blanks folded; return the length.

    That is never more than end - i: nothing of XML is shorter than what it stands for. The bytes
    were found to be well-formed before.
    """
    cdef Py_ssize_t made = 0
    cdef bint apart = False
    cdef int32_t code
    while i < end:
        if 32 < p[i] < 0x80 and p[i] != c"&" and p[i] != c"<" and not apart:  # most of all
            out[made] = p[i]
            made += 1
            i += 1
            continue
        if p[i] == c"<":
            while i < end and p[i] != c">":
                i += 1
            i += 1
            continue
        code = reference(p, &i, end) if p[i] == c"&" else character(p, &i, end)
        if code < 0:  # no reference: cannot be, since all were checked
            return made
        if is_blank(code):
            apart = made > 0
            continue
        if apart:
            out[made] = 32
            made += 1
            apart = False
        made += put(code, out + made)
    return made
