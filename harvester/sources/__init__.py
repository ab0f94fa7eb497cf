"""What a reader of a source format gives, whatever the format.

Each module of this package reads one format, purely: bytes in, `Parsed` out. Rows are tuples in
the order of schema.toml, so that no dictionary is made per record on the way to a frame or store.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from harvester.schema import PARSED

Row = tuple[object, ...]
Rows = dict[str, list[Row]]


def empty_rows() -> Rows:
    """Return an empty list of rows for each table that a parser fills."""
    return {name: [] for name in PARSED}


@dataclass(frozen=True)
class Origin:
    """Where one paper's rows came from: the source record, its version and its content hash."""

    paper_id: str
    source: str
    source_id: str
    version: int | None
    sha256: str


@dataclass(frozen=True)
class Rejected:
    """One record that could not be read: its place in the file, why, and its bytes."""

    place: str
    reason: str
    raw: bytes


@dataclass
class Parsed:
    """The rows of some records, table by table.

    paper_id in the rows is the record's own ("pmid:123"); the store maps it to the lasting one.
    deleted: PMIDs named by DeleteCitation.
    """

    rows: Rows = field(default_factory=empty_rows)
    origins: list[Origin] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)

    def extend(self, others: Iterable["Parsed"]) -> None:
        """Append the rows of *others*, in order."""
        for other in others:
            for name, rows in other.rows.items():
                self.rows[name].extend(rows)
            self.origins.extend(other.origins)
            self.rejected.extend(other.rejected)
            self.deleted.extend(other.deleted)
