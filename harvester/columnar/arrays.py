"""The nodes of a block made by numpy, from its structure: for where nothing can be compiled."""

import numpy as np

from harvester.columnar.attributes import Tags
from harvester.columnar.leaves import leaves, slices
from harvester.columnar.nodes import Nodes, Raw
from harvester.columnar.paths import INLINE, REFUSED, TREE, UNKNOWN
from harvester.columnar.structure import PAD, Ints, Structure, UnrecognisedError, structure
from harvester.sources.cut import line_feeds


def nodes(raw: Raw, tags: Tags) -> Nodes:
    """Return what stands in a block of whole PubmedArticles that is valid UTF-8.

    Raises UnrecognisedError if the block is not of the plain kind.
    """
    block = b"".join((raw, PAD))
    found = structure(block)
    kept = np.flatnonzero(found.path > REFUSED).astype(np.int32)
    path = found.path[kept]
    order = np.argsort(path, kind="stable").astype(np.int32)
    counts = np.bincount(path, minlength=len(TREE.paths))
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    chosen = kept[order]
    moved = np.full(len(found.path) + 1, -1, np.int32)  # the last is for -1
    moved[chosen] = np.arange(len(chosen), dtype=np.int32)
    parent = moved[found.parent[chosen]]
    records = chosen[: first[TREE.number["PubmedArticle"] + 1]]
    _only_blank_between(found, records)
    _once(first, order[parent])
    record = (np.searchsorted(records, chosen, side="right") - 1).astype(np.int32)
    code = _codes(found, tags)[chosen]
    feeds = line_feeds(block, 0, len(block))
    return Nodes(first, parent, record, order, code, leaves(found, kept, order, first), tags, feeds)


def _only_blank_between(found: Structure, records: Ints) -> None:
    """Raise UnrecognisedError if text stands between the records."""
    start = np.concatenate(([0], found.end[found.close[records]] + 1))
    end = np.concatenate((found.start[records], [len(found.block)]))
    for low, high in zip(start.tolist(), end.tolist(), strict=True):
        if found.block[low:high].strip():
            raise UnrecognisedError("text between the records")


def _once(first: Ints, above: Ints) -> None:
    """Raise UnrecognisedError if an element that occurs once occurs twice in its parent.

    above: the place of each one's parent in the document, where those of a path ascend.
    """
    for number, path in enumerate(TREE.paths):
        parents = above[first[number] : first[number + 1]]
        if path.once and len(parents) > 1 and (parents[1:] <= parents[:-1]).any():
            raise UnrecognisedError(f"two <{path.name}> where one is expected")


def _codes(found: Structure, tags: Tags) -> Ints:
    """Return the code of each tag's attributes; 0 where it has none."""
    codes = np.zeros(len(found.start), np.int32)
    odd = found.odd
    encoded = slices(found.block, found.start[odd] + 1, found.end[odd]).dictionary_encode()
    index = encoded.indices.to_numpy()
    distinct = encoded.dictionary.to_pylist()
    element = np.zeros(len(distinct), np.int32)
    element[index] = found.element[odd]
    told = [tags.code(*one) for one in zip(element.tolist(), distinct, strict=True)]
    codes[odd] = np.array(told, np.int32)[index]
    there = found.path[codes < 0]
    if ((there != INLINE) & (there != UNKNOWN)).any():
        raise UnrecognisedError("a namespace of its own")
    return codes
