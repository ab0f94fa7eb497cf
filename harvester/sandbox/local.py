"""The local NCBI as an object: start it over some files, ask it over HTTP, change it, stop it."""

import threading
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from harvester.sandbox.desk import Desk
from harvester.sandbox.folding import fold
from harvester.sandbox.library import Library
from harvester.sandbox.log import Log
from harvester.sandbox.server import EUTILS, Server


class Sandbox:
    """A local NCBI over *files* (paths of XML, folders, or bytes), serving while it is open.

    rate: requests a second without a key, 10 with one; None lifts the limit. keys: the keys that
    are valid; None accepts any. today: the date that reldate counts from. unknown_phrases: what
    NCBI's index shall not know. port: 0 takes a free one.
    """

    def __init__(
        self,
        files: Iterable[Path | str | bytes] = (),
        *,
        rate: int | None = 3,
        keys: Iterable[str] | None = None,
        today: date | None = None,
        unknown_phrases: Iterable[str] = (),
        keep_secrets: bool = False,
        port: int = 0,
    ):
        unknown = frozenset(map(fold, unknown_phrases))
        self.library = Library(unknown_phrases=unknown, today_is=today)
        self.library.read(files)
        self.requests = Log(keep_secrets)
        known = None if keys is None else frozenset(keys)
        self.desk = Desk(self.library, rate, known)
        self._server = Server(port, self.desk, self.requests)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
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
        return f"{self.origin}/pmc-oa-opendata/"

    @property
    def env(self) -> dict[str, str]:
        """What to export so that `ketlit` comes here."""
        return {"KETLIT_EUTILS_URL": self.url, "KETLIT_PMC_S3_URL": self.s3_url}
