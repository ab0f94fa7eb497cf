"""A table that was exported is read back as the frame it came from."""

import csv
import hashlib
import json

import pandas as pd
import pytest
from frictionless import Package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.export import FORMATS, format_named
from analysis.export.files import export
from analysis.export.selection import select
from harvester import read_export
from harvester.errors import KetlitError, UsageError
from harvester.schema import TABLES

TABULAR = [name for name, told in FORMATS.items() if told.table]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", "NA", "None", "a; b", "\\N", "é ü 漢", "a\r\nb", "\r", "=1+1", "'-x", "10-12", "nan", '"']
)
VALUES = {
    "text": TEXT,
    "time": TEXT,
    "date": TEXT,
    "int": st.integers(-(2**63), 2**63 - 1),
    "real": st.floats(allow_nan=False, allow_infinity=False),
    "flag": st.booleans(),
    "list": st.lists(TEXT, max_size=3),
    "objects": st.lists(st.dictionaries(TEXT, TEXT | st.none(), max_size=2), max_size=2),
}
COLUMNS = [column for column in TABLES["papers"].columns if column.name != "paper_id"]
PAPER = st.fixed_dictionaries({c.name: st.none() | VALUES[c.kind] for c in COLUMNS})


@pytest.mark.parametrize("name", TABULAR)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PAPER, max_size=4))
def test_round_trip(tmp_path_factory, name, rows):
    told = [{"paper_id": f"hash:{number}", **row} for number, row in enumerate(rows)]
    papers = pd.DataFrame(told, columns=TABLES["papers"].names, dtype=object)
    labels = pd.DataFrame(
        [(row["paper_id"], "ptsd", True, 0.5) for row in told[::2]],
        columns=["paper_id", "condition", "label", "score"],
    )
    selection = select(papers, labels, conditions=["depression", "ptsd"])
    path = tmp_path_factory.mktemp("export") / f"papers{FORMATS[name].suffix}"
    export(selection, path, name)
    assert_frame_equal(read_export(path), selection.papers)


@pytest.mark.parametrize("name", TABULAR)
def test_round_trip_of_every_real_record(everything, tmp_path, name):
    path = export(everything, tmp_path / f"papers{FORMATS[name].suffix}", name)
    assert_frame_equal(read_export(path), everything.papers)


@pytest.fixture
def few():
    papers = pd.DataFrame(
        {
            "paper_id": ["pmid:1", "pmid:2", "hash:x"],
            "pmid": [1, 2, None],
            "title": ["=HYPERLINK(1)", "NA", "Kétamine; “x”"],
            "pages": ["10-12", "@1", None],
            "keywords": [["a; b", "c"], [], ["-x"]],
            "entry_date": ["2019-05-03", None, "2019-05"],
        }
    )
    facts = pd.DataFrame(
        [
            ("pmid:1", "dose", "0.5 mg/kg"),
            ("pmid:1", "sample_size", "40"),
            ("pmid:2", "route", "iv"),
        ],
        columns=["paper_id", "attribute", "value"],
    )
    return select(papers, None, facts, conditions=["depression"])


def test_the_columns_stand_in_the_order_of_the_contract(few):
    names = list(few.papers)
    assert names[: len(TABLES["papers"].names)] == list(TABLES["papers"].names)
    assert names[len(TABLES["papers"].names) :] == [
        *("depression", "depression_score", "design", "species", "routes", "forms"),
        *("sample_size", "doses"),
    ]


def test_facts_are_joined_and_what_was_not_looked_for_is_null(few):
    assert few.papers.doses.tolist() == [["0.5 mg/kg"], [], []]
    assert few.papers.sample_size.tolist() == [40, pd.NA, pd.NA]
    assert few.papers.depression.isna().all()
    without = select(few.papers[["paper_id"]], conditions=["depression"])
    assert without.papers.doses.tolist() == [None, None, None]


def test_no_cell_of_excel_csv_begins_like_a_formula(few, tmp_path):
    path = export(few, tmp_path / "papers.csv", "excel-csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=HYPERLINK(1)" in cells
    assert "'10-12" in cells
    assert_frame_equal(read_export(path), few.papers)


def test_plain_csv_is_left_as_it_is(few, tmp_path):
    path = export(few, tmp_path / "papers.csv", "csv")
    text = path.read_text(encoding="utf-8")
    assert "=HYPERLINK(1)" in text
    assert r"a\; b; c" in text


def test_frictionless_accepts_the_package_and_its_hashes(few, tmp_path):
    export(few, tmp_path / "papers.csv", "csv")
    export(few, tmp_path / "excel.csv", "excel-csv")
    export(few, tmp_path / "papers.jsonl", "jsonl")
    export(few, tmp_path / "papers.parquet", "parquet")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten()
    fields = json.loads((tmp_path / "datapackage.json").read_text())["resources"][1]["schema"]
    assert all(field["description"] and field["source"] for field in fields["fields"])


def test_frictionless_sees_a_changed_byte(few, tmp_path):
    path = export(few, tmp_path / "papers.csv", "csv")
    path.write_bytes(path.read_bytes().replace(b"NA", b"NB"))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_meta_file_tells_what_it_was_told_and_the_checksum(few, tmp_path):
    path = export(few, tmp_path / "papers.csv", "csv", {"query": "ketamine"})
    meta = json.loads(path.with_name("papers.csv.meta.json").read_text())
    assert meta["query"] == "ketamine"
    assert meta["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert meta["format"] == "csv"
    assert meta["bytes"] == path.stat().st_size


@pytest.mark.parametrize("name", TABULAR)
def test_same_papers_same_bytes(few, tmp_path, name):
    first = export(few, tmp_path / "a" / "p", name).read_bytes()
    assert export(few, tmp_path / "b" / "p", name).read_bytes() == first


def test_an_unknown_format_lists_what_exists(few, tmp_path):
    with pytest.raises(UsageError, match=r"'docx'.*csv, excel-csv, jsonl, parquet") as caught:
        format_named("docx")
    assert caught.value.exit_status == 2


def test_somebody_elses_datapackage_is_not_overwritten(few, tmp_path):
    theirs = tmp_path / "datapackage.json"
    theirs.write_text('{"name": "mine"}')
    with pytest.raises(UsageError, match="choose another folder"):
        export(few, tmp_path / "papers.csv", "csv")
    assert theirs.read_text() == '{"name": "mine"}'
    assert not (tmp_path / "papers.csv").exists()


def test_a_failed_export_leaves_the_old_file_and_no_part(few, tmp_path, monkeypatch):
    path = export(few, tmp_path / "papers.csv", "csv")
    before = path.read_bytes()
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(KetlitError, match="No space left"):
        export(few, path, "csv")
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "datapackage.json",
        "papers.csv",
        "papers.csv.meta.json",
    ]


def test_a_frame_that_is_not_one_row_per_paper_is_refused():
    with pytest.raises(ValueError, match="one row per paper_id"):
        select(pd.DataFrame({"paper_id": ["a", "a"]}), conditions=[])
