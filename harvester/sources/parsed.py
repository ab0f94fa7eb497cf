"""What a reader of a source format gives, whatever the format.

Each module of this package reads one format, purely: bytes in, `Parsed` out. Rows are tuples in
the order of schema.toml, so that no dictionary is made per record on the way to a frame or store.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
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
    """The rows of some records, table by table, in the order of the records.

    paper_id in the rows is the record's own ("pmid:123"); the store maps it to the lasting one.
    sizes: how many rows of each table are of each record, beside `origins`: two records in a row
    may be of one paper. deleted: PMIDs named by DeleteCitation.
    """

    rows: Rows = field(default_factory=empty_rows)
    origins: list[Origin] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    sizes: list[Mapping[str, int]] = field(default_factory=list)

    def add(self, tables: Mapping[str, Sequence[Row]], origin: Origin) -> None:
        """Append the rows of one record, by table."""
        for name, rows in tables.items():
            self.rows[name].extend(rows)
        self.origins.append(origin)
        self.sizes.append({name: len(rows) for name, rows in tables.items() if rows})

    def extend(self, others: Iterable["Parsed"]) -> None:
        """Append the rows of *others*, in order."""
        for other in others:
            for name, rows in other.rows.items():
                self.rows[name].extend(rows)
            self.origins.extend(other.origins)
            self.sizes.extend(other.sizes)
            self.rejected.extend(other.rejected)
            self.deleted.extend(other.deleted)

    def only(self, kept: Container[int]) -> "Parsed":
        """Return the records whose numbers, from 0, are in *kept*, and all that is no record."""
        some = Parsed(rejected=self.rejected, deleted=self.deleted)
        at = dict.fromkeys(self.rows, 0)
        for number, (origin, sizes) in enumerate(zip(self.origins, self.sizes, strict=True)):
            ends = {name: at[name] + size for name, size in sizes.items()}
            if number in kept:
                some.add({n: self.rows[n][at[n] : end] for n, end in ends.items()}, origin)
            at.update(ends)
        return some


def newest(parsed: Parsed) -> Parsed:
    """Return *parsed* with one version of each source record: the highest, the last of equals."""
    last: dict[tuple[str, str], int] = {}
    for at, origin in enumerate(parsed.origins):
        key = origin.source, origin.source_id
        if key not in last or (parsed.origins[last[key]].version or 0) <= (origin.version or 0):
            last[key] = at
    return parsed if len(last) == len(parsed.origins) else parsed.only(set(last.values()))
