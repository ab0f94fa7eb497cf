"""NCBI's rate limit: so many requests in any second, for each key or address."""

import threading
from collections import deque
from collections.abc import Callable


class Window:
    """A sliding window of one second for each caller. Requests that it refuses do not count."""

    def __init__(self, clock: Callable[[], float]):
        self._clock, self._lock = clock, threading.Lock()
        self._seen: dict[str, deque[float]] = {}

    def take(self, caller: str, limit: int) -> int:
        """Note a request; return how many are left in this second, -1 where it is one too many."""
        with self._lock:
            now, seen = self._clock(), self._seen.setdefault(caller, deque())
            while seen and now - seen[0] >= 1.0:
                seen.popleft()
            if len(seen) >= limit:
                return -1
            seen.append(now)
            return limit - len(seen)
