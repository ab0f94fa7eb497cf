"""Files and bytes, packed or not, as a stream of unpacked chunks: bounded whatever they hold."""

import gzip
import io
import zlib
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from harvester.errors import ParseError

CHUNK = 1 << 20  # greater chunks fall out of the processor's cache
GZIP = b"\x1f\x8b"
Source = str | PathLike[str] | bytes


def name_of(source: Source) -> str:
    """Return how messages name a source."""
    return "bytes" if isinstance(source, bytes) else str(source)


def chunks(source: Source, size: int = CHUNK) -> Iterator[bytes]:
    """Yield the unpacked bytes of a file, or of bytes, in chunks of *size*.

    Raises ParseError, naming the file, if it is packed and damaged or cut; OSError as it comes.
    """
    if isinstance(source, bytes):
        if not source.startswith(GZIP):
            yield source
            return
        yield from _unpacked(io.BytesIO(source), size, name_of(source))
        return
    with Path(source).open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        if packed:
            yield from _unpacked(file, size, name_of(source))
        while not packed and (chunk := file.read(size)):
            yield chunk


def _unpacked(file: BinaryIO, size: int, name: str) -> Iterator[bytes]:
    stream, damage = _opened(file)
    try:
        while chunk := stream.read(size):
            yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile, damage) as error:
        raise ParseError(name, f"the gzip data are damaged or cut: {error}.") from error


def _opened(file: BinaryIO) -> tuple[Any, type[Exception]]:
    """Return a reader of gzip data and its own error: Intel's, thrice as fast, if it is there."""
    try:
        from isal import igzip, isal_zlib
    except ImportError:
        return gzip.GzipFile(fileobj=file), zlib.error
    return igzip.IGzipFile(fileobj=file), isal_zlib.error  # type: ignore[no-untyped-call,return-value]


def packed(data: bytes) -> bytes:
    """Return *data* as gzip, quickly; the same data give the same bytes on one machine."""
    try:
        from isal import igzip
    except ImportError:
        return gzip.compress(data, compresslevel=1, mtime=0)
    return bytes(igzip.compress(data, 1, mtime=0))
