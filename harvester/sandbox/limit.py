"""NCBI's rate limit: so many requests in any second, for each key or address."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Taken:
    """Whether a request was let in; how many are left in this second; how many were asked."""

    let_in: bool
    left: int
    asked: int


class Window:
    """A sliding window of one second for each caller.

    Requests that it refuses are counted in what the caller is told, but take no place.
    """

    def __init__(self, clock: Callable[[], float]):
        self._clock, self._lock = clock, threading.Lock()
        self._seen: dict[str, deque[tuple[float, bool]]] = {}

    def take(self, caller: str, limit: int) -> Taken:
        """Note a request, and say whether it is let in."""
        with self._lock:
            now, seen = self._clock(), self._seen.setdefault(caller, deque())
            while seen and now - seen[0][0] >= 1.0:
                seen.popleft()
            before = sum(let_in for _, let_in in seen)
            seen.append((now, before < limit))
            return Taken(before < limit, max(0, limit - before - 1), len(seen))
