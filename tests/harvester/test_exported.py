"""read_export says plainly what is wrong with a file that is no export any more."""

import pandas as pd
import pytest

from analysis.export.files import export
from analysis.export.selection import select
from harvester import read_export
from harvester.errors import ParseError


@pytest.fixture
def written(tmp_path):
    papers = pd.DataFrame({"paper_id": ["pmid:1"], "pmid": [1], "title": ["Ketamine"]})
    return export(select(papers, conditions=["depression"]), tmp_path / "papers.csv", "csv")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.csv"):
        read_export(tmp_path / "none.csv")


def test_a_csv_without_its_datapackage(written):
    written.with_name("datapackage.json").unlink()
    with pytest.raises(ParseError, match="keep the two together"):
        read_export(written)


def test_a_datapackage_that_is_no_json(written):
    written.with_name("datapackage.json").write_text("{")
    with pytest.raises(ParseError, match="no JSON"):
        read_export(written)


def test_a_file_that_was_edited_is_read_with_a_warning(written):
    written.write_bytes(written.read_bytes().replace(b"Ketamine", b"Esketamine"))
    with pytest.warns(UserWarning, match="changed after it was exported"):
        assert read_export(written).title.tolist() == ["Esketamine"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda b: b.replace(b"pmid,", b"PMID,", 1), "line 1: wanted the columns"),
        (lambda b: b + b"one,two\r\n", "line 3: 2 cells"),
        (lambda b: b.replace(b"pmid:1,1,", b"pmid:1,one,"), "column pmid: .*one"),
        (lambda b: b.replace(b"Ketamine", b"\xff"), "not the CSV that was exported"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*was changed after")
def test_a_damaged_file_names_the_place(written, damage, reason):
    written.write_bytes(damage(written.read_bytes()))
    with pytest.raises(ParseError, match=reason):
        read_export(written)


def test_a_parquet_of_others(tmp_path):
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(ParseError, match="not written by ketlit"):
        read_export(tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    with pytest.raises(ParseError, match="no Parquet file"):
        read_export(tmp_path / "b.parquet")
