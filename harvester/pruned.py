"""What was kept of replies that were dropped: data/runs/pruned.json.gz, written by `prune`."""

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from harvester.errors import KetlitError, StoreError
from harvester.store.history import NAMES, History
from harvester.whole import whole_file

_NAME = "pruned.json.gz"


@dataclass(frozen=True)
class Pruned:
    """The store as it was when the archive was last pruned, as far as replies do not tell it.

    marks: how many marks of each run it knew of.
    """

    history: History = field(default_factory=lambda: {name: [] for name in NAMES})
    marks: dict[str, int] = field(default_factory=dict)

    @property
    def applied(self) -> frozenset[str]:
        """The replies that it knew of, those among them that were dropped too."""
        return frozenset(row[0] for row in self.history["applied"])

    @classmethod
    def read(cls, data_dir: Path) -> Self:
        """Return what *data_dir* keeps; nothing if it was never pruned. Raises StoreError."""
        path = data_dir / "runs" / _NAME
        try:
            told = json.loads(gzip.decompress(path.read_bytes()))
            return cls(told["history"], told["marks"])
        except FileNotFoundError:
            return cls()
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path}: cannot be read: {error}. Take it from a backup.") from error

    def write(self, data_dir: Path) -> None:
        """Write it, whole, before any reply is dropped. Raises StoreError."""
        text = json.dumps({"marks": self.marks, "history": self.history}, ensure_ascii=False)
        try:
            with whole_file(data_dir / "runs" / _NAME) as file:
                file.write(gzip.compress(text.encode(), 6, mtime=0))
        except KetlitError as error:
            raise StoreError(str(error)) from error
