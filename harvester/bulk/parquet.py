"""Tables written to Parquet as they come: a folder for each table, a file for each part.

Unfinished files begin with a dot, which readers of a folder pass over.
"""

from pathlib import Path
from typing import Self
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from harvester.columnar.arrow import SCHEMAS, Tables, bare, newest, superseded

ROWS = 1 << 17  # rows that are held back before they are written as a group
LEVEL = 1  # zstd: a higher level costs more processor time than it saves disk


class Parts:
    """The Parquet files of one part, one for each table. They appear whole, when it is closed.

    Of several versions of a paper the highest stays, of equals the last.
    """

    def __init__(self, folder: Path, name: str):
        self.folder, self.name = folder, name
        self._mark = uuid4().hex  # two workers may be at the same file, if one was given up
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._held: dict[str, list[pa.Table]] = {table: [] for table in SCHEMAS}
        self._rows = dict.fromkeys(SCHEMAS, 0)
        self.counts = dict.fromkeys(SCHEMAS, 0)
        self._versions: dict[str, int] = {}
        # Papers of which earlier rows hold an older version: the rows of each table before which.
        self._twice: dict[str, dict[str, int]] = {}

    def path(self, table: str) -> Path:
        """Return where the rows of a table go."""
        return self.folder / table / f"{self.name}.parquet"

    def _unfinished(self, table: str) -> Path:
        return self.path(table).with_name(f".{self.name}.{self._mark}.part")

    def __enter__(self) -> Self:
        for table, schema in SCHEMAS.items():
            self.path(table).parent.mkdir(parents=True, exist_ok=True)
            self._writers[table] = pq.ParquetWriter(
                self._unfinished(table), schema, compression="zstd", compression_level=LEVEL
            )
        return self

    def write(self, tables: Tables) -> None:
        """Add the rows of *tables*."""
        tables = newest(tables)
        older, again = superseded(tables, self._versions)
        before = {table: self.counts[table] + self._rows[table] for table in SCHEMAS}
        self._twice |= dict.fromkeys(again, before)
        if older:
            tables = {
                name: rows.filter(pc.invert(pc.is_in(rows["paper_id"], pa.array(sorted(older)))))
                for name, rows in tables.items()
            }
        for table, rows in bare(tables).items():
            self._held[table].append(rows)
            self._rows[table] += rows.num_rows
            if self._rows[table] >= ROWS:
                self._flush(table)

    def _flush(self, table: str) -> None:
        if self._rows[table]:
            self._writers[table].write_table(pa.concat_tables(self._held[table]))
            self.counts[table] += self._rows[table]
        self._held[table], self._rows[table] = [], 0

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        for table, writer in self._writers.items():
            if failed is None:
                self._flush(table)
            writer.close()
            if failed is None:
                if self._twice:
                    self.counts[table] -= _keep_last(self._unfinished(table), table, self._twice)
                self._unfinished(table).replace(self.path(table))
            else:
                self._unfinished(table).unlink(missing_ok=True)


def _keep_last(path: Path, table: str, twice: dict[str, dict[str, int]]) -> int:
    """Drop the rows of older versions of these papers; return how many went."""
    ids = pq.read_table(path, columns=["paper_id"])["paper_id"].combine_chunks()
    rows = np.flatnonzero(pc.is_in(ids, pa.array(sorted(twice))).to_numpy(zero_copy_only=False))
    kept = np.ones(len(ids), bool)
    for row, paper_id in zip(rows.tolist(), ids.take(rows).to_pylist(), strict=True):
        kept[row] = row >= twice[paper_id][table]
    if kept.all():
        return 0
    file = pq.ParquetFile(path, memory_map=False)
    fresh = path.with_suffix(".kept")
    at = 0
    with pq.ParquetWriter(
        fresh, file.schema_arrow, compression="zstd", compression_level=LEVEL
    ) as writer:
        for group in range(file.num_row_groups):
            held = file.read_row_group(group)
            writer.write_table(held.filter(pa.array(kept[at : at + held.num_rows])))
            at += held.num_rows
    file.close()
    fresh.replace(path)
    return int((~kept).sum())
