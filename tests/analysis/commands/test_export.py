"""`ketlit export` as a user runs it, on a store made of two replies of two runs."""

import json

import pytest
from pandas.testing import assert_frame_equal

from analysis.export.corpus import of_corpus
from harvester import load, read_export
from tests.analysis.commands.conftest import RUNS


@pytest.fixture
def export(ketlit, data, tmp_path):
    def run(*args, out="out/papers.csv", check=0, name="csv"):
        where = ("--format", name, "--out", out)
        done = ketlit("--data-dir", data, "export", *where, *args, check=check)
        assert "Traceback" not in done.stderr
        return done, tmp_path / out

    return run


@pytest.mark.parametrize("name", ["csv", "excel-csv", "jsonl", "parquet"])
def test_what_is_exported_is_what_the_corpus_holds(export, data, name):
    done, path = export(name=name, out="x.parquet" if name == "parquet" else "x.txt")
    assert done.stdout.strip() == path.name
    whole = of_corpus(load(data)).papers
    assert whole["depression"].tolist() == [True, False]
    assert whole["alcohol"].tolist() == [False, True]
    assert_frame_equal(read_export(path), whole)


def test_the_meta_file_says_where_it_comes_from_and_what_was_left_out(export):
    _, path = export("--condition", "depression")
    meta = json.loads(path.with_name("papers.csv.meta.json").read_text())
    assert meta["query"] == "ketamine"
    assert meta["run"] == RUNS[1]
    assert meta["as_of"] == "2026-11-02T08:02:00Z"
    assert meta["filters"] == {"conditions": ["depression"]}
    assert meta["counts"] == {"corpus": 2, "left_out": {"conditions": 1}, "exported": 1}


@pytest.mark.parametrize(
    ("args", "pmids"),
    [
        ((), [99000001, 99000002]),
        (("--condition", "alcohol"), [99000002]),
        (("--year", "-2018"), [99000001]),
        (("--since", "2019", "--until", "2024-12"), [99000002]),
        (("--new",), [99000002]),
        (("--since-run", "1"), [99000002]),
        (("--since-run", RUNS[1]), []),
        (("--retraction", "retracted"), []),
        (("--condition", "depression", "--min-score", "0"), [99000001, 99000002]),
    ],
)
def test_filters(export, args, pmids):
    _, path = export(*args)
    assert read_export(path)["pmid"].tolist() == pmids


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--condition", "grief"), "There are: depression, ptsd, alcohol, opioid"),
        (("--since-run", "7"), "There are 2 runs"),
        (("--new", "--since-run", "1"), "exclude each other"),
        (("--since", "May"), "wanted a date"),
        (("--colour", "red"), "No such option"),
    ],
)
def test_wrong_usage_is_status_2_and_leaves_no_file(export, args, says):
    done, path = export(*args, check=2)
    assert says in done.stderr
    assert not path.parent.exists()


def test_an_unknown_format_names_those_that_exist(export):
    done, _ = export(name="docx", check=2)
    assert "csv, excel-csv, jsonl, parquet, ris, bibtex, csl-json, nbib" in done.stderr


def test_without_a_store_it_says_what_to_do(ketlit, tmp_path):
    done = ketlit("--data-dir", tmp_path, "export", "--format", "csv", "--out", "x.csv", check=12)
    assert "ketlit harvest" in done.stderr


def test_a_folder_as_out_gets_a_file_by_the_format(export, tmp_path):
    (tmp_path / "out").mkdir()
    export(name="ris", out="out")
    assert (tmp_path / "out" / "papers.ris").read_text().count("TY  - JOUR") == 2


def test_a_place_that_cannot_be_written_is_status_1(export, tmp_path):
    (tmp_path / "file").write_text("")
    done, _ = export(out="file/papers.csv", check=1)
    assert "cannot be written" in done.stderr
