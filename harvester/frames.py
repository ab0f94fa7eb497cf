"""Rows as pandas frames, column by column, each typed as schema.toml says."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from harvester.schema import PARSED, TABLES
from harvester.sources import Row

ARROW = {
    "text": pa.string(),
    "int": pa.int64(),
    "real": pa.float64(),
    "flag": pa.bool_(),
    "date": pa.string(),
    "time": pa.string(),
}
MASKED = {
    "int": (pd.arrays.IntegerArray, np.int64),
    "real": (pd.arrays.FloatingArray, np.float64),
    "flag": (pd.arrays.BooleanArray, np.bool_),
}


class Tables(Mapping[str, pd.DataFrame]):
    """Frames by table name, as items and as attributes: tables.papers, tables["papers"].

    rejected: a frame of the records that could not be read. deleted: PMIDs that NLM withdrew.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], deleted: Iterable[int] = ()):
        self._frames = dict(frames)
        self.deleted = list(deleted)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __getattr__(self, name: str) -> pd.DataFrame:
        frames = self.__dict__.get("_frames", {})
        if name not in frames:
            raise AttributeError(f"no table {name!r}; there are: {', '.join(frames)}")
        frame: pd.DataFrame = frames[name]
        return frame

    def __repr__(self) -> str:
        return f"Tables({', '.join(f'{name}: {len(frame)}' for name, frame in self.items())})"


def to_frames(rows: Mapping[str, Sequence[Row]]) -> Tables:
    """Return a frame for each table that parsers fill; a table without rows is empty but typed.

    rows: tuples in the order of schema.toml, by table.
    """
    return Tables({name: to_frame(name, rows.get(name, ())) for name in PARSED})


def to_frame(table: str, rows: Sequence[Row]) -> pd.DataFrame:
    """Return the frame of one table from its rows, of shape (rows, columns of schema.toml)."""
    told = enumerate(TABLES[table].columns)
    return pd.DataFrame(
        {c.name: column(c.kind, list(map(itemgetter(n), rows))) for n, c in told}, copy=False
    )


def from_sqlite(table: str, rows: Sequence[Row], names: Sequence[str] = ()) -> pd.DataFrame:
    """Return the frame of one table from its rows in the store: lists are JSON there, flags 0/1.

    names: the columns that the rows hold, in their order; by default all.
    """
    declared = {c.name: c for c in TABLES[table].columns}
    frame = {}
    for n, c in enumerate(declared[name] for name in names or declared):
        held: list[object] = list(map(itemgetter(n), rows))
        if c.kind in ("list", "objects"):
            # One text for the whole column: a call for each cell would take four times as long.
            held = json.loads(f"[{','.join(str(told or '[]') for told in held)}]")
        elif c.kind == "flag":
            held = [None if told is None else bool(told) for told in held]
        frame[c.name] = column(c.kind, held)
    return pd.DataFrame(frame, copy=False)


def from_arrow(table: str, found: pa.Table) -> pd.DataFrame:
    """Return the frame of one table from its Arrow table, as the columnar parser gives it."""
    kinds = TABLES[table].kinds
    return pd.DataFrame(
        {name: _from_arrow(kind, found[name]) for name, kind in kinds.items()}, copy=False
    )


def _from_arrow(kind: str, held: pa.ChunkedArray) -> Any:
    if kind in ARROW:
        return _typed(kind, held.combine_chunks())
    lists = np.empty(len(held), dtype=object)
    at = 0
    for chunk in held.chunks:
        offsets = chunk.offsets.to_numpy()
        flat = chunk.values  # noqa: PD011 (Arrow: all items of a list array)
        items = (
            flat.to_pylist() if kind == "objects" else flat.to_numpy(zero_copy_only=False).tolist()
        )
        for low, high in pairwise(offsets.tolist()):
            lists[at] = items[low:high]
            at += 1
    return lists


def column(kind: str, values: Sequence[object]) -> Any:
    """Return *values* as a pandas array of that kind; None is null, and an absent list empty."""
    if kind not in ARROW:
        held = np.empty(len(values), dtype=object)
        held[:] = [told if told is not None else [] for told in values]
        return held
    return _typed(kind, pa.array(values, ARROW[kind]))


def _typed(kind: str, arrow: pa.Array) -> Any:
    if kind not in MASKED:
        return pd.array(arrow, dtype="string")
    array, dtype = MASKED[kind]
    mask = arrow.is_null().to_numpy(zero_copy_only=False)
    plain = arrow.fill_null(False if kind == "flag" else 0).to_numpy(zero_copy_only=False)
    return array(plain.astype(dtype, copy=True), mask)
