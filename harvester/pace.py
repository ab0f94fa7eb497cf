"""How often we ask: one budget for all processes of this machine, kept in a locked file.

NCBI counts per address, not per program, so two harvests side by side must share what one may
use. Requests are spaced from start to start, retries included; a pause that a server asks for
(Retry-After) holds for everyone.

Policy: https://www.ncbi.nlm.nih.gov/books/NBK25497/ (3 requests per second, 10 with a key).
"""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from harvester.errors import StoreError, UsageError
from harvester.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GENTLY = 10.0  # requests per second to a server for which no rule is known
USUAL_SHARE, HIGHEST_SHARE = 0.90, 0.97  # of NCBI's cap
# What is asked for is never quite reached: no sleep ends early.
REACHED = 1.004
# A start further ahead than any pause we grant was written before the machine was restarted.
LONGEST_PAUSE = 600.0
# Of the time that a rate below the cap leaves free, what a start that woke late may take back; the
# rest is for requests that the network delays unequally.
TAKEN_BACK = 0.25


class Pace:
    """Lets requests start 1 / *per_second* apart, over all processes that share *path*.

    late: seconds by which a start that came too late lets the next one come sooner, so that what
    sleep overshoots does not add up. clock: seconds that never run backwards and are the same in
    every process of the machine.
    """

    def __init__(
        self,
        path: Path,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        late: float = 0.0,
    ):
        self.path, self.gap, self._late = path, 1 / per_second, late
        self._clock, self._sleep = clock, sleep

    def wait(self) -> None:
        """Return when the next request may start; the start is then taken."""
        while True:
            with _Opened(self.path) as file:
                now = self._clock()
                due = self._next(file, now)
                wait = due - now
                if wait <= 0:
                    _write(file, max(due, now - self._late) + self.gap)
                    return
            self._sleep(wait)  # unlocked: whoever wakes first goes first

    def pause(self, seconds: float) -> None:
        """Let nobody start within the next *seconds*."""
        with _Opened(self.path) as file:
            now = self._clock()
            until = now + min(seconds, LONGEST_PAUSE)
            _write(file, max(self._next(file, now), until))

    def _next(self, file: int, now: float) -> float:
        try:
            told = float(os.pread(file, 64, 0))
        except ValueError:
            return now
        return told if told - now <= LONGEST_PAUSE + self.gap else now


class _Opened:
    """The file, open and locked; made if need be, and usable by every user of the machine."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> int:
        try:
            self.file = self._open()
        except OSError as error:
            raise StoreError(
                f"{self.path}: the budget of requests cannot be kept: {error.strerror}. Remove the "
                "file, or set TMPDIR to a folder that every user may write to."
            ) from error
        fcntl.flock(self.file, fcntl.LOCK_EX)
        return self.file

    def __exit__(self, *_: object) -> None:
        os.close(self.file)  # and with it the lock

    def _open(self) -> int:
        how = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            return os.open(self.path, how)
        except FileNotFoundError:
            file = os.open(self.path, how | os.O_CREAT, 0o666)
            with suppress(PermissionError):  # another user made it in the meantime
                os.fchmod(file, 0o666)  # the umask took it away; it holds a time, no secret
            return file


def _write(file: int, start: float) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, f"{start:.6f}\n".encode(), 0)


def budget_file(server: str, key: str | None, folder: Path | None = None) -> Path:
    """Return the file of the budget that NCBI counts: of the key, else of this machine's address.

    server: host and port. The name is a hash: no key is in it.
    """
    name = hashlib.sha256(f"{server}|{key or ''}".encode()).hexdigest()[:16]
    return (folder or Path(tempfile.gettempdir())) / f"ketlit-pace-{name}"


def allowed_rate(asked: float | None, cap: float, own_server: bool = False) -> float:
    """Return requests per second: 90 % of *cap*, or what was asked for up to 97 % of it.

    own_server: on this machine, where NCBI's policy has no say in what one asks for.
    Raises UsageError above that: a rate at the cap is a breach as soon as one packet is late.
    """
    if asked is None:
        return USUAL_SHARE * cap
    if asked <= 0 or (asked > HIGHEST_SHARE * cap and not own_server):
        raise UsageError(
            f"rate: {asked:g} requests per second; wanted more than 0 and at most "
            f"{HIGHEST_SHARE * cap:g} (97 % of NCBI's {cap:g}). A key (NCBI_API_KEY) allows 10."
        )
    return asked


def pace_for(url: str, settings: Settings | None, sleep: Callable[[float], object]) -> Pace:
    """Return the pace for the server of *url*: by NCBI's rules for *settings*, else gently."""
    server = urlsplit(url)
    if settings is None:
        return Pace(budget_file(server.netloc, None), GENTLY, sleep=sleep)
    rate = allowed_rate(settings.rate, settings.cap, server.hostname in LOOPBACK)
    file = budget_file(server.netloc, settings.api_key)
    return Pace(file, REACHED * rate, sleep=sleep, late=taken_back(rate, settings.cap))


def taken_back(rate: float, cap: float) -> float:
    """Return the seconds by which one start may come sooner, for *rate* requests per second.

    One more start than *cap* still spans more than a second: cap / rate seconds, less this.
    """
    return min(max(TAKEN_BACK * (cap / rate - 1), 0.0), TAKEN_BACK / rate)
