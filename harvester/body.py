"""The bytes of a reply, read to their end within limits of time and size."""

from collections.abc import Callable
from dataclasses import dataclass

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, between two packets, and for a whole reply; and its size, unpacked."""

    connect: float = 20.0
    read: float = 60.0
    whole: float = 300.0
    size: int = 128 * MEGABYTE


def read_body(
    reply: BaseHTTPResponse, limits: Limits, clock: Callable[[], float]
) -> tuple[bytes, str | None]:
    """Return the body and, where it could not be read whole, the name of the failure."""
    if int(reply.headers.get("Content-Length") or 0) > limits.size:
        return b"", "too_large"
    deadline = clock() + limits.whole
    chunks: list[bytes] = []
    size = 0
    try:
        # read1 returns what is there: a reply that drips cannot outlast the deadline.
        while chunk := reply.read1(MEGABYTE, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            if size > limits.size:
                return b"", "too_large"
            if clock() > deadline:
                return b"".join(chunks), "broken_off"
    except (HTTPError, OSError):  # cut, reset, or undecodable
        return b"".join(chunks), "broken_off"
    return b"".join(chunks), None
