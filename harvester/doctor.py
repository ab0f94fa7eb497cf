"""Is all well? NCBI, key, clock, disk, lock, store, archive: each with how to mend it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from harvester import eutils
from harvester.archive import Archive
from harvester.errors import KetlitError, LockedError
from harvester.ledger import WHOLE
from harvester.lock import DataLock
from harvester.query import Query
from harvester.settings import EUTILS, Settings
from harvester.standing import standing
from harvester.store import Store
from harvester.transport import Transport

LITTLE_DISK = 2 << 30  # bytes; a whole harvest with its archive takes about one
MOST_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Check:
    """One finding. mend: what to do where it is not well."""

    name: str
    well: bool
    says: str
    mend: str = ""


def examine(settings: Settings, now: Callable[[], datetime]) -> Iterator[Check]:
    """Yield every check, one after the other."""
    yield _identity(settings)
    yield from _ncbi(settings, now)
    yield _disk(settings.data_dir)
    yield _lock(settings.data_dir, now())
    yield _runs(settings.data_dir)
    yield _store(settings.data_dir)
    yield _archive(settings.data_dir)
    yield _parser()


def _identity(settings: Settings) -> Check:
    if settings.email:
        key = "with" if settings.api_key else "without"
        return Check("identity", True, f"e-mail address given, {key} a key: {settings.cap}/s")
    return Check(
        "identity",
        True,
        f"no e-mail address; {settings.cap} requests a second",
        "NCBI asks for one: set NCBI_EMAIL, so that it can write before it blocks.",
    )


def _ncbi(settings: Settings, now: Callable[[], datetime]) -> Iterator[Check]:
    """Ask one small search: reachable, key valid, clock right."""
    transport = Transport(settings)
    address = "NCBI" if settings.eutils_url == EUTILS else settings.eutils_url
    asked = eutils.search(Query("1[UID]"), 0)
    try:
        status, headers, body = transport.once(asked)
    except KetlitError as error:
        mend = "Check the network, a proxy (https_proxy) and KETLIT_EUTILS_URL."
        yield Check("ncbi", False, str(error), mend)
        return
    kind = headers.get("Content-Type", "").lower()
    failure = eutils.judge("esearch", status, kind, body)
    if failure is not None and failure.name == "key_invalid":
        yield Check("ncbi", True, f"{address} answers")
        yield Check("key", False, failure.says, failure.todo)
    elif failure is not None:
        yield Check("ncbi", False, f"{failure.says} (HTTP {status})", failure.todo or "Try later.")
    else:
        yield Check("ncbi", True, f"{address} answers")
        yield Check("key", True, "valid" if settings.api_key else "none in use")
    if told := headers.get("Date"):
        skew = abs(now() - parsedate_to_datetime(told))
        mend = "Set the clock (timedatectl set-ntp true): the nights are told by it."
        yield Check("clock", skew < MOST_SKEW, f"{skew.total_seconds():.0f} s off NCBI's", mend)


def _parser() -> Check:
    """Tell how whole PubMed files are read; both ways are well."""
    from harvester.columnar.makers import SCANNER, WITHOUT

    if SCANNER:
        return Check("parser", True, "compiled")
    mend = "For twice the speed install a C compiler, then ketlit again, without KETLIT_PURE."
    return Check("parser", True, f"numpy alone, without the compiled scanner: {WITHOUT}", mend)


def _disk(data_dir: Path) -> Check:
    place = next(p for p in (data_dir, *data_dir.absolute().parents) if p.exists())
    free = shutil.disk_usage(place).free
    return Check(
        "disk",
        free > LITTLE_DISK,
        f"{free / (1 << 30):.1f} GiB free",
        "Make room, or `ketlit prune` what later replies replace.",
    )


def _lock(data_dir: Path, now: datetime) -> Check:
    if not (data_dir / "lock").exists():
        return Check("lock", True, "free")
    try:
        with DataLock(data_dir, "doctor", now):
            return Check("lock", True, "free")
    except LockedError as error:
        return Check("lock", True, str(error))
    except KetlitError as error:
        return Check("lock", False, str(error), f"Make {data_dir} writable for this user.")


def _runs(data_dir: Path) -> Check:
    try:
        state = standing(data_dir)
    except KetlitError as error:
        return Check("runs", False, str(error), "Put the file aside; `ketlit rebuild` the rest.")
    if state.unfinished:
        run = state.unfinished[0]
        says = f"{run.question}: {run.state}. {run.message}"
        return Check("runs", False, says, "Run the same command again: it goes on from there.")
    return Check("runs", True, f"{len(state.whole)} questions whole, none unfinished")


def _store(data_dir: Path) -> Check:
    path = data_dir / "papers.sqlite"
    if not path.exists():
        return Check("store", True, "none yet")
    mend = f"Put {path} aside and make it again from the archive: `ketlit rebuild`."
    try:
        with Store.open(path, create=False) as store:
            wrong = store.check() + _against_ledger(data_dir, store)
    except KetlitError as error:
        return Check("store", False, str(error), mend)
    return Check("store", not wrong, "; ".join(wrong) or "sound, and as the ledger says", mend)


def _against_ledger(data_dir: Path, store: Store) -> list[str]:
    """Compare the store with what each last whole run proved."""
    wrong = []
    for run in standing(data_dir).whole:
        held = sum(1 for known in store.known(run.source).values() if not known.gone)
        if run.state == WHOLE and held < (run.papers or 0):
            wrong.append(f"{run.question}: {run.papers:,} papers by the ledger, {held:,} held")
    return wrong


def _archive(data_dir: Path) -> Check:
    archive = Archive(data_dir / "raw")
    kept, wrong = 0, []
    for reply in archive.replies():
        try:
            archive.body(reply)
            kept += 1
        except KetlitError as error:
            wrong.append(str(error))
    says = f"{kept:,} replies as they came" + "".join(f"; {one}" for one in wrong[:3])
    return Check("archive", not wrong, says, "Restore data/raw from a backup.")
