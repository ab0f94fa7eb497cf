"""The manners of asking: in its turn, again after a failure, patiently, and never once refused.

What distinguishes an outage from a request that can never succeed is whether others are answered.
In an outage we wait; otherwise the caller is told, who may ask for less at once.
"""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from harvester.body import Limits
from harvester.errors import IncompleteError, RefusedError, ReplyError
from harvester.failures import Failure, Kind
from harvester.pace import pace_for
from harvester.request import Request
from harvester.retry import POLITE, RetryPolicy
from harvester.settings import Settings
from harvester.wire import Got, Wire

logger = logging.getLogger(__name__)
# Of those that may be cut in two: what the very same question meets again for certain.
HOPELESS = ("past_9998", "too_large")
# Of the failures of one request, the third is told without -v, and then every tenth.
TOLD_AT, TELLING = 3, 10
AGAIN = "What came is kept: run the same command again and it goes on from here."


@dataclass
class Traffic:
    """What was sent and received. retries: how often, by the name of the failure before it."""

    requests: int = 0
    bytes: int = 0
    retries: Counter[str] = field(default_factory=Counter)


class Transport:
    """Sends requests politely, from any number of threads, and returns whole replies.

    After `stop()`, and after NCBI refused, nothing more is sent: every thread that waits is woken
    and raises. Clock and chance come in from outside.
    """

    def __init__(
        self,
        settings: Settings,
        limits: Limits | None = None,
        policy: RetryPolicy = POLITE,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ):
        self.settings, self.policy = settings, policy
        self.traffic = Traffic()
        self._clock, self._chance = clock, chance
        self._stopped = threading.Event()
        self._refusal: str | None = None
        self._lock = threading.Lock()
        self._answered = 0  # whole replies to anyone: none for long is an outage
        self._last_good: dict[str, dict[str, str]] = {}  # a record that came, of each utility
        self._wire = Wire(settings, limits, clock)
        self._paces = {
            "eutils": pace_for(settings.eutils_url, settings, self._sleep),
            "s3": pace_for(settings.pmc_s3_url, None, self._sleep),
        }

    def stop(self) -> None:
        """Send nothing more; wake whoever waits."""
        self._stopped.set()

    def fetch(self, request: Request) -> bytes:
        """Return the whole reply to *request*, however often it must be asked for.

        Raises ReplyError for a failure that the caller must answer (fewer ids at once, no such
        record, …); RefusedError where NCBI refuses this client; IncompleteError when an outage
        outlasts the patience, or after `stop()`.
        """
        failures, first, answered = 0, self._clock(), self._answered
        divisible = "," in request.params.get("id", "")
        while True:
            got = self._send(request)
            failure = got.failure
            if failure is None:
                self._note_answer(request)
                return got.body
            failures += 1
            self._refuse(request, got)
            tired = failures >= self.policy.tries(failure.kind, divisible)
            if _hopeless(failure) or (
                tired and (self._answered > answered or self._is_up(request))
            ):
                says = f"{failure.says} ({got.detail}). {failure.todo}".rstrip()
                raise ReplyError(named(request), failure.name, says, got.body)
            if self._clock() - first >= self.settings.patience:
                raise IncompleteError(
                    f"{named(request)}: {failure.says} ({got.detail}), {failures} times over; "
                    f"waited {self.settings.patience:g} s (--patience). {AGAIN}"
                )
            self._before_retry(request, got, failures)

    def _note_answer(self, request: Request) -> None:
        with self._lock:
            self._answered += 1
            if uid := request.params.get("id", "").partition(",")[0]:
                self._last_good[request.path] = {**request.params, "id": uid}

    def once(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        """Ask once, judge nothing: status, headers and body as they came, scrubbed of secrets."""
        self._paces[request.service].wait()
        return self._wire.once(request)

    def _refuse(self, request: Request, got: Got) -> None:
        """Raise RefusedError, now and for every request to come, if that is what *got* says."""
        if got.failure and got.failure.refuses:
            told = f"{got.failure.says} ({got.detail}). {got.failure.todo}"
            self._refusal = f"{named(request)}: {told}"
            self.stop()
            raise RefusedError(self._refusal)

    def _is_up(self, request: Request) -> bool:
        """Ask once for a record that this utility gave before, or the first of those wanted.

        If it comes, the service is up, and what keeps failing is this very request.
        """
        first = request.params.get("id", "").partition(",")[0]
        known = self._last_good.get(request.path, {**request.params, "id": first})
        if not first or known == dict(request.params):
            return False
        probe = Request(request.service, request.path, known, request.wanted, request.post)
        got = self._send(probe)
        self._refuse(probe, got)
        return got.failure is None

    def _before_retry(self, request: Request, got: Got, failures: int) -> None:
        kind = got.failure.name if got.failure else ""
        with self._lock:
            self.traffic.retries[kind] += 1
        if got.retry_after:  # everybody's business, not only this thread's
            self._paces[request.service].pause(got.retry_after)
        wait = self.policy.delay(failures, self._chance())
        level = logging.INFO if failures % TELLING == TOLD_AT else logging.DEBUG
        logger.log(level, "%s: %s (%s); again in %.1f s", named(request), kind, got.detail, wait)
        self._sleep(wait)

    def _sleep(self, seconds: float) -> None:
        """Sleep, but wake to raise when the run is stopped or refused."""
        if self._stopped.wait(seconds):
            self._raise_stopped()

    def _raise_stopped(self) -> None:
        if self._refusal:
            raise RefusedError(self._refusal)
        raise IncompleteError(f"Stopped. {AGAIN}")

    def _send(self, request: Request) -> Got:
        """Ask once, when it is our turn; raise if the run was stopped while we waited."""
        self._paces[request.service].wait()
        if self._stopped.is_set():
            self._raise_stopped()
        got = self._wire.send(request)
        with self._lock:
            self.traffic.requests += 1
            self.traffic.bytes += len(got.body)
        return got


def named(request: Request) -> str:
    """Name a request for people: utility, database, and how many ids."""
    ids = request.params.get("id", "")
    asked = f", {ids.count(',') + 1} ids" if ids else ""
    return f"{request.path} ({request.params.get('db', request.service)}{asked})"


def _hopeless(failure: Failure) -> bool:
    """Say whether asking the very same again meets the very same failure."""
    return failure.kind in (Kind.MISSING, Kind.PERMANENT) or failure.name in HOPELESS
