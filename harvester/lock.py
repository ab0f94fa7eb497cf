"""One harvest at a time on one data folder.

The lock is the kernel's (flock): it falls with the process that holds it, however that dies. The
file only says who it is, and stays where it is.
"""

import fcntl
import json
import os
import socket
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from harvester.errors import LockedError, StoreError
from harvester.ledger import stamp
from harvester.store.opening import must_be_ours


class DataLock:
    """Held from `with` to its end: data/lock. Raises LockedError, naming the holder, else.

    A folder whose store is not ours gets no file of ours: StoreError.
    """

    def __init__(self, data_dir: Path, command: str, now: datetime):
        self.path, self.command, self.now = data_dir / "lock", command, now

    def __enter__(self) -> Self:
        store = self.path.with_name("papers.sqlite")
        if not self.path.exists() and store.exists() and store.stat().st_size:
            must_be_ours(store)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be made: {error.strerror}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            told = os.pread(self._file, 4096, 0).decode("utf-8", "replace")
            os.close(self._file)
            raise LockedError(f"{self.path.parent}: {_holder(told)} works on it.") from error
        self._say(
            {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "command": self.command,
                "since": stamp(self.now),
            }
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._say(None)
        os.close(self._file)  # and with it the lock

    def _say(self, holder: dict[str, object] | None) -> None:
        try:
            os.ftruncate(self._file, 0)
            if holder:
                os.pwrite(self._file, json.dumps(holder).encode(), 0)
        except OSError:  # a full disk: the lock holds without its holder's name
            return


def _holder(told: str) -> str:
    try:
        who = json.loads(told)
        return f"{who['command']} (process {who['pid']} on {who['host']}, since {who['since']})"
    except (ValueError, KeyError, TypeError):
        return "another process"
