"""A block of PubmedArticles with what its tables are made from."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.attributes import Attributes
from harvester.columnar.leaves import Leaves, check_utf8
from harvester.columnar.paths import TREE
from harvester.columnar.structure import Ints, Structure, UnrecognisedError, structure

NO_TEXT = pa.scalar(None, pa.string())


class Block:
    """Whole PubmedArticles as bytes, seen by path. Tags are named by their index in the block."""

    def __init__(self, raw: bytes):
        check_utf8(raw)
        self.found: Structure = structure(raw)
        self.records = self.found.at("PubmedArticle")
        self._only_blank_between()
        self.leaves = Leaves(self.found)
        self.attributes = Attributes(self.found)
        for path in TREE.paths:
            if path.once:
                self._once(path.name)

    def _only_blank_between(self) -> None:
        """Raise UnrecognisedError if text stands between the records."""
        found = self.found
        start = np.concatenate(([0], found.end[found.close[self.records]] + 1))
        end = np.concatenate((found.start[self.records], [len(found.block)]))
        for low, high in zip(start.tolist(), end.tolist(), strict=True):
            if found.block[low:high].strip():
                raise UnrecognisedError("text between the records")

    def _once(self, name: str) -> None:
        """Raise UnrecognisedError if an element that occurs once occurs twice in its parent."""
        parents = self.found.parent[self.at(name)]
        if len(parents) > 1 and (parents[1:] <= parents[:-1]).any():
            raise UnrecognisedError(f"two <{name}> where one is expected")

    def at(self, *names: str) -> Ints:
        """Return the tags of these paths, in the order of the document."""
        if len(names) == 1:
            return self.found.at(names[0])
        return np.sort(np.concatenate([self.found.at(name) for name in names]))

    def record(self, tags: Ints) -> Ints:
        """Return the number of the record, in the block, that each tag stands in."""
        return np.searchsorted(self.records, tags, side="right") - 1

    def text(self, tags: Ints) -> pa.Array:
        """Return the text of each tag; null where it is empty, or the tag is -1."""
        return self.leaves.take(self._numbers(tags))

    def _numbers(self, tags: Ints) -> Ints:
        numbers = self.leaves.number[tags]
        return np.where(tags < 0, -1, numbers) if len(tags) else numbers

    def filled(self, tags: Ints) -> np.ndarray:
        """Tell which tags have a text that is not empty."""
        filled: np.ndarray = self.leaves.filled[self.leaves.number[tags]]
        return filled

    def child(self, parents: Ints, name: str) -> Ints:
        """Return the child of that path of each of *parents*, which are in order; else -1."""
        found = np.full(len(parents), -1, np.int32)
        tags = self.at(name)
        if len(tags) and len(parents):
            above = self.found.parent[tags]
            place = np.minimum(np.searchsorted(parents, above), len(parents) - 1)
            right = parents[place] == above
            found[place[right]] = tags[right]
        return found

    def below(self, parents: Ints, name: str) -> pa.Array:
        """Return the text of the child of that path of each of *parents*, null where none is."""
        return self.text(self.child(parents, name))

    def down(self, *names: str) -> Ints:
        """Return the tag at the end of a way down from each record; -1 where it breaks off."""
        tags = self.records
        for name in names:
            tags = self._step(tags, name)
        return tags

    def _step(self, tags: Ints, name: str) -> Ints:
        there = tags >= 0
        found = np.full(len(tags), -1, np.int32)
        found[there] = self.child(tags[there], name)
        return found

    def parts(self, tags: Ints, names: Sequence[str]) -> list[pa.Array]:
        """Return the text of each of these children of each tag, which may be -1."""
        return [self.text(self._step(tags, name)) for name in names]

    @cached_property
    def paper_ids(self) -> pa.Array:
        """The paper_id of each record."""
        return pc.binary_join_element_wise("pmid:", self.pmids.cast(pa.string()), "")

    @cached_property
    def pmids(self) -> pa.Array:
        """The PMID of each record. Raises UnrecognisedError if one has none that is proper."""
        told = self.text(self.down("MedlineCitation", "PMID"))
        numbers = pmid(told)
        if numbers.null_count:
            raise UnrecognisedError("a record without a PMID")
        return numbers

    @cached_property
    def versions(self) -> pa.Array:
        """The version of each record; 1 where none is told."""
        (told,) = self.attributes.values(self.down("MedlineCitation", "PMID"), "Version")
        good = pc.fill_null(pc.match_substring_regex(told, r"^[0-9]{1,9}$"), False)
        return pc.if_else(good, told, pa.scalar("1")).cast(pa.int64())


def pmid(texts: pa.Array) -> pa.Array:
    """Return the PMIDs that *texts* are, null for what is none, as `identifiers.pmid` does."""
    trimmed = pc.utf8_trim_whitespace(texts)
    good = pc.match_substring_regex(trimmed, r"^0*[1-9][0-9]{0,11}$")
    good = pc.and_(good, pc.less_equal(pc.binary_length(trimmed), 12))
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
