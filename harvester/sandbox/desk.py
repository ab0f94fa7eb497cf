"""Where a request meets its utility: limit, key, fault, answer. No sockets here."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from harvester.sandbox import efetch, einfo, esearch, esummary, minor
from harvester.sandbox.alterations import faulty
from harvester.sandbox.faults import Weather
from harvester.sandbox.library import Library
from harvester.sandbox.limit import Window
from harvester.sandbox.log import Asked
from harvester.sandbox.reply import JSON, Reply
from harvester.sandbox.routes import elsewhere

Answer = Callable[[Library, dict[str, str]], Reply]
UTILITIES: dict[str, Answer] = {
    "esearch": esearch.answer,
    "efetch": efetch.answer,
    "esummary": esummary.answer,
    "einfo": einfo.answer,
    "epost": minor.epost,
    "elink": minor.elink,
    "espell": minor.espell,
    "egquery": minor.egquery,
    "ecitmatch": minor.ecitmatch,
}
MOST_URL = 4000  # characters of a request line that the front server takes; about 400 ids
KEY_RATE = 10  # requests a second with a key


@dataclass
class Desk:
    """What the server asks for each request.

    rate: requests a second without a key; None lifts the limit for all. keys: the keys that are
    known; None knows every key. plans: what is to happen, once, before a request that fits.
    """

    library: Library
    rate: int | None = 3
    keys: frozenset[str] | None = None
    weather: Weather = field(default_factory=Weather)
    clock: Callable[[], float] = time.monotonic
    plans: list[tuple[Callable[[Asked], bool], Callable[[], object]]] = field(default_factory=list)
    window: Window = field(init=False)

    def __post_init__(self) -> None:
        self.window = Window(self.clock)

    def answer(self, asked: Asked, params: dict[str, str], address: str) -> Reply:
        """Answer one request, refuse it, or let a fault have it."""
        self._carry_out_plans(asked)
        if asked.utility not in UTILITIES:
            return self._met(asked, params)
        key = params.get("api_key", "")
        if key and self.keys is not None and key not in self.keys:
            return invalid_key(key)
        if self.rate is None:
            return self._met(asked, params)
        limit = KEY_RATE if key else self.rate
        taken = self.window.take(key or address, limit)
        if not taken.let_in:
            return too_many(key or address, limit, taken.asked)
        return limited(self._met(asked, params), limit, taken.left)

    def _carry_out_plans(self, asked: Asked) -> None:
        with self.library.lock:
            due = [plan for plan in self.plans if plan[0](asked)]
            for plan in due:
                self.plans.remove(plan)
                plan[1]()

    def _met(self, asked: Asked, params: dict[str, str]) -> Reply:
        """Answer a request that was let in, with the weather it meets."""

        def true(params: dict[str, str]) -> Reply:
            with self.library.lock:
                if asked.utility in UTILITIES:
                    return UTILITIES[asked.utility](self.library, params)
                return elsewhere(self.library, asked.utility, asked.path, params)

        named = re.search(r"PMC(\d+)", asked.path)  # the article that a key of the bucket names
        fault = self.weather.strike(asked.utility, {**params, "id": named[1]} if named else params)
        if fault is None:
            return true(params)
        asked.fault = fault.name
        return faulty(fault, asked.utility, params, true)


def limited(reply: Reply, limit: int, left: int) -> Reply:
    """Return *reply* with the headers that say what is left of this second."""
    headers = {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "Access-Control-Expose-Headers": "X-RateLimit-Limit,X-RateLimit-Remaining",
    }
    return replace(reply, headers={**reply.headers, **headers})


def too_many(caller: str, limit: int, count: int) -> Reply:
    """Return the 429 reply: JSON whatever was asked for, and it names key or address."""
    said = {
        "error": "API rate limit exceeded", "api-key": caller,
        "count": str(count), "limit": str(limit),
    }  # fmt: skip
    body = json.dumps(said, separators=(",", ":")).encode()
    return limited(Reply(body, JSON, 429, {"Retry-After": "2"}), limit, 0)


def invalid_key(key: str) -> Reply:
    """Return the 400 reply to a key that NCBI does not know; it echoes the key."""
    said = {"error": "API key invalid", "api-key": key, "type": "invalid", "status": "unknown"}
    return Reply(json.dumps(said, separators=(",", ":")).encode(), JSON, 400)


def flat(pairs: Mapping[str, list[str]]) -> dict[str, str]:
    """Return form parameters by name; the values of a repeated id are joined by blanks."""
    return {
        name: " ".join(values) if name == "id" else values[-1] for name, values in pairs.items()
    }
