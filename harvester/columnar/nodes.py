"""What is read of a block: its elements, their texts, their attributes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from harvester.columnar.attributes import Tags
from harvester.columnar.paths import TREE
from harvester.columnar.structure import Ints

Raw = bytes | memoryview


@dataclass(frozen=True)
class Nodes:
    """The elements that are read, by path, and of each path in the order of the document.

    first: where each path begins, and the end. parent: number of the parent, -1 of records. record:
    number of the record. place: number in the order of the document. code: number of the tag among
    `tags`. texts: null where it is empty, or the element is none that has a text. feeds: line feeds
    of the block.
    """

    first: Ints
    parent: Ints
    record: Ints
    place: Ints
    code: Ints
    texts: pa.Array
    tags: Tags
    feeds: int

    @cached_property
    def offsets(self) -> Ints:
        """Where each text begins in the bytes of `texts`, and the end."""
        if not len(self.texts):
            return np.zeros(1, np.int32)
        return np.frombuffer(self.texts.buffers()[1], np.int32, len(self.texts) + 1)

    @cached_property
    def filled(self) -> np.ndarray:
        """Which have a text that is not empty."""
        filled: np.ndarray = self.offsets[1:] > self.offsets[:-1]
        return filled

    def span(self, name: str) -> tuple[int, int]:
        """Return the first number of a path and the one behind its last."""
        number = TREE.number[name]
        return int(self.first[number]), int(self.first[number + 1])
