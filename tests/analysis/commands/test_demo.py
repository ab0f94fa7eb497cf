"""`ketlit demo`: the whole way on the invented sample, without a network."""

import csv
import json
import sys

import pytest

from analysis.demo import run_demo
from analysis.demo_told import told
from harvester import load, read_export
from harvester.sandbox.sample import TRUTH

# A proxy that is not there and a key that is nobody's: the demo must need neither.
ELSEWHERE = {
    "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9",
    "NCBI_API_KEY": "not-to-be-used", "KETLIT_EUTILS_URL": "http://127.0.0.1:9/",
}  # fmt: skip


@pytest.fixture(scope="module")
def known():
    with TRUTH.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["on_topic"] == "1"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run_demo(tmp_path_factory.mktemp("demo") / "ketlit-demo", lambda _: None)


def test_it_ends_by_naming_the_files_that_it_made(ketlit, tmp_path, known):
    done = ketlit("demo", env=ELSEWHERE, check=0)
    folder = tmp_path / "ketlit-demo"
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    at = next(place for place, line in enumerate(lines) if line.startswith("Made in ketlit-demo"))
    named = [line.split()[0] for line in lines[at + 1 :]]
    assert {"papers.csv", "papers-excel.csv", "papers.ris", "papers.sqlite"} <= set(named)
    assert any(name.endswith("report.html") for name in named)
    assert all((folder / name).is_file() for name in named)
    assert f"{len(known)} papers of 1970 to 2026" in lines[0]
    frame = read_export(folder / "papers.csv")
    ids = frame["pmid"].astype("string").fillna(frame["pmcid"])
    assert set(ids) == {row["pmid"] or row["pmcid"] for row in known}
    assert frame["depression"].sum() > 80
    assert "not-to-be-used" not in "".join(map(str, (done.stdout, done.stderr)))


def test_every_number_of_its_last_lines_is_counted(made, known):
    row = next(line.split() for line in told(made) if line.startswith("ptsd "))
    labels = load(made.folder).labels.query("condition == 'ptsd' and label")
    found = set(labels["paper_id"])
    true = {f"pmid:{r['pmid']}" for r in known if r["ptsd"] == "1"}
    numbers = [len(found), labels["population"].sum(), len(true), len(found & true)]
    assert [int(row[at]) for at in (1, 2, 4, 5)] == numbers


def test_it_is_the_real_way_and_can_be_run_again(ketlit, made, known):
    done = ketlit("-q", "--data-dir", made.folder, "demo", check=0)
    assert done.stderr == ""
    runs = load(made.folder).runs
    assert list(runs["source"]) == ["pubmed", "pmc"] * 2
    assert set(runs["state"]) == {"whole"}
    in_pubmed = sum(row["pmid"] != "" for row in known)
    assert list(runs["new"]) == [in_pubmed, len(known) - in_pubmed, 0, 0]
    about = json.loads((made.folder / "papers.csv.meta.json").read_text())
    assert len(about["searches"]) == 2


def test_a_folder_that_is_not_a_demos_is_refused_and_left_alone(ketlit, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.txt").write_text("mine")
    done = ketlit("--data-dir", "data", "demo", check=2)
    assert "holds something that is not a demo's" in done.stderr
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_said(ketlit, tmp_path):
    (tmp_path / "file").write_text("")
    done = ketlit("--data-dir", "file/below", "demo", check=2)
    assert "cannot be written" in done.stderr


def test_without_the_extra_for_reports_it_says_what_is_wanting(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "altair", None)  # as on a machine that has the core alone
    lines = list(told(run_demo(tmp_path / "core", lambda _: None)))
    assert "pip install 'ketlit[report]' (in a clone: " in " ".join(lines[-2:])
    assert not (tmp_path / "core" / "reports").exists()
