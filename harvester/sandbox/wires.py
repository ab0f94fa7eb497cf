"""How a reply goes over the wire: whole, or cut, reset, hanging, dripping, endless."""

import gzip
import socket
import struct
import threading
from collections.abc import Callable
from io import BufferedIOBase
from typing import Protocol

from harvester.sandbox.reply import Reply

CHUNK = 1 << 16  # bytes of a chunk
DRIP = 64  # bytes of a drop
HUGE = 1 << 30  # bytes of a reply that no client should read to its end
FOREVER = 3600.0  # seconds that a hanging reply hangs, unless the server is stopped


class Line(Protocol):
    """What a wire needs of the handler: `connection` is the socket."""

    chunked: bool
    wfile: BufferedIOBase
    connection: socket.socket

    @property
    def closing(self) -> threading.Event:
        """Set when the server stops."""


def _part(line: Line, part: bytes) -> None:
    line.wfile.write(b"%x\r\n%b\r\n" % (len(part), part) if line.chunked else part)


def _most(line: Line, reply: Reply, body: bytes) -> None:
    """Send the share of the body that comes before the harm."""
    if reply.cut < 0:
        return
    for at in range(0, end := int(len(body) * reply.cut), CHUNK):
        _part(line, body[at : min(at + CHUNK, end)])
    line.wfile.flush()


def whole(line: Line, reply: Reply, body: bytes) -> None:  # noqa: ARG001
    """Send all of it."""
    for at in range(0, len(body), CHUNK):
        _part(line, body[at : at + CHUNK])
    if line.chunked:
        line.wfile.write(b"0\r\n\r\n")


def incomplete(line: Line, reply: Reply, body: bytes) -> None:
    """Stop before the end, as if the other side had died politely."""
    _most(line, reply, body)


def bad_chunk(line: Line, reply: Reply, body: bytes) -> None:
    """Stop with a chunk whose length is no number."""
    _most(line, reply, body)
    line.wfile.write(b"not a length\r\n")


def reset(line: Line, reply: Reply, body: bytes) -> None:
    """Reset the connection."""
    _most(line, reply, body)
    # Closing with a linger of 0 seconds sends RST instead of FIN.
    line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.connection.close()


def hang(line: Line, reply: Reply, body: bytes) -> None:
    """Say nothing more, and keep the line open."""
    _most(line, reply, body)
    line.closing.wait(FOREVER)


def drip(line: Line, reply: Reply, body: bytes) -> None:
    """Send all of it, a few bytes at a time."""
    for at in range(0, len(body), DRIP):
        _part(line, body[at : at + DRIP])
        line.wfile.flush()
        if line.closing.wait(reply.pause):
            return
    whole(line, reply, b"")


def huge(line: Line, reply: Reply, body: bytes) -> None:  # noqa: ARG001
    """Send a gigabyte of blanks."""
    for _ in range(HUGE // CHUNK):
        _part(line, b" " * CHUNK)
    whole(line, reply, b"")


def gzip_bomb(line: Line, reply: Reply, body: bytes) -> None:  # noqa: ARG001
    """Send a gigabyte of blanks in a megabyte of gzip."""
    member = gzip.compress(b" " * (1 << 24), 9)
    for _ in range(HUGE >> 24):
        _part(line, member)
    whole(line, reply, b"")


WIRES: dict[str, Callable[[Line, Reply, bytes], None]] = {
    "whole": whole,
    "incomplete": incomplete,
    "bad_chunk": bad_chunk,
    "reset": reset,
    "hang": hang,
    "drip": drip,
    "huge": huge,
    "gzip_bomb": gzip_bomb,
}
