"""A process that only parses needs no pandas, which pyarrow loads when it finds it.

Nor does it need the threads that numpy's linear algebra starts, nor the allocator of pyarrow's own,
which keeps what it was given; both are chosen when the libraries are loaded.
"""

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # spares a twentieth of a second
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # spares 30 MB, with Parquet
import pyarrow as pa


class _NoPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ImportError(f"{fullname} is not wanted here ({path}, {target})")
        return None


def spare_pandas() -> None:
    """Keep pyarrow from loading pandas in this process: 45 MB that no table needs.

    For a process that only parses, before it loads anything that makes an array: in it, pyarrow
    cannot make frames any more.
    """
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, finder := _NoPandas())
        try:
            pa.array([0])  # looks for pandas, once
        finally:
            sys.meta_path.remove(finder)
