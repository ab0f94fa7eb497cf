"""What the compiled scanner is made of, so that one that is older than its source is not used.

hatch_build.py runs this file by itself, where nothing is installed yet: it needs Python alone.
"""

from hashlib import blake2b
from pathlib import Path

HERE = Path(__file__).parent


def digest(folder: Path = HERE) -> str:
    """Return a hash of the Cython files in a folder, names and bytes; "" if there are none."""
    told = blake2b(digest_size=16)
    found = sorted([*folder.glob("*.pyx"), *folder.glob("*.pxd")])
    for path in found:
        text = path.read_bytes()
        told.update(f"{path.name} {len(text)}\n".encode())
        told.update(text)
    return told.hexdigest() if found else ""
