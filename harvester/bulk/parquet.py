"""Tables written to Parquet as they come: a folder for each table, a file for each part.

Unfinished files begin with a dot, which readers of a folder pass over.
"""

from pathlib import Path
from typing import Self
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from harvester.columnar.arrow import SCHEMAS, Tables, bare

HELD = 1 << 20  # bytes of a table that are held back before they are written as a group
LEVEL = 1  # zstd: a higher level costs more processor time than it saves disk


class Parts:
    """The Parquet files of one part, one for each table. They appear whole, when it is closed.

    kept: of papers that come more than once, which occurrence stays, from 0.
    """

    def __init__(self, folder: Path, name: str, kept: dict[str, int] | None = None):
        self.folder, self.name = folder, name
        self._mark = uuid4().hex  # two workers may be at the same file, if one was given up
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._held: dict[str, list[pa.Table]] = {table: [] for table in SCHEMAS}
        self._rows = dict.fromkeys(SCHEMAS, 0)
        self._bytes = dict.fromkeys(SCHEMAS, 0)
        self.counts = dict.fromkeys(SCHEMAS, 0)
        self._kept = kept or {}
        self._met = dict.fromkeys(self._kept, 0)

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
        if older := self._older(tables["papers"]):
            gone = pa.array(older)
            tables = {
                name: rows.filter(pc.invert(pc.is_in(rows["record"], gone)))
                for name, rows in tables.items()
            }
        for table, rows in bare(tables).items():
            self._held[table].append(rows)
            self._rows[table] += rows.num_rows
            self._bytes[table] += rows.nbytes
            if self._bytes[table] >= HELD:
                self._flush(table)

    def _older(self, papers: pa.Table) -> list[int]:
        """Return the numbers of the records that are not the ones to stay of their papers."""
        older = []
        if self._kept:
            there = pc.is_in(papers["paper_id"], pa.array(list(self._kept)))
            some = papers.select(["paper_id", "record"]).filter(there)
            for paper_id, record in zip(*(column.to_pylist() for column in some), strict=True):
                if self._met[paper_id] != self._kept[paper_id]:
                    older.append(record)
                self._met[paper_id] += 1
        return older

    def _flush(self, table: str) -> None:
        if self._rows[table]:
            self._writers[table].write_table(pa.concat_tables(self._held[table]))
            self.counts[table] += self._rows[table]
        self._held[table], self._rows[table], self._bytes[table] = [], 0, 0

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        for table, writer in self._writers.items():
            if failed is None:
                self._flush(table)
            writer.close()
            if failed is None:
                self._unfinished(table).replace(self.path(table))
            else:
                self._unfinished(table).unlink(missing_ok=True)
