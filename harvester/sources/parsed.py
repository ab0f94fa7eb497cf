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


def newest(parsed: Parsed) -> Parsed:
    """Return *parsed* with one version of each source record: the highest, the last of equals."""
    last: dict[tuple[str, str], int] = {}
    for at, origin in enumerate(parsed.origins):
        key = origin.source, origin.source_id
        if key not in last or (parsed.origins[last[key]].version or 0) <= (origin.version or 0):
            last[key] = at
    if len(last) == len(parsed.origins):
        return parsed
    kept = Parsed(rejected=parsed.rejected, deleted=parsed.deleted)
    kept.origins = [parsed.origins[at] for at in sorted(last.values())]
    for name, rows in parsed.rows.items():
        kept.rows[name] = _rows_of(rows, parsed.origins, set(last.values()))
    return kept


def _rows_of(rows: list[Row], origins: list[Origin], kept: set[int]) -> list[Row]:
    """Return the rows of the *kept* origins. Rows stand in the order of the origins."""
    chosen: list[Row] = []
    at = 0
    for at_origin, origin in enumerate(origins):
        start = at
        while at < len(rows) and rows[at][0] == origin.paper_id:
            at += 1
        if at_origin in kept:
            chosen += rows[start:at]
    return chosen
