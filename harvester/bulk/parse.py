"""Whole PubMed files into Parquet, a part for each file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from harvester import columnar
from harvester.bulk import files
from harvester.bulk.listing import kept_of_many
from harvester.bulk.parquet import Parts
from harvester.columnar.arrow import SCHEMAS
from harvester.unpack import chunks

SIZE = 3 << 20  # bytes of a block: half of what is fastest, for memory that Parquet needs too


@dataclass(frozen=True)
class Parsing:
    """One file to be parsed, and the folder that its parts go to."""

    path: Path
    out: Path

    @property
    def name(self) -> str:
        """The name of the part: that of the file without .xml and .gz."""
        return self.path.name.removesuffix(".gz").removesuffix(".xml")

    def is_there(self) -> bool:
        """Tell whether every table of the part is written."""
        parts = Parts(self.out, self.name)
        return all(parts.path(table).exists() for table in SCHEMAS)


def parse_file(task: Parsing) -> dict[str, Any]:
    """Write the tables of one file, and return what it held.

    Returns rows (by table), rejected ({place, reason}) and deleted (PMIDs), and whether the file
    was checked against NLM's checksum. Raises ParseError, naming the file, if it is cut, damaged,
    or not what the checksum says.
    """
    pa.set_memory_pool(pa.system_memory_pool())  # the default one keeps what it was given
    checked = files.check(task.path)
    rejected: list[dict[str, str]] = []
    deleted: list[int] = []
    kept = kept_of_many(chunks(task.path))
    with Parts(task.out, task.name, kept) as parts:
        for batch in columnar.batches(chunks(task.path), str(task.path), SIZE):
            parts.write(batch.tables)
            deleted += batch.deleted
            rejected += [{"place": told.place, "reason": told.reason} for told in batch.rejected]
            del batch  # before the next one is made
    return {"rows": parts.counts, "rejected": rejected, "deleted": deleted, "checked": checked}
