"""The one door to the two makers of nodes.

`scanner`, where it was compiled, passes over the bytes once; elsewhere numpy does it in `arrays`.
Both make the same of the same block. KETLIT_PURE=1 in the environment turns to the latter.
"""

import importlib
import os
import threading
from typing import Any

import numpy as np
import pyarrow as pa

from harvester.columnar import arrays
from harvester.columnar.attributes import Tags
from harvester.columnar.nodes import Nodes, Raw
from harvester.columnar.sources import digest
from harvester.columnar.structure import UnrecognisedError

NAME = "harvester.columnar.scanner"
LONGEST = 10_000_000  # bytes of a block: no text in it is longer than libxml2 takes one


def scanner() -> tuple[Any, str]:
    """Return the compiled scanner; None, and why, if it is not there, not wanted or outdated."""
    if os.environ.get("KETLIT_PURE", "") not in ("", "0"):
        return None, "KETLIT_PURE is set"
    try:
        found, source = importlib.import_module(NAME), digest()
    except ModuleNotFoundError as error:
        return None, "it was not compiled" if error.name == NAME else f"it needs {error.name}"
    except Exception as error:  # noqa: BLE001  numpy does the same, whatever is wrong with it
        return None, f"it does not load: {error}"
    if source and getattr(found, "BUILT_FROM", "") != source:
        return None, "it is older than its source: install again"
    return found, ""


SCANNER, WITHOUT = scanner()  # WITHOUT: why there is none
_OF_THREAD = threading.local()
NONE = pa.array([], pa.string())


def nodes(raw: Raw) -> Nodes:
    """Return what stands in a block of whole PubmedArticles.

    Raises UnrecognisedError if the block is not of the plain kind.
    """
    if len(raw) > LONGEST:  # before any place in it is told in 32 bits
        raise UnrecognisedError("a block that is too long")
    check_utf8(raw)
    return arrays.nodes(raw, Tags.current()) if SCANNER is None else _scanned(raw, Tags.current())


def _scanned(raw: Raw, tags: Tags) -> Nodes:
    # One for each thread, however often its tags are new. glibc gives back less to the system once
    # anything as large as a scanner's room for elements was freed: that cost 30 MB.
    ours = getattr(_OF_THREAD, "scanner", None)
    if ours is None:
        ours = _OF_THREAD.scanner = SCANNER.Scanner()
    *columns, parts, feeds = ours.scan(raw, tags)
    first, parent, record, place, code = (np.frombuffer(part, np.int32) for part in columns)
    texts = [_text(*part) if part else NONE for part in parts]
    return Nodes(first, parent, record, place, code, texts, tags, feeds)


def _text(offsets: bytes, data: bytes, valid: bytes) -> pa.Array:
    buffers = [pa.py_buffer(part) for part in (valid, offsets, data)]
    return pa.Array.from_buffers(pa.string(), len(offsets) // 4 - 1, buffers)


def check_utf8(block: Raw) -> None:
    """Raise UnrecognisedError if the block is no UTF-8."""
    ends = pa.py_buffer(np.array([0, len(block)], np.int32))
    whole = pa.Array.from_buffers(pa.binary(), 1, [None, ends, pa.py_buffer(block)])
    try:
        whole.cast(pa.string())
    except pa.ArrowInvalid as error:
        raise UnrecognisedError("bytes that are no UTF-8") from error
