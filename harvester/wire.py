"""The one room with a telephone: the only module that imports requests. It asks once.

Everything goes by POST, so that key and e-mail address stand in no URL, no log and no proxy's
record; whatever a server or a library says is scrubbed of them before anyone sees it. Redirects
are not followed: where NCBI redirects, it blocks.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from harvester import __version__, eutils
from harvester.body import Limits, read_body
from harvester.errors import ReplyError
from harvester.failures import BY_NAME, Failure
from harvester.pace import LOOPBACK
from harvester.request import Request
from harvester.scrub import Scrubber
from harvester.settings import Settings


@dataclass(frozen=True)
class Got:
    """One answer, or why there is none: then failure and detail are set.

    retry_after: seconds that the server asks to be left alone, else 0.
    """

    body: bytes = b""
    failure: Failure | None = None
    detail: str = ""
    retry_after: float = 0.0


class Wire:
    """Sends one request at a time on each thread, and reads the reply within *limits*."""

    def __init__(
        self,
        settings: Settings,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.limits, self._clock = limits or Limits(), clock
        self._urls = {"eutils": settings.eutils_url, "s3": settings.pmc_s3_url}
        told = {"tool": settings.tool, "email": settings.email, "api_key": settings.api_key}
        self._identity = {name: value for name, value in told.items() if value}
        self._scrub = Scrubber(settings.api_key, settings.email)
        self._local = threading.local()

    def send(self, request: Request) -> Got:
        """Ask once and judge the answer. Never raises for what network or server do."""
        try:
            with self._open(request) as reply:
                return self._received(request, reply)
        except (requests.Timeout, requests.ConnectionError) as error:
            return Got(failure=BY_NAME["no_connection"], detail=self._scrub(_short(error)))
        except requests.RequestException as error:
            return Got(failure=BY_NAME["broken_off"], detail=self._scrub(_short(error)))

    def once(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        """Ask once, judge nothing: status, headers and body as they came, scrubbed of secrets.

        Raises ReplyError where there is no answer.
        """
        try:
            reply = self._open(request)
        except requests.RequestException as error:
            told = self._scrub(_short(error))
            raise ReplyError(request.path, "no_connection", told) from None
        with reply:
            body, _ = read_body(reply.raw, self.limits, self._clock)
            headers = {name: self._scrub(value) for name, value in reply.headers.items()}
        return reply.status_code, headers, self._scrub(body.decode("latin-1")).encode("latin-1")

    def _open(self, request: Request) -> requests.Response:
        url = self._urls[request.service] + request.path
        eutils_asked = request.service == "eutils"
        return self._session(url).request(
            "POST" if eutils_asked else "GET",
            url,
            data={**request.params, **self._identity} if eutils_asked else None,
            params=None if eutils_asked else dict(request.params),
            timeout=(self.limits.connect, self.limits.read),
            stream=True,
            allow_redirects=False,
        )

    def _session(self, url: str) -> requests.Session:
        """Return this thread's session: connections are kept, and never shared between threads."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.headers["User-Agent"] = f"ketlit/{__version__}"
            # A proxy has no business between this machine and itself.
            self._local.session.trust_env = urlsplit(url).hostname not in LOOPBACK
        session: requests.Session = self._local.session
        return session

    def _received(self, request: Request, reply: requests.Response) -> Got:
        body, trouble = read_body(reply.raw, self.limits, self._clock)
        if trouble is not None:
            size = self.limits.size if trouble == "too_large" else len(body)
            return Got(body, BY_NAME[trouble], f"after {size:,} bytes")
        kind = reply.headers.get("Content-Type", "").lower()
        failure = eutils.judge(request.wanted, reply.status_code, kind, body)
        if failure is None:
            return Got(body)
        text = reply.headers.get("Location") or body[:200].decode("utf-8", "replace")
        seen = f"HTTP {reply.status_code}, {' '.join(text.split())[:160]!r}"
        if trace := reply.headers.get("NCBI-PHID"):  # NLM's support asks for it
            seen += f", NCBI-PHID {trace}"
        after = _seconds(reply.headers.get("Retry-After", ""))
        return Got(body, failure, self._scrub(seen), after)


def _short(error: Exception) -> str:
    """Return what went wrong, without the layers of the libraries around it.

    requests wraps urllib3's error, whose `reason` is the socket's own: Connection refused.
    """
    inner = error.args[0] if error.args else error
    said = str(getattr(inner, "reason", None) or error)
    said = said.partition(": ")[2] if said.startswith("HTTP") and ": " in said else said
    return f"{type(error).__name__}: {' '.join(said.split())[:160]}"


def _seconds(retry_after: str) -> float:
    """Read Retry-After in seconds; at least one where it is given."""
    return max(1.0, float(retry_after)) if retry_after.strip().isdecimal() else 0.0
