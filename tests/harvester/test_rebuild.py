"""The store made again from what is kept for ever: row for row, offline, after any history."""

import shutil
import sqlite3
import tarfile
from contextlib import closing

import pytest

from harvester import load
from harvester.archive import Archive
from harvester.backup import backup
from harvester.errors import StoreError
from harvester.ledger import Ledger
from harvester.prune import prune
from harvester.rebuild import rebuild
from harvester.schema import TABLES
from harvester.store import Store
from tests.harvester.history import eventful
from tests.records.pubmed import document, record


def dump(path, *without):
    """Every table of a store, in its own order; sorted where the order is not part of it."""
    with closing(sqlite3.connect(path / "papers.sqlite")) as db:
        names = [
            row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        return {
            name: sorted(db.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
            if not name.startswith("papers_text") and name not in without
        }


@pytest.fixture
def data(tmp_path):
    return eventful(tmp_path / "data").path


def test_the_history_is_as_eventful_as_it_should_be(data):
    with load(data) as corpus:
        papers = corpus.papers.set_index("paper_id")
        assert sorted(papers.index) == [
            "pmcid:PMC9000001",
            "pmcid:PMC9000004",
            *(f"pmid:9900000{n}" for n in (1, 2, 3, 6, 8, 9)),
        ]
        assert papers.pmid["pmid:99000001"] == 99000007
        assert papers.pmid["pmcid:PMC9000001"] == 99000005
        assert list(papers.index[papers.gone_since.notna()]) == ["pmid:99000006"]
        assert len(corpus.rejected) == 1
        fields = set(corpus.changes.field)
        assert {"first_seen", "title", "gone_since", "paper_id", "sections"} <= fields


def test_rebuild_makes_the_same_tables_row_for_row(data):
    before = dump(data)
    assert set(TABLES) <= set(before)
    done = rebuild(data)
    assert dump(data) == before
    assert (done.papers, done.unread) == (8, ())
    with Store.open(data / "papers.sqlite") as store:
        assert store.check() == []


def test_rebuild_needs_no_store_and_leaves_no_file_of_its_own(data):
    before = dump(data)
    for path in data.glob("papers.sqlite*"):
        path.unlink()
    rebuild(data)
    assert dump(data) == before
    assert sorted(p.name for p in data.iterdir()) == ["papers.sqlite", "raw", "runs"]


def test_labels_stay_with_the_text_they_point_into(data, tmp_path):
    with closing(sqlite3.connect(data / "papers.sqlite")) as db, db:
        db.executemany(
            "INSERT INTO labels (paper_id, condition, evidence) VALUES (?, 'ptsd', '[]')",
            [("pmid:99000001",), ("pmid:99000002",)],
        )
        db.execute("UPDATE papers SET title = 'Not this' WHERE paper_id = 'pmid:99000002'")
    rebuild(data)
    with load(data) as corpus:
        assert list(corpus.labels.paper_id) == ["pmid:99000001"]


def test_a_damaged_reply_stops_the_rebuild_and_leaves_the_store(data):
    before = dump(data)
    [reply, *_] = Archive(data / "raw").replies()
    (data / "raw" / reply.name).write_bytes(b"cut")
    with pytest.raises(StoreError, match="cannot be read"):
        rebuild(data)
    assert dump(data) == before
    assert not list(data.glob(".papers*"))


def test_rebuild_does_not_replace_a_file_that_is_not_ours(data):
    (data / "papers.sqlite").write_text("notes")
    with pytest.raises(StoreError, match="not a store of ketlit"):
        rebuild(data)
    assert (data / "papers.sqlite").read_text() == "notes"


def test_rebuild_mends_a_damaged_store(data):
    before = dump(data)
    held = bytearray((data / "papers.sqlite").read_bytes())
    held[8192:] = b"\xff" * (len(held) - 8192)
    (data / "papers.sqlite").write_bytes(held)
    rebuild(data)
    assert dump(data) == before


def test_a_reply_that_a_killed_run_left_unread_is_read_before_an_import(tmp_path):
    from harvester.request import Request
    from tests.harvester.history import Folder

    folder = Folder(tmp_path / "data")
    folder.run(("pubmed", document(record(pmid=99000001))))
    run = folder.ledger.begin("topic other", folder.clock())
    request = Request("eutils", "efetch.fcgi", {"id": "99000002"})
    body = document(record(pmid=99000002))
    folder.archive.keep(run.run, "pubmed", request, body, folder.clock())  # and then: kill -9
    folder.take_in("x.xml", document(record(pmid=99000002), record(pmid=99000003)))
    before = dump(folder.path)
    rebuild(folder.path)
    assert dump(folder.path) == before
    assert len(before["papers"]) == 3


def test_prune_drops_replaced_replies_and_a_rebuild_gives_the_same_papers(data):
    before = dump(data)
    kept = {reply.name for reply in Archive(data / "raw").replies()}
    assert prune(data, dry_run=True).replies == 2
    assert {reply.name for reply in Archive(data / "raw").replies()} == kept
    gone = prune(data)
    assert (gone.replies, gone.kept) == (2, len(kept) - 2)
    assert len(list((data / "raw").rglob("*.gz"))) == gone.kept
    rebuild(data)
    after = dump(data)
    docid = before["papers"], after["papers"]
    assert sorted(row[1:] for row in docid[0]) == sorted(row[1:] for row in docid[1])
    for name in before.keys() - {"papers"}:
        assert after[name] == before[name], name
    assert prune(data).replies == 0


def test_life_goes_on_after_a_prune(data):
    from tests.harvester.history import Folder

    prune(data)
    folder = Folder(data)
    folder.clock.now = folder.clock.now.replace(day=20)
    folder.run(
        ("pubmed", document(record(pmid=99000008, title="Eight, revised."))), gone=["99000003"]
    )
    before = dump(data)
    rebuild(data)
    after = dump(data)
    for name in before.keys() - {"papers"}:
        assert after[name] == before[name], name
    with load(data) as corpus:
        assert corpus.papers.set_index("paper_id").title["pmid:99000008"] == "Eight, revised."


def test_backup_restores_into_an_empty_folder(data, tmp_path, ketlit):
    (data / "decisions").mkdir()
    (data / "decisions" / "labels.jsonl").write_text('{"paper_id": "pmid:99000001"}\n')
    done = ketlit("--data-dir", data, "backup", "--out", tmp_path / "kept.tar", check=0)
    assert "kept.tar" in done.stdout
    with tarfile.open(tmp_path / "kept.tar") as tar:
        tar.extractall(tmp_path / "again", filter="data")
    done = ketlit("--data-dir", tmp_path / "again", "rebuild", check=0)
    assert "8 papers from" in done.stdout
    assert dump(tmp_path / "again") == dump(data)
    assert (tmp_path / "again" / "decisions" / "labels.jsonl").exists()
    assert len(list(Ledger(tmp_path / "again" / "runs").runs())) == 6


def test_backup_of_nothing_says_so(tmp_path, ketlit):
    done = ketlit("--data-dir", tmp_path / "none", "backup", check=1)
    assert "nothing to back up" in done.stderr
    assert not list(tmp_path.glob("*.tar"))


@pytest.mark.parametrize("name", ["raw", "runs"])
def test_a_folder_that_cannot_be_listed_is_no_empty_folder(data, tmp_path, name):
    # A file in its place stands for rights that are missing: root may list anything.
    (data / name).rename(tmp_path / "aside")
    (data / name).write_text("no folder")
    before = dump(data)
    for act in (rebuild, lambda path: backup(path, tmp_path / "kept.tar")):
        with pytest.raises(StoreError, match=r"cannot be (listed|read)"):
            act(data)
    assert dump(data) == before
    assert not (tmp_path / "kept.tar").exists()


def test_an_archive_that_lost_a_run_does_not_replace_the_store(data):
    before = dump(data)
    first = min(path for path in (data / "raw").iterdir() if path.is_dir())
    shutil.rmtree(first)
    with pytest.raises(StoreError, match=r"the archive gives \d+ papers, and the store holds 8"):
        rebuild(data)
    assert dump(data) == before
    assert [path.name for path in data.glob("*.sqlite*")] == ["papers.sqlite"]


def test_prune_drops_nothing_if_what_stays_is_damaged(data):
    useless = prune(data, dry_run=True).replies
    assert useless
    files = sorted((data / "raw").rglob("*.gz"))
    last = files[-1]
    last.write_bytes(last.read_bytes()[:40])
    with pytest.raises(StoreError, match=last.name):
        prune(data)
    assert sorted((data / "raw").rglob("*.gz")) == files
