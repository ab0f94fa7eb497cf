"""CSV: UTF-8, RFC 4180, lists joined by '; ' (harvester/cells.py says how, and how back)."""

import csv
import io
from collections.abc import Mapping
from typing import BinaryIO

from analysis.export.selection import Selection
from harvester.cells import encode_column, guard


def write(selection: Selection, file: BinaryIO, *, guarded: bool = False) -> Mapping[str, str]:
    """Write a header and one row per paper. *guarded*: a spreadsheet leaves each cell alone."""
    columns: list[list[str]] = []
    missing = {}
    for name, kind in selection.kinds.items():
        cells, null = encode_column(selection.papers[name].tolist(), kind)
        if guarded:
            cells = [guard(cell, kind) for cell in cells]
        if null:
            missing[name] = null
        columns.append(cells)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    rows = csv.writer(
        text,
        lineterminator="\r\n",
        quoting=csv.QUOTE_ALL if guarded else csv.QUOTE_MINIMAL,
    )
    rows.writerow(selection.kinds)
    rows.writerows(zip(*columns, strict=True))
    text.flush()
    text.detach()
    return missing
