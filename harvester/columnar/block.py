"""A block of PubmedArticles with what its tables are made from."""

import re
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.makers import nodes
from harvester.columnar.nodes import Nodes, Raw
from harvester.columnar.paths import TREE
from harvester.columnar.structure import Ints, UnrecognisedError

MOST_DIGITS = 12  # of a PMID
NO_TEXT = pa.scalar(None, pa.string())


class Block:
    """Whole PubmedArticles as bytes, seen by path.

    Elements are named by their numbers (see `Nodes`), or by their path and place in it, from 0.
    """

    def __init__(self, raw: Raw):
        self.nodes: Nodes = nodes(raw)
        self.length = self.count("PubmedArticle")

    def count(self, name: str) -> int:
        """Return how many elements of a path there are."""
        low, high = self.nodes.span(name)
        return high - low

    def at(self, name: str) -> Ints:
        """Return the numbers of the elements of a path."""
        return np.arange(*self.nodes.span(name), dtype=np.int32)

    def record(self, name: str) -> Ints:
        """Return the number of the record of each element of a path."""
        return self._of(self.nodes.record, name)

    def parent(self, name: str, above: str = "") -> Ints:
        """Return the number of the parent of each element of a path; its place in the path *above*.

        if that is given.
        """
        parents = self._of(self.nodes.parent, name)
        return parents - self.nodes.span(above)[0] if above else parents

    def code(self, name: str) -> Ints:
        """Return the code of the attributes of each element of a path."""
        return self._of(self.nodes.code, name)

    def _of(self, column: Ints, name: str) -> Ints:
        low, high = self.nodes.span(name)
        return column[low:high]

    def text(self, name: str) -> pa.Array:
        """Return the text of each element of a path; null where it is empty. Nothing is copied."""
        return self.nodes.texts[TREE.number[name]]

    def picked(self, name: str, places: Ints) -> pa.Array:
        """Return the texts at these places in a path; null where one is empty, or its place -1."""
        missing = places < 0
        return self.text(name).take(pa.array(places, mask=missing if missing.any() else None))

    def offsets(self, name: str) -> Ints:
        """Return where each text of a path begins in its bytes, and the end."""
        text = self.text(name)
        return np.frombuffer(text.buffers()[1] or bytes(4), np.int32, len(text) + 1)

    def filled(self, name: str) -> np.ndarray:
        """Tell which elements of a path have a text that is not empty."""
        offsets = self.offsets(name)
        filled: np.ndarray = offsets[1:] > offsets[:-1]
        return filled

    def placed(self, name: str, rows: Ints, length: int) -> pa.Array:
        """Return a column of *length* with the text of each element of a path in its row, or null.

        rows: ascending, each once. Nothing is copied but where texts begin: between two rows that
        have one, the column stands still.
        """
        text = self.text(name)
        if len(rows) == length:
            return text
        there = np.zeros(length + 1, np.int32)
        there[rows + 1] = 1
        offsets = self.offsets(name)[np.cumsum(there)]
        valid = np.packbits(offsets[1:] > offsets[:-1], bitorder="little")
        buffers = [*map(pa.py_buffer, (valid, offsets)), text.buffers()[2]]
        return pa.Array.from_buffers(pa.string(), length, buffers)

    def below(self, above: str, *names: str) -> list[pa.Array]:
        """Return, for each element of a path, the texts of its children of these paths, or null."""
        length = self.count(above)
        return [self.placed(name, self.parent(name, above), length) for name in names]

    def told(self, *names: str) -> list[pa.Array]:
        """Return, for each record, the text of the one element of each of these paths, or null."""
        return [self.placed(name, self.record(name), self.length) for name in names]

    def values(self, name: str, *attributes: str) -> list[pa.Array]:
        """Return these attributes of the elements of a path; null where one is empty or absent."""
        return self.nodes.tags.values(name, self.code(name), *attributes)

    def are(self, name: str, attribute: str, wanted: str) -> np.ndarray:
        """Tell for which elements of a path an attribute has the *wanted* value."""
        return self.nodes.tags.are(name, self.code(name), attribute, wanted)

    def coded(self, name: str) -> Ints:
        """Return, for each record, the code of the one element of a path; 0 where it has none."""
        codes = np.zeros(self.length, np.int32)
        codes[self.record(name)] = self.code(name)
        return codes

    @cached_property
    def paper_ids(self) -> pa.Array:
        """The paper_id of each record."""
        return pc.binary_join_element_wise("pmid:", self.pmids.cast(pa.string()), "")

    @cached_property
    def pmids(self) -> pa.Array:
        """The PMID of each record. Raises UnrecognisedError if one has none that is proper."""
        numbers = pmid(*self.told("PMID"))
        if numbers.null_count:
            raise UnrecognisedError("a record without a PMID")
        return numbers

    @cached_property
    def versions(self) -> pa.Array:
        """The version of each record; 1 where none is told."""
        (told,) = self.nodes.tags.values("PMID", self.coded("PMID"), "Version", clean=_version)
        return pc.fill_null(told, "1").cast(pa.int64())


def _version(told: str) -> str | None:
    return told if re.fullmatch("[0-9]{1,9}", told) else None


def pmid(texts: pa.Array) -> pa.Array:
    """Return the PMIDs that *texts* are, null for what is none, as `identifiers.pmid` does."""
    digits = pc.all(pc.ascii_is_decimal(texts)).as_py() is not False
    if digits and (pc.max(pc.binary_length(texts)).as_py() or 0) <= MOST_DIGITS:  # as they all are
        numbers = texts.cast(pa.int64())
        return pc.if_else(pc.greater(numbers, 0), numbers, pa.scalar(None, pa.int64()))
    trimmed = pc.utf8_trim_whitespace(texts)
    good = pc.match_substring_regex(trimmed, r"^0*[1-9][0-9]{0,11}$")
    good = pc.and_(good, pc.less_equal(pc.binary_length(trimmed), MOST_DIGITS))
    return pc.if_else(good, trimmed, NO_TEXT).cast(pa.int64())


def list_array(rows: Ints, values: pa.Array, length: int) -> pa.Array:
    """Return a list array of *length* lists: values[n] belongs to rows[n], which ascend."""
    counts = np.bincount(rows, minlength=length)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def positions(*keys: Ints) -> pa.Array:
    """Return the place, from 1, of each row within its run of equal keys."""
    length = len(keys[0])
    if not length:
        return pa.array([], pa.int64())
    new = np.zeros(length, bool)
    new[0] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    starts = np.flatnonzero(new)
    return pa.array(np.arange(length) - np.repeat(starts, np.diff(np.append(starts, length))) + 1)


def pick(values: pa.Array, choice: np.ndarray) -> pa.Array:
    """Return values[choice]; *choice* is a mask or indices."""
    if choice.dtype == bool:
        return values.filter(pa.array(choice))
    return values.take(pa.array(choice))
