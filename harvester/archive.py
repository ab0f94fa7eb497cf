"""The raw replies, kept whole before anything is read from them, and never changed.

A reply is `data/raw/<run>/<number>-<path>-<key>.gz` with one line in the run's
`manifest.jsonl`. The file is complete or absent: it is written beside its place, synced, and
moved. A reply that a manifest does not name does not count.
"""

import gzip
import hashlib
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from harvester.errors import StoreError
from harvester.folders import listed, readable
from harvester.request import Request


@dataclass(frozen=True)
class Reply:
    """One archived reply: name is its path below data/raw, source the reader that reads it."""

    name: str
    run: str
    source: str
    key: str
    path: str
    params: Mapping[str, str]
    retrieved_at: str
    size: int
    sha256: str


class Archive:
    """The archive under *root* (data/raw). Several threads may keep replies of one run."""

    def __init__(self, root: Path):
        self.root = root
        self._lock = threading.Lock()

    def keep(self, run: str, source: str, request: Request, body: bytes, now: datetime) -> Reply:
        """Write *body* and its manifest line, in that order, and return the reply.

        source: a key of the readers ("pubmed", "pmc", …), or "esearch" and the like for replies
        that hold no records. Raises StoreError where the disk refuses; nothing half-written stays.
        """
        folder = self.root / run
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with self._lock:
                number = sum(1 for _ in folder.glob("*.gz")) + 1
                stem = request.path.rsplit("/", 1)[-1].removesuffix(".fcgi") or "reply"
                name = f"{run}/{number:05d}-{stem}-{request.key[:12]}.gz"
                _write(self.root / name, gzip.compress(body, compresslevel=3, mtime=0))
                reply = Reply(
                    name,
                    run,
                    source,
                    request.key,
                    request.path,
                    dict(request.params),
                    now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    len(body),
                    hashlib.sha256(body).hexdigest(),
                )
                _add_line(folder / "manifest.jsonl", json.dumps(asdict(reply), sort_keys=True))
        except OSError as error:
            raise StoreError(f"{folder}: cannot keep a reply: {error.strerror}.") from error
        return reply

    def replies(self, run: str | None = None) -> Iterator[Reply]:
        """Yield the replies of *run*, or of all runs in their order, as they were kept.

        Raises StoreError for a folder or a manifest that cannot be read.
        """
        runs = [self.root / run] if run else [p for p in listed(self.root) if p.is_dir()]
        for folder in runs:
            for manifest in listed(folder, "manifest.jsonl"):
                readable(manifest)
                for line in manifest.read_text(encoding="utf-8").splitlines():
                    if line.endswith("}"):  # a power cut may leave a line unfinished
                        yield Reply(**json.loads(line))

    def drop(self, names: Iterable[str]) -> None:
        """Forget these replies: first in the manifests, then on disk. Raises StoreError."""
        by_run: dict[str, set[str]] = {}
        for name in names:
            by_run.setdefault(name.split("/")[0], set()).add(name)
        for run, gone in by_run.items():
            left = [reply for reply in self.replies(run) if reply.name not in gone]
            text = "".join(json.dumps(asdict(reply), sort_keys=True) + "\n" for reply in left)
            try:
                _write(self.root / run / "manifest.jsonl", text.encode())
                for name in gone:
                    (self.root / name).unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(f"{self.root / run}: cannot drop: {error.strerror}.") from error

    def body(self, reply: Reply) -> bytes:
        """Return the bytes of *reply*. Raises StoreError if they are gone or not as they were."""
        try:
            body = gzip.decompress((self.root / reply.name).read_bytes())
        except (OSError, EOFError) as error:
            raise StoreError(f"{self.root / reply.name}: cannot be read: {error}.") from error
        if hashlib.sha256(body).hexdigest() != reply.sha256:
            raise StoreError(f"{self.root / reply.name}: its bytes are not those of its manifest.")
        return body


def _add_line(path: Path, line: str) -> None:
    """Append a line and sync it; below a last line that a power cut left unfinished."""
    with path.open("a+b") as file:
        if file.tell() and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
            file.write(b"\n")
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
