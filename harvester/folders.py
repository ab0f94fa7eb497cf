"""What a folder holds: an absent one holds nothing; one that cannot be read is an error.

`Path.glob` passes over what it may not read, and an archive that cannot be listed would be an
empty one.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from harvester.errors import StoreError


def listed(folder: Path, ending: str = "") -> list[Path]:
    """Return what *folder* holds that ends with *ending*, sorted; nothing if it is not there.

    Raises StoreError, naming the folder, where it cannot be listed.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(ending))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(error, folder) from error


def files_under(folder: Path) -> Iterator[Path]:
    """Yield the files of *folder* and of its subfolders, sorted by folder. Raises as `listed`."""
    for path in listed(folder):
        if path.is_dir() and not path.is_symlink():
            yield from files_under(path)
        else:
            yield path


def readable(path: Path) -> None:
    """Raise StoreError, naming *path*, if its bytes may not be read."""
    if not os.access(path, os.R_OK):
        raise StoreError(f"{path}: may not be read. Give yourself the right, or run as its owner.")


def _unreadable(error: OSError, folder: Path) -> StoreError:
    return StoreError(
        f"{folder}: cannot be listed: {error.strerror}. Nothing was changed; mend its rights, "
        "or run as its owner."
    )
