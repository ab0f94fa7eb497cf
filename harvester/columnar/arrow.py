"""The tables of schema.toml in Arrow."""

from collections.abc import Sequence
from operator import itemgetter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
VERSION = pa.field("version", pa.int64())  # of papers, likewise
Tables = dict[str, pa.Table]


def from_rows(name: str, rows: Sequence[Row]) -> pa.Table:
    """Return the Arrow table of rows in the order of schema.toml."""
    return pa.table(
        [
            pa.array(list(map(itemgetter(n), rows)), field.type)
            for n, field in enumerate(SCHEMAS[name])
        ],
        schema=SCHEMAS[name],
    )


def from_parsed(parsed: Parsed, first: int) -> Tables:
    """Return the Arrow tables of records read one by one, each row with its record's number.

    first: number of the first record.
    """
    numbers = np.arange(first, first + len(parsed.origins))
    tables = {}
    for name in PARSED:
        counts = [sizes.get(name, 0) for sizes in parsed.sizes]
        told = pa.array(np.repeat(numbers, counts), pa.int64())
        tables[name] = from_rows(name, parsed.rows[name]).append_column(RECORD, told)
    versions = [origin.version for origin in parsed.origins]
    tables["papers"] = tables["papers"].append_column(VERSION, pa.array(versions, pa.int64()))
    return tables


def newest(tables: Tables) -> Tables:
    """Return *tables* with one version of each paper: the highest, the last of equals."""
    papers = tables["papers"]
    ids = papers["paper_id"].to_numpy()
    if len(set(ids)) == len(ids):
        return tables
    last: dict[str, tuple[int, int]] = {}
    told = zip(ids, papers["version"].to_pylist(), papers["record"].to_pylist(), strict=True)
    for paper_id, version, record in told:
        last[paper_id] = max(last.get(paper_id, (0, -1)), (version, record))
    kept = pa.array([record for _, record in last.values()])
    return {name: table.filter(pc.is_in(table["record"], kept)) for name, table in tables.items()}


def joined(parts: Sequence[Tables]) -> Tables:
    """Return the rows of all *parts*, in order; every table is there even if none has a row."""
    whole = {}
    for name, schema in SCHEMAS.items():
        found = [part[name] for part in parts] or [schema.append(RECORD).empty_table()]
        whole[name] = pa.concat_tables(found)
    if "version" not in whole["papers"].column_names:
        whole["papers"] = whole["papers"].append_column(VERSION, pa.array([], pa.int64()))
    return whole


def bare(tables: Tables) -> Tables:
    """Return *tables* with the columns of schema.toml alone."""
    return {name: table.select(SCHEMAS[name].names) for name, table in tables.items()}
