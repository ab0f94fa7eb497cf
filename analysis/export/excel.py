"""CSV for Excel: a byte-order mark, every cell quoted, and nothing that Excel would run or guess.

An apostrophe stands before a cell that begins like a formula, and before a text that Excel would
take for a date or shorten to a number (pages '10-12'); `read_export` takes it away again.
"""

import codecs
from collections.abc import Mapping
from typing import BinaryIO

from analysis.export import delimited
from analysis.export.selection import Selection


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write the papers for a double click."""
    file.write(codecs.BOM_UTF8)
    return delimited.write(selection, file, guarded=True)
