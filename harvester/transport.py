"""The one room with a telephone: the only module that imports requests.

Everything goes by POST, so that key and e-mail address stand in no URL, no log and no proxy's
record; whatever a server or a library says is scrubbed of them before anyone sees it. Redirects
are not followed: where NCBI redirects, it blocks.
"""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from harvester import __version__, eutils
from harvester.body import Limits, read_body
from harvester.errors import IncompleteError, RefusedError, ReplyError
from harvester.failures import BY_NAME, Failure, Kind
from harvester.pace import Pace, allowed_rate, budget_file
from harvester.request import Request
from harvester.retry import POLITE, RetryPolicy
from harvester.scrub import Scrubber
from harvester.settings import Settings

logger = logging.getLogger(__name__)
# Failures that the very same question meets again for certain.
AT_ONCE = ("past_9998", "too_large")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
S3_PER_SECOND = 10.0  # no rule of NCBI's is known for the bucket; ours is to be gentle


@dataclass
class Traffic:
    """What was sent and received. retries: how often, by the name of the failure before it."""

    requests: int = 0
    bytes: int = 0
    retries: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Got:
    """One answer, or why there is none: then failure and detail are set."""

    body: bytes = b""
    failure: Failure | None = None
    detail: str = ""
    retry_after: float = 0.0


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
        self.settings, self.limits, self.policy = settings, limits or Limits(), policy
        self.traffic = Traffic()
        self._clock, self._chance = clock, chance
        self._stopped = threading.Event()
        self._refusal: str | None = None
        self._lock = threading.Lock()
        self._answers = 0  # whole replies to anyone: none for long is an outage
        self._local = threading.local()
        self._urls = {"eutils": settings.eutils_url, "s3": settings.pmc_s3_url}
        self._paces = {name: self._pace_of(name) for name in self._urls}
        self._scrub = Scrubber(settings.api_key, settings.email)

    def _pace_of(self, service: str) -> Pace:
        server = urlsplit(self._urls[service]).netloc
        if service == "s3":
            return Pace(budget_file(server, None), S3_PER_SECOND, sleep=self._sleep)
        rate = allowed_rate(self.settings.rate, self.settings.cap)
        return Pace(budget_file(server, self.settings.api_key), rate, sleep=self._sleep)

    def stop(self) -> None:
        """Send nothing more; wake whoever waits."""
        self._stopped.set()

    def fetch(self, request: Request) -> bytes:
        """Return the whole reply to *request*, however often it must be asked for.

        Raises ReplyError for a failure that the caller must answer (fewer ids at once, no such
        record, …); RefusedError where NCBI refuses this client; IncompleteError when an outage
        outlasts the patience, or after `stop()`.
        """
        failures, first, answers = 0, self._clock(), self._answers
        while True:
            got = self._send(request)
            if got.failure is None:
                with self._lock:
                    self._answers += 1
                return got.body
            failures += 1
            self._weigh(request, got.failure, got.detail, failures)
            elsewhere = self._answers > answers  # others are answered: it is this request
            tired = failures >= self.policy.attempts and elsewhere
            if tired or self._clock() - first >= self.settings.patience:
                self._give_up(request, got, failures, elsewhere)
            self._before_retry(request, got, failures)

    def once(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        """Ask once, judge nothing: status, headers and body as they came, scrubbed of secrets."""
        self._paces[request.service].wait()
        with self._open(request) as reply:
            body, _ = read_body(reply.raw, self.limits, self._clock)
            headers = {name: self._scrub(value) for name, value in reply.headers.items()}
        return reply.status_code, headers, self._scrub(body.decode("latin-1")).encode("latin-1")

    def _weigh(self, request: Request, failure: Failure, detail: str, failures: int) -> None:
        """Raise for a failure that asking the same again will not mend."""
        question = _named(request)
        if failure.refuses:
            self._refusal = f"{question}: {failure.says} ({detail}). {failure.todo}"
            self.stop()
            raise RefusedError(self._refusal)
        at_once = failure.kind not in (Kind.TRANSIENT, Kind.SPLIT) or failure.name in AT_ONCE
        divisible = failure.kind is Kind.SPLIT and "," in request.params.get("id", "")
        if at_once or (divisible and failures >= self.policy.split_after):
            raise ReplyError(question, failure.name, f"{failure.says} ({detail}). {failure.todo}")

    def _give_up(self, request: Request, got: _Got, failures: int, elsewhere: bool) -> None:
        assert got.failure is not None  # noqa: S101
        if elsewhere:
            raise ReplyError(_named(request), got.failure.name, got.detail)
        raise IncompleteError(
            f"{_named(request)}: {got.failure.says} ({got.detail}), {failures} times over; waited "
            f"{self.settings.patience:g} s (--patience). What came is kept: run the same command "
            "again when NCBI answers and it goes on from here."
        )

    def _before_retry(self, request: Request, got: _Got, failures: int) -> None:
        assert got.failure is not None  # noqa: S101
        with self._lock:
            self.traffic.retries[got.failure.name] += 1
        if got.retry_after:  # everybody's business, not only this thread's
            self._paces[request.service].pause(got.retry_after)
        wait = self.policy.delay(failures, self._chance())
        logger.debug(
            "%s: %s (%s); again in %.1f s", _named(request), got.failure.name, got.detail, wait
        )
        self._sleep(wait)

    def _sleep(self, seconds: float) -> None:
        """Sleep, but wake to raise when the run is stopped or refused."""
        if self._stopped.wait(seconds):
            self._raise_stopped()

    def _raise_stopped(self) -> None:
        if self._refusal:
            raise RefusedError(self._refusal)
        raise IncompleteError("Stopped. What came is kept: run the same command again to go on.")

    def _send(self, request: Request) -> _Got:
        """Ask once. Never raises for what the network or the server does."""
        self._paces[request.service].wait()
        if self._stopped.is_set():
            self._raise_stopped()
        with self._lock:
            self.traffic.requests += 1
        try:
            with self._open(request) as reply:
                return self._received(request, reply)
        except (requests.Timeout, requests.ConnectionError) as error:
            # A read that stalls is a ConnectionError too: requests calls it so.
            return _Got(failure=BY_NAME["no_connection"], detail=self._scrub(_short(error)))
        except requests.RequestException as error:
            return _Got(failure=BY_NAME["broken_off"], detail=self._scrub(_short(error)))

    def _open(self, request: Request) -> requests.Response:
        timeouts = (self.limits.connect, self.limits.read)
        url = self._urls[request.service] + request.path
        session = self._session(url)
        if request.service == "s3":
            return session.get(
                url,
                params=dict(request.params),
                timeout=timeouts,
                stream=True,
                allow_redirects=False,
            )
        form = {**request.params, **self._identity()}
        return session.post(url, data=form, timeout=timeouts, stream=True, allow_redirects=False)

    def _identity(self) -> dict[str, str]:
        told = {
            "tool": self.settings.tool,
            "email": self.settings.email,
            "api_key": self.settings.api_key,
        }
        return {name: value for name, value in told.items() if value}

    def _session(self, url: str) -> requests.Session:
        """Return this thread's session: connections are kept, and never shared between threads."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.headers["User-Agent"] = f"ketlit/{__version__}"
            # A proxy has no business between this machine and itself.
            self._local.session.trust_env = urlsplit(url).hostname not in LOOPBACK
        session: requests.Session = self._local.session
        return session

    def _received(self, request: Request, reply: requests.Response) -> _Got:
        body, trouble = read_body(reply.raw, self.limits, self._clock)
        with self._lock:
            self.traffic.bytes += len(body)
        if trouble is not None:
            return _Got(failure=BY_NAME[trouble], detail=f"after {len(body):,} bytes")
        kind = reply.headers.get("Content-Type", "").lower()
        failure = eutils.judge(request.wanted, reply.status_code, kind, body)
        if failure is None:
            return _Got(body)
        text = reply.headers.get("Location") or body[:200].decode("utf-8", "replace")
        detail = f"HTTP {reply.status_code}, {' '.join(text.split())[:160]!r}"
        return _Got(
            b"", failure, self._scrub(detail), _seconds(reply.headers.get("Retry-After", ""))
        )


def _named(request: Request) -> str:
    """Name a request for people: utility, database, and how many ids."""
    ids = request.params.get("id", "")
    asked = f", {ids.count(',') + 1} ids" if ids else ""
    return f"{request.path} ({request.params.get('db', request.service)}{asked})"


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"


def _seconds(retry_after: str) -> float:
    """Read Retry-After in seconds; at least one where it is given."""
    return max(1.0, float(retry_after)) if retry_after.strip().isdecimal() else 0.0
