"""Files that are not ours, newer, older, locked, full or out of reach: nothing is touched."""

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from harvester.corpus import load
from harvester.errors import StoreError
from harvester.store import Store, layout
from tests.conftest import ROOT
from tests.harvester.store.told import batch, record, reply


def fingerprint(path):
    return path.read_bytes(), path.stat().st_mtime_ns, sorted(p.name for p in path.parent.iterdir())


def make_foreign(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE notes (text)")


def make_newer(path):
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {layout.VERSION + 1}")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("PMID- 1\n"), "not a store of ketlit"),
        (make_foreign, "not a store of ketlit"),
        (make_newer, "newer ketlit"),
    ],
)
def test_a_file_that_is_not_ours_or_newer_is_not_touched(path, make, said):
    make(path)
    before = fingerprint(path)
    for attempt in (lambda: Store.open(path), lambda: load(path.parent)):
        with pytest.raises(StoreError, match=said) as caught:
            attempt()
        assert caught.value.exit_status == 12
        assert fingerprint(path) == before


def test_a_folder_without_a_store_says_so(tmp_path):
    with pytest.raises(StoreError, match=r"papers\.sqlite: there is no store"):
        load(tmp_path)
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(tmp_path / "papers.sqlite", create=False)
    assert list(tmp_path.iterdir()) == []


def test_an_older_store_is_copied_and_brought_up_to_date(path, monkeypatch):
    with Store.open(path) as store:
        store.apply(record(pmid=1), reply("r1/1", 1))
    with closing(
        sqlite3.connect(path)
    ) as db:  # as a version without this column would have left it
        db.execute("ALTER TABLE records DROP COLUMN listed")
        db.execute("DROP INDEX facts_attribute")
    monkeypatch.setattr(layout, "VERSION", layout.VERSION + 1)
    with Store.open(path) as store:
        assert store.known("pubmed")["1"].paper_id == "pmid:1"
        assert store.apply(record(pmid=2), reply("r2/1", 2)).new == ("pmid:2",)
        assert store.check() == []
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (layout.VERSION,)
    copy = path.with_name(f"papers.sqlite.v{layout.VERSION - 1}.bak")
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT paper_id FROM papers").fetchall() == [("pmid:1",)]
        assert "listed" not in {row[1] for row in db.execute("PRAGMA table_info(records)")}


def test_a_migration_that_fails_leaves_the_store_as_it_was(path, monkeypatch):
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE records DROP COLUMN listed")
    monkeypatch.setattr(layout, "statements", lambda: iter(["CREATE TABLE broken ("]))
    with pytest.raises(StoreError):
        Store.open(path)
    with closing(sqlite3.connect(path)) as db:
        assert "listed" not in {row[1] for row in db.execute("PRAGMA table_info(records)")}


def test_a_locked_store_is_said_and_heals(path):
    with Store.open(path, patience=0.05) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="another program has locked it"):
                store.apply(record(pmid=1), reply("r1/1", 1))
        assert store.apply(record(pmid=1), reply("r1/1", 1)).new == ("pmid:1",)


def test_a_notebook_reads_while_a_harvest_writes(path):
    with Store.open(path) as store:
        store.apply(record(pmid=1), reply("r1/1", 1))
        with load(path.parent) as corpus:
            assert list(corpus.papers.pmid) == [1]
            store.apply(record(pmid=2), reply("r1/2", 2))
            assert list(corpus.records.source_id) == ["1"]  # fits the papers already read
        with load(path.parent) as corpus:
            assert list(corpus.papers.pmid) == [1, 2]


FILL = """
import resource, sys
from pathlib import Path
from harvester.errors import StoreError
from harvester.store import Store
from tests.harvester.store.told import batch, record, reply
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, limit = Path(sys.argv[1]), int(sys.argv[2])
store = Store.open(path)
store.apply(record(pmid=1), reply("r1/1", 1))
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
big = batch(*(record(pmid=n, abstract="word " * 2000) for n in range(2, 400)))
try:
    print(len(store.apply(big, reply("r1/2", 2)).new))
except StoreError as error:
    print("refused:", error)
"""


def run_fill(path, limit):
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(path), str(limit)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_full_disk_is_said_undone_and_heals(path, rows):
    """A limit on the size of a file stands for the end of the disk."""
    said = run_fill(path, 600_000)
    assert said.startswith("refused:"), said
    assert "papers.sqlite" in said
    assert "run the same command again" in said
    assert rows("papers", "pmid") == [(1,)]
    assert run_fill(path, 0).strip() == "398"
    assert len(rows("papers", "pmid")) == 399


OPEN = """
import os, sys
import harvester.frames
from harvester import load
from harvester.errors import StoreError
from harvester.store import Store
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
try:
    if sys.argv[1] == "load":
        print(load(sys.argv[2]).papers.pmid.to_list())
    else:
        Store.open(__import__("pathlib").Path(sys.argv[2]) / "papers.sqlite").close()
except StoreError as error:
    print(error)
"""


@pytest.fixture
def folder():
    """A folder in which any user may read."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


def as_anybody(*args):
    """Run OPEN as a user without rights, if we are one with all of them."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN, *map(str, args)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_read_only_folder_is_said(folder):
    folder.chmod(0o555)
    assert "cannot be written" in as_anybody("store", folder)
    folder.chmod(0o777)
    assert as_anybody("store", folder) == ""


def test_a_store_in_a_read_only_folder_can_be_read(folder):
    with Store.open(folder / "papers.sqlite") as store:
        store.apply(record(pmid=1), reply("r1/1", 1))
    (folder / "papers.sqlite").chmod(0o444)
    folder.chmod(0o555)
    assert as_anybody("load", folder) == "[1]\n"


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="cannot be"):
        Store.open(tmp_path / "data" / "papers.sqlite")


def test_a_damaged_store_names_the_command_that_mends_it(path):
    with Store.open(path) as store:
        store.apply(batch(*(record(pmid=n) for n in range(1, 200))), reply("r1/1", 1))
    held = bytearray(path.read_bytes())
    held[4096:] = b"\xff" * (len(held) - 4096)
    path.write_bytes(held)
    with (
        pytest.raises(StoreError, match="`ketlit rebuild` makes it again"),
        Store.open(path) as store,
    ):
        store.known("pubmed")


WRITE = """
import sys
from pathlib import Path
from harvester.store import Store
from tests.harvester.store.told import batch, record, reply
low, high = map(int, sys.argv[2:])
with Store.open(Path(sys.argv[1])) as store:
    papers = (record(pmid=n, abstract="word " * 500) for n in range(low, high))
    store.apply(batch(*papers), reply(f"r1/{low}", low))
"""


def test_a_notebook_that_loads_again_outlives_the_harvests_of_other_processes(path):
    """Opening the file by another way than SQLite's would drop the locks of what is open."""
    with Store.open(path) as store:
        store.apply(record(pmid=1), reply("r1/1", 1))
    kept = [load(path.parent) for _ in range(2)]
    for low in (2, 200, 400):
        command = [sys.executable, "-c", WRITE, str(path), str(low), str(low + 100)]
        subprocess.run(command, cwd=ROOT, check=True)
        kept.append(load(path.parent))
        assert len(kept[-1].papers) == 1 + 100 * (len(kept) - 2)
    with Store.open(path) as store:
        assert store.check() == []
