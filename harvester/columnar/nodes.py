"""What is read of a block: its elements, their texts, their attributes."""

from dataclasses import dataclass

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
    `tags`. texts: those of each path, null where one is empty; none of a path that has no texts.
    Each path's are by themselves, so that who keeps a column keeps no other. feeds: line feeds of
    the block. first and texts may go on behind the last path, as the scanner's tables do, with
    nothing there.
    """

    first: Ints
    parent: Ints
    record: Ints
    place: Ints
    code: Ints
    texts: list[pa.Array]
    tags: Tags
    feeds: int

    def span(self, name: str) -> tuple[int, int]:
        """Return the first number of a path and the one behind its last."""
        number = TREE.number[name]
        return int(self.first[number]), int(self.first[number + 1])
