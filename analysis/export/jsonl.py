"""JSON Lines: one object per paper; lists and objects are JSON's own, null is null."""

import json
from collections.abc import Mapping
from typing import BinaryIO

from analysis.export.selection import Selection
from harvester.cells import absent

# Line ends of Unicode that some readers break lines at.
BREAKS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\u0085": "\\u0085"})


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one line per paper."""
    names = list(selection.kinds)
    columns = [selection.papers[name].tolist() for name in names]
    for row in zip(*columns, strict=True):
        told = {
            name: None if absent(value) else value for name, value in zip(names, row, strict=True)
        }
        line = json.dumps(told, ensure_ascii=False).translate(BREAKS)
        file.write(line.encode() + b"\n")
    return {}
