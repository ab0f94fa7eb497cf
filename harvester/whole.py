"""Files that are whole or absent: written beside their place, synced, and moved."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from harvester.errors import KetlitError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open *path* for writing bytes; what was there stays until the block ends without error.

    Missing parent folders are made. Raises KetlitError, naming the path, where the disk refuses.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise KetlitError(f"{path}: cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
