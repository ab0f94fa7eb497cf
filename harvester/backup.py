"""One archive of all that cannot be made again: raw replies, run records, human decisions."""

import tarfile
from dataclasses import dataclass
from pathlib import Path

from harvester.errors import KetlitError
from harvester.folders import files_under, readable
from harvester.whole import whole_file

KEPT = ("raw", "runs", "decisions")


@dataclass(frozen=True)
class BackedUp:
    """The archive, the number of files in it and their bytes."""

    path: Path
    files: int
    bytes: int


def backup(data_dir: Path, path: Path) -> BackedUp:
    """Write *path*, a tar of what *data_dir* must never lose; it is whole or absent.

    The lock of *data_dir* is held. To restore: `tar -xf PATH -C data`, then `ketlit rebuild`.
    Raises KetlitError if there is nothing to keep, or the disk refuses.
    """
    files = [
        file
        for name in KEPT
        for file in files_under(data_dir / name)
        if not file.name.endswith(".part")
    ]
    for file in files:
        readable(file)
    if not files:
        raise KetlitError(f"{data_dir}: there is nothing to back up: no raw replies, no runs.")
    with whole_file(path) as out, tarfile.open(fileobj=out, mode="w") as tar:
        for file in files:  # replies are packed already, so the tar is not
            tar.add(file, arcname=file.relative_to(data_dir).as_posix())
    return BackedUp(path, len(files), path.stat().st_size)
