"""The tables of schema.toml in Arrow."""

from collections.abc import Sequence
from operator import itemgetter

import pyarrow as pa

from harvester.schema import PARSED, TABLES
from harvester.sources import Parsed, Row

SECTION = pa.struct(
    {"label": pa.string(), "category": pa.string(), "start": pa.int64(), "end": pa.int64()}
)
KINDS = {
    "text": pa.string(),
    "int": pa.int64(),
    "real": pa.float64(),
    "flag": pa.bool_(),
    "date": pa.string(),
    "time": pa.string(),
    "list": pa.list_(pa.string()),
    "objects": pa.list_(SECTION),  # the only objects that a parser makes: abstract_sections
}
SCHEMAS = {
    name: pa.schema([(column.name, KINDS[column.kind]) for column in TABLES[name].columns])
    for name in PARSED
}
# Which record of the stream a row belongs to; not a column of the tables, dropped at their end.
RECORD = pa.field("record", pa.int64())


def from_rows(name: str, rows: Sequence[Row]) -> pa.Table:
    """Return the Arrow table of rows in the order of schema.toml."""
    return pa.table(
        [
            pa.array(list(map(itemgetter(n), rows)), field.type)
            for n, field in enumerate(SCHEMAS[name])
        ],
        schema=SCHEMAS[name],
    )


def from_parsed(parsed: Parsed, first: int) -> dict[str, pa.Table]:
    """Return the Arrow tables of records read one by one, each row with its record's number.

    first: number of the first record.
    """
    numbers = list(range(first, first + len(parsed.rows["papers"])))
    tables = {}
    for name in PARSED:
        rows = parsed.rows[name]
        told = numbers if name == "papers" else _records(rows, parsed.rows["papers"], first)
        tables[name] = from_rows(name, rows).append_column(RECORD, pa.array(told, pa.int64()))
    return tables


def _records(rows: Sequence[Row], papers: Sequence[Row], first: int) -> list[int]:
    """Return the number of the record of each row. Rows stand in the order of their papers."""
    told: list[int] = []
    at = 0
    for row in rows:
        while papers[at][0] != row[0]:
            at += 1
        told.append(first + at)
    return told
