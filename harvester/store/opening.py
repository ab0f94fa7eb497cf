"""Opening the store's file: is it ours, is it of this version, and what SQLite's refusals mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from harvester.errors import StoreError
from harvester.schema import SQLITE, TABLES
from harvester.store import layout

# What SQLite says -> what it means here and what mends it.
_CAUSES = (
    (
        ("locked", "busy"),
        "another program has locked it. Close that program, then run the same command again",
    ),
    (("full",), "the disk is full. Make room, then run the same command again"),
    (
        ("readonly", "read-only", "unable to open", "permission"),
        "the file or its folder cannot be written. Give yourself the right to write there, then "
        "run the same command again",
    ),
    (
        ("malformed", "not a database", "corrupt", "no such table", "no such column"),
        "the file is damaged. `ketlit rebuild` makes it again from data/raw",
    ),
    (
        ("disk i/o", "i/o error"),
        "the disk failed while reading or writing. Check its space and health, then run the same "
        "command again",
    ),
)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a StoreError that names *path*, the cause and what mends it."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        cause = next(
            (told for words, told in _CAUSES if any(word in said.lower() for word in words)),
            "SQLite refused it. `ketlit doctor` looks closer",
        )
        raise StoreError(f"{path}: {cause} (SQLite: {said}).") from error


def open_writing(path: Path, create: bool, patience: float) -> sqlite3.Connection:
    """Return a connection that writes, in autocommit; the file is made or migrated if need be."""
    exists = path.exists() and path.stat().st_size > 0
    if not exists and not create:
        raise StoreError(
            f"{path}: there is no store. `ketlit harvest` or `ketlit import` makes it."
        )
    if exists:
        must_be_ours(path)
    with explained(path):
        if not exists:
            _make_folder(path)
        db = sqlite3.connect(path, timeout=patience, isolation_level=None)
        try:
            if not exists:
                _create(db)
            elif _must_migrate(db, path):
                migrate(db, path)
            db.execute("PRAGMA journal_mode = WAL")
            # With WAL, a power cut can lose the last transactions but never mix them up; the
            # archive holds what they were made from.
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA cache_size = -65536")  # KiB
            db.execute("PRAGMA wal_autocheckpoint = 8192")  # pages of 4 KiB: fewer, larger writes
        except BaseException:
            db.close()
            raise
    return db


def open_reading(path: Path, patience: float = 30.0) -> sqlite3.Connection:
    """Return a connection that cannot write. Raises StoreError if *path* is no store of ours."""
    if not path.exists():
        raise StoreError(
            f"{path}: there is no store. `ketlit harvest` or `ketlit import` makes it."
        )
    must_be_ours(path)
    with explained(path):
        try:
            db = _reader(path, "mode=ro", patience)
        except sqlite3.OperationalError:
            if path.with_name(path.name + "-wal").exists():
                raise
            # On a medium that is read-only, SQLite cannot make its lock file, and needs none.
            db = _reader(path, "mode=ro&immutable=1", patience)
        if _version(db) > layout.VERSION:
            db.close()
            raise _newer(path)
        return db


def _reader(path: Path, how: str, patience: float) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, timeout=patience, isolation_level=None
    )
    try:
        db.execute("SELECT count(*) FROM sqlite_schema")  # the file is opened here, not before
    except sqlite3.Error:
        db.close()
        raise
    return db


def must_be_ours(path: Path) -> None:
    """Look at the header alone, so that a file that is not ours is not touched in any way.

    Through SQLite, though no lock or log is wanted: opening and closing the file by any other way
    drops every lock that this process holds on it (POSIX), and the next process to close it would
    then clear away the log that our other connections still read:
    https://www.sqlite.org/howtocorrupt.html, 2.2.
    """
    try:
        application, version = _marks(path)
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path}: cannot be read: {error}.") from error
    if application != layout.APPLICATION_ID:
        raise StoreError(
            f"{path}: this file is not a store of ketlit; it was not touched. Move it away, or "
            "name another data folder with --data-dir."
        )
    if version > layout.VERSION:
        raise _newer(path)


def _marks(path: Path) -> tuple[int, int]:
    """Return the application id and version of a file; zeros if it is no database.

    A disk that filled up can stop the log from being folded in half-way. The file alone is then
    malformed and the two together are sound, so the log is read along before it is called so.
    """
    for how in ("immutable=1", "mode=ro"):
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as db:
                (application,) = db.execute("PRAGMA application_id").fetchone()
                (version,) = db.execute("PRAGMA user_version").fetchone()
                return int(application), int(version)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                break
    return 0, 0


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be made: {error.strerror}.") from error


def _create(db: sqlite3.Connection) -> None:
    with transaction(db):
        db.execute(f"PRAGMA application_id = {layout.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {layout.VERSION}")
        for statement in layout.statements():
            db.execute(statement)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: commit at the end, undo everything if anything is raised."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _absent(path: Path) -> StoreError:
    return StoreError(f"{path}: there is no store. `ketlit harvest` or `ketlit import` makes it.")


def _newer(path: Path) -> StoreError:
    return StoreError(
        f"{path}: this store was made by a newer ketlit; it was not touched. Upgrade ketlit, or "
        "name another data folder with --data-dir."
    )


def _missing(db: sqlite3.Connection) -> list[str]:
    """Return the statements that add the columns which the schema has and the file has not."""
    wanted = []
    for name, table in TABLES.items():
        held = {row[1] for row in db.execute(f'PRAGMA table_info("{name}")')}
        wanted += [
            f'ALTER TABLE "{name}" ADD COLUMN "{column.name}" {SQLITE[column.kind]}'
            for column in table.columns
            if held and column.name not in held
        ]
    return wanted


def _must_migrate(db: sqlite3.Connection, path: Path) -> bool:
    version = _version(db)
    if version > layout.VERSION:
        raise _newer(path)
    return version < layout.VERSION or bool(_missing(db))


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring an older store up to this version, in one transaction, after a copy was laid beside it.

    What the schema has gained is added, empty; `ketlit rebuild` fills it from data/raw.
    """
    copy = path.with_name(f"{path.name}.v{_version(db)}.bak")
    with closing(sqlite3.connect(copy)) as beside:
        db.backup(beside)
    with transaction(db):
        for statement in (*_missing(db), *layout.statements()):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {layout.VERSION}")
