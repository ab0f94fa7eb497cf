"""The local NCBI as an object: start it over some files, ask it over HTTP, change it, stop it."""

import threading
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from harvester.errors import UsageError
from harvester.sandbox.desk import Desk
from harvester.sandbox.faults import Fault, Weather
from harvester.sandbox.folding import fold
from harvester.sandbox.library import Library
from harvester.sandbox.log import Asked, Log
from harvester.sandbox.routes import BUCKET, EUTILS
from harvester.sandbox.server import Server


class Sandbox:
    """A local NCBI over *files* (paths of XML, folders, or bytes), serving while it is open.

    rate: requests a second without a key, 10 with one; None lifts the limit. keys: the keys that
    are valid; None accepts any. faults: names of faults.toml or Fault values. today: the date
    that reldate counts from. unknown_phrases: what NCBI's index shall not know. keep_secrets:
    whether the log shows key and e-mail. port: 0 takes a free one.
    """

    def __init__(
        self,
        files: Iterable[Path | str | bytes] | Path | str | bytes = (),
        *,
        rate: int | None = 3,
        keys: Iterable[str] | None = None,
        faults: Iterable[Fault | str] = (),
        today: date | None = None,
        unknown_phrases: Iterable[str] = (),
        keep_secrets: bool = False,
        port: int = 0,
    ):
        unknown = frozenset(map(fold, unknown_phrases))
        self.library = Library(unknown_phrases=unknown, today_is=today)
        self.library.read([files] if isinstance(files, Path | str | bytes) else files)
        self.requests = Log(keep_secrets)
        self._weather = Weather(faults)
        known = None if keys is None else frozenset(keys)
        self._desk = Desk(self.library, rate, known, self._weather)
        try:
            self._server = Server(port, self._desk, self.requests)
        except OSError as problem:
            raise UsageError(f"port {port} cannot be used: {problem.strerror}.") from problem
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """What KETLIT_EUTILS_URL shall be."""
        return self.origin + EUTILS

    @property
    def s3_url(self) -> str:
        """What KETLIT_PMC_S3_URL shall be."""
        return self.origin + BUCKET

    @property
    def env(self) -> dict[str, str]:
        """What to export so that `ketlit` comes here."""
        return {"KETLIT_EUTILS_URL": self.url, "KETLIT_PMC_S3_URL": self.s3_url}

    def index(self) -> dict[str, int]:
        """Make the index now, not at the first search; return how many records each shelf holds."""
        with self.library.lock:
            return {db: len(shelf.entries) for db, shelf in self.library.shelves.items()}

    def fail(self, name: str, **when: Any) -> Fault:
        """Have a fault of faults.toml strike from now on; *when* as in faults.Fault."""
        fault = Fault(name, **when)
        self._weather.faults.append(fault)
        return fault

    def storm(self, probability: float, names: Iterable[str] | None = None, seed: int = 0) -> None:
        """Have a share of all replies be faulty, as faults.Weather.storm says."""
        self._weather.storm(probability, names, seed)

    def heal(self) -> None:
        """End all faults."""
        self._weather.faults.clear()
        self._weather.storm(0.0, (), 0)

    def add(self, *files: Path | str | bytes, on: date | None = None) -> None:
        """Put records in, or in the place of those with their ids.

        on: the day that [mdat] says they were changed; by default their own DateRevised.
        """
        with self.library.lock:
            self.library.read(files, None if on is None else int(f"{on:%Y%m%d}"))

    def delete(self, *uids: int | str) -> None:
        """Take records away: a PMID, or "PMC123"."""
        with self.library.lock:
            for uid in uids:
                shelf, number = self.library.shelf_of(uid)
                shelf.drop([number])

    def merge(self, old: int | str, into: int | str, on: date | None = None) -> None:
        """Merge one record into another: the old id is gone, the other counts as changed."""
        with self.library.lock:
            shelf, number = self.library.shelf_of(into)
            shelf.touch(number, int(f"{on or self.library.today:%Y%m%d}"))
            self.delete(old)

    def when(self, fits: Callable[[Asked], bool], change: Callable[[], object]) -> None:
        """Carry out *change*, once, just before the first request that *fits* is answered.

        So records come and go in the midst of a harvest: between two slices, or between the
        listing and the fetch.
        """
        self._desk.plans.append((fits, change))

    def close_article(self, pmcid: str) -> None:
        """Have an article of PMC sent without its body, as its publisher wishes."""
        with self.library.lock:
            self.library.close(pmcid)

    def expire_history(self) -> None:
        """Forget all WebEnvs, as NCBI does after some hours."""
        self.library.history.expire()
