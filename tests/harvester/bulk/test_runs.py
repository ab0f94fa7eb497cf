"""Sift and parse as runs: resumed by file, spread over threads, processes and a cluster."""

import gzip
import os
import signal
import threading
import time

import pandas as pd
import pytest

from harvester import load, parse_pubmed
from harvester.bulk import runs
from harvester.bulk.spread import Spread
from harvester.bulk.words import of_words
from harvester.errors import IncompleteError, StoreError, UsageError
from harvester.schema import PARSED
from tests.records.pubmed import document, record

WORDS = of_words(["ketamin*"])


def baseline(folder, count=4, each=30):
    """Write *count* files of NLM's with *each* records, every third about ketamine."""
    folder.mkdir(exist_ok=True)
    for number in range(1, count + 1):
        first = number * 1000
        body = document(
            *(
                record(pmid=n, title=f"Ketamine {n}" if n % 3 == 0 else f"Other {n}")
                for n in range(first, first + each)
            )
        )
        (folder / f"pubmed26n{number:04d}.xml.gz").write_bytes(gzip.compress(body))
    return folder


def pmids(out, name="papers"):
    return sorted(pd.read_parquet(out / name)["pmid"])


WANTED = [n for f in range(1, 5) for n in range(f * 1000, f * 1000 + 30)]


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_a_parse_gives_the_same_tables_wherever_it_runs(tmp_path, scheduler):
    folder, out = baseline(tmp_path / "in"), tmp_path / "out"
    told = runs.parse([folder], out, Spread(scheduler, 2))
    assert sum(one["rows"]["papers"] for one in told) == 120
    assert pmids(out) == WANTED
    for name in PARSED:
        assert len(list((out / name).iterdir())) == 4


def test_what_is_done_is_not_done_again(tmp_path):
    folder, out = baseline(tmp_path / "in"), tmp_path / "out"
    seen = []
    spread = Spread("threads", 1, lambda path, told: seen.append(path.name))
    runs.parse([folder], out, spread)
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")}
    runs.parse([folder], out, spread)
    assert len(seen) == 4
    (folder / "pubmed26n0002.xml.gz").write_bytes(gzip.compress(document(record(pmid=7))))
    (out / "mesh" / "pubmed26n0003.parquet").unlink()
    runs.parse([folder], out, spread)
    assert sorted(seen[4:]) == ["pubmed26n0002.xml.gz", "pubmed26n0003.xml.gz"]
    assert 7 in pmids(out)
    assert 2000 not in pmids(out)
    unchanged = out / "papers" / "pubmed26n0001.parquet"
    assert unchanged.stat().st_mtime_ns == before[unchanged]


