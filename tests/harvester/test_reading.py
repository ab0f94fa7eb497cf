"""Files as frames: packed or not, streamed, damaged; and the types that schema.toml promises."""

import gzip

import pytest

from harvester import iter_pubmed, parse_pubmed
from harvester.errors import ParseError
from harvester.frames import from_sqlite, to_frame
from harvester.reading import read_file
from harvester.schema import PANDAS, PARSED, TABLES
from harvester.sources import detect
from tests.records.jats import article, article_set
from tests.records.pubmed import document, record

BODY = document(
    *(record(pmid=n, title=f"Title {n}") for n in range(1, 51)), record(pmid="x")
)  # the last is bad


@pytest.fixture(params=["plain", "packed", "bytes", "packed bytes"])
def source(request, tmp_path):
    body = gzip.compress(BODY) if "packed" in request.param else BODY
    if "bytes" in request.param:
        return body
    path = tmp_path / "some.xml"
    path.write_bytes(body)
    return path


def test_every_way_in_gives_the_same(source):
    tables = parse_pubmed(source)
    assert tables.papers["title"].tolist() == [f"Title {n}" for n in range(1, 51)]
    assert len(tables.rejected) == 1
    assert "PMID" in tables.rejected["reason"][0]


def test_streaming_gives_the_same_papers_in_batches(source):
    batches = list(iter_pubmed(source, batch=20))
    assert [len(tables.papers) for tables in batches] == [20, 20, 10]
    assert [p for tables in batches for p in tables["papers"]["pmid"]] == list(range(1, 51))


def test_what_was_rejected_is_told_once_in_small_batches(monkeypatch):
    monkeypatch.setattr("harvester.columnar.batches.__defaults__", ("", 4000))  # bytes of a block
    odd = record(pmid="x", title="<!-- odd -->")
    good = [record(pmid=n) for n in range(1, 20)]
    body = document(*good[:7], odd, *good[7:])
    batches = list(iter_pubmed(body, batch=4))
    assert sum(len(tables.rejected) for tables in batches) == 1
    assert [p for tables in batches for p in tables.papers["pmid"]] == list(range(1, 20))


def test_all_tables_are_there_and_typed_even_when_empty():
    tables = parse_pubmed(document())
    assert set(PARSED) < set(tables)
    for name in PARSED:
        wanted = {c.name: PANDAS[c.kind] for c in TABLES[name].columns}
        assert {column: str(dtype) for column, dtype in tables[name].dtypes.items()} == wanted


def test_types_stay_with_values_and_nulls():
    papers = parse_pubmed(
        document(record(date="<Year>2020</Year>"), record(pmid=2, date=""))
    ).papers
    assert papers["year"].dtype == "Int64"
    assert papers["pmid"].tolist() == [99000001, 2]
    assert papers["year"].isna().tolist() == [False, True]
    assert papers["doi"].isna().all()
    assert papers["authors"].tolist() == [[], []]


def test_an_unknown_table_names_those_that_exist():
    with pytest.raises(AttributeError, match="there are: papers, authors"):
        _ = parse_pubmed(document()).citations


@pytest.mark.parametrize("keep", [10, 200, -20])
def test_a_cut_gzip_names_the_file(tmp_path, keep):
    path = tmp_path / "cut.xml.gz"
    path.write_bytes(gzip.compress(BODY)[:keep])
    with pytest.raises(ParseError, match=r"cut\.xml\.gz"):
        parse_pubmed(path)
    with pytest.raises(ParseError, match="cut"):
        parse_pubmed(gzip.compress(BODY)[:keep])


def test_damaged_gzip_is_said_to_be(tmp_path):
    body = bytearray(gzip.compress(BODY))
    body[60:80] = b"\0" * 20
    path = tmp_path / "bad.xml.gz"
    path.write_bytes(bytes(body))
    with pytest.raises(ParseError, match=r"bad\.xml\.gz"):
        parse_pubmed(path)


def test_rows_of_the_store_come_back_with_their_types():
    row = ("pmid:1", "ptsd", 0.5, 1, None, None, "m", "1", '[{"a": 1}]')
    frame = from_sqlite("labels", [row])
    assert frame["label"].tolist() == [True]
    assert frame["evidence"][0] == [{"a": 1}]
    assert to_frame("labels", []).dtypes.equals(frame.dtypes)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (BODY, "pubmed"),
        (b"\xef\xbb\xbf\n<!-- made --><PubmedBookArticleSet/>", "pubmed"),
        (article_set(article()), "pmc"),
        (article().encode(), "pmc"),
        (b"\nPMID- 1\nTI  - A.\n", "medline"),
        (b"OWN - NLM\nPMID- 1\n", "medline"),
    ],
)
def test_a_file_is_known_by_how_it_begins(body, name, tmp_path):
    assert detect(body) == name
    path = tmp_path / "unnamed.gz"
    path.write_bytes(gzip.compress(body))
    told = list(read_file(path))
    assert {origin.source for parsed in told for origin in parsed.origins} <= {name}
    assert sum(len(parsed.origins) for parsed in told) == (
        50 if body == BODY else 0 if b"Book" in body else 1
    )


@pytest.mark.parametrize("body", [b"", b"@article{x}\n", b"<html/>", b"pmid,name\n1,A\n"])
def test_a_file_of_no_known_format_is_an_error_that_names_them(body, tmp_path):
    path = tmp_path / "other.bin"
    path.write_bytes(body)
    with pytest.raises(ParseError, match=r"other\.bin: none of pubmed, pmc, medline"):
        list(read_file(path))