def test_the_largest_files_are_begun_first(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number, each in ((1, 5), (2, 60), (3, 20)):
        body = document(*(record(pmid=number * 1000 + n) for n in range(each)))
        (folder / f"pubmed26n{number:04d}.xml.gz").write_bytes(gzip.compress(body))
    seen = []
    runs.parse([folder], out, Spread("threads", 1, lambda path, told: seen.append(path.name)))
    assert [name[9:13] for name in seen] == ["0002", "0003", "0001"]


def test_a_bad_file_is_named_and_the_others_are_done(tmp_path):
    folder, out = baseline(tmp_path / "in"), tmp_path / "out"
    bad = folder / "pubmed26n0002.xml.gz"
    whole = bad.read_bytes()
    bad.write_bytes(whole[:-40])
    with pytest.raises(IncompleteError, match=r"1 of 4 files.*\n.*pubmed26n0002") as caught:
        runs.sift([folder], WORDS, out)
    assert caught.value.exit_status == 10
    bad.write_bytes(whole)
    seen = []
    tasks, told = runs.sift([folder], WORDS, out, Spread(notice=lambda p, t: seen.append(p.name)))
    assert seen == ["pubmed26n0002.xml.gz"]
    assert sum(one["matches"] for one in told) == 40
    assert runs.write_parquet(tasks, told, out)["papers"] == 40


def test_a_folder_of_another_question_is_refused(tmp_path):
    folder, out = baseline(tmp_path / "in", 1), tmp_path / "out"
    runs.sift([folder], WORDS, out)
    with pytest.raises(StoreError, match="another question"):
        runs.sift([folder], of_words(["other"]), out)


def test_an_unknown_scheduler_names_those_there_are(tmp_path):
    with pytest.raises(UsageError, match="threads, processes, or tcp://"):
        runs.parse([baseline(tmp_path / "in", 1)], tmp_path / "out", Spread("slurm"))


def test_versions_of_a_paper_within_a_file_leave_one(tmp_path, monkeypatch):
    monkeypatch.setattr("harvester.columnar.stream.SIZE", 2000)
    monkeypatch.setattr("harvester.columnar.stream.batches.__defaults__", ("", 2000))
    path = tmp_path / "pubmed26n0001.xml"
    keywords = "<KeywordList><Keyword>{}</Keyword></KeywordList>"
    path.write_bytes(
        document(
            record(pmid=1, title="old", citation=keywords.format("old")),
            *(record(pmid=n) for n in range(10, 20)),
            record(pmid=1, title="new", version=2, citation=keywords.format("new")),
            *(record(pmid=n) for n in range(20, 30)),
            record(pmid=1, title="oldest", version=1, citation=keywords.format("oldest")),
        )
    )
    [told] = runs.parse([path], tmp_path / "out")
    papers = pd.read_parquet(tmp_path / "out" / "papers")
    assert papers.query("pmid == 1")["title"].tolist() == ["new"]
    assert pd.read_parquet(tmp_path / "out" / "keywords")["keyword"].tolist() == ["new"]
    assert told["rows"]["papers"] == len(papers) == 21
    assert parse_pubmed(path).papers.query("pmid == 1")["title"].tolist() == ["new"]


def test_the_command_sifts_into_the_store(ketlit, tmp_path):
    baseline(tmp_path / "in")
    done = ketlit("sift", "in", "--word", "ketamin*", cwd=tmp_path, check=0)
    assert "4 files: 40 papers of the topic, 40 of them new" in done.stdout
    assert sorted(load(tmp_path / "data").papers["pmid"]) == [n for n in WANTED if n % 3 == 0]
    update = document(
        record(pmid=1002, title="Ketamine, revised"),
        tail="<DeleteCitation><PMID Version='1'>1005</PMID></DeleteCitation>",
    )
    (tmp_path / "in" / "pubmed26n0005.xml.gz").write_bytes(gzip.compress(update))
    done = ketlit("sift", "in", "--word", "ketamin*", cwd=tmp_path, check=0)
    assert "5 files" in done.stdout
    papers = load(tmp_path / "data").papers.set_index("pmid")
    assert papers.loc[1002, "title"] == "Ketamine, revised"
    assert pd.notna(papers.loc[1005, "gone_since"])


def test_the_command_parses_and_refuses_what_it_must(ketlit, tmp_path):
    baseline(tmp_path / "in", 2)
    done = ketlit("parse", "in", "--out", "pq", cwd=tmp_path, check=0)
    assert "2 files: 60 papers" in done.stdout
    ketlit("parse", "nowhere", "--out", "pq", cwd=tmp_path, check=2)
    ketlit("sift", "in", "--topic", "nothing", cwd=tmp_path, check=2)
    (tmp_path / "in" / "pubmed26n0001.xml.gz").write_bytes(b"\x1f\x8bno")
    done = ketlit("sift", "in", cwd=tmp_path, check=10)
    assert "pubmed26n0001.xml.gz" in done.stderr


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_cluster_that_loses_a_worker_gives_the_same(tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    folder, out = baseline(tmp_path / "in", 12, 30), tmp_path / "out"
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        first = next(iter(cluster.workers.values()))
        killed = threading.Event()

        def kill(path, told):
            if not killed.is_set():
                killed.set()
                os.kill(first.process.pid, signal.SIGKILL)
                time.sleep(0.2)

        told = runs.parse([folder], out, Spread(cluster.scheduler_address, notice=kill))
    assert killed.is_set()
    assert len(told) == 12
    assert len(pmids(out)) == 360
    assert not list(out.rglob("*.part"))
