"""`ketlit import`: files by the same rules as replies; a bad one leaves nothing behind."""

import gzip
import json

import pytest

from harvester import load
from tests.harvester.history import articleset, ids, jats
from tests.records.pubmed import document, record

NBIB = """
PMID- 99000001
OWN - NLM
STAT- MEDLINE
DP  - 2024
TI  - One.
VI  - 7
JT  - Journal of Invented Records
"""


@pytest.fixture
def run(ketlit, tmp_path):
    """run(*args, check): the command on one data folder."""
    return lambda *args, check=0: ketlit("--data-dir", tmp_path / "data", *args, check=check)


def test_each_format_comes_in_and_joins_what_is_there(run, tmp_path):
    xml = tmp_path / "one.xml.gz"
    xml.write_bytes(
        gzip.compress(document(record(pmid=99000001, title="One.", data=ids(pmc="PMC1"))))
    )
    nbib = tmp_path / "list.nbib"
    nbib.write_text(NBIB.lstrip())
    full = tmp_path / "full.xml"
    full.write_bytes(articleset(jats("PMC1", title="One."), jats("PMC2", title="Two.")))
    said = run("import", xml, nbib, full).stdout
    assert "one.xml.gz (pubmed): 1 records: 1 new." in said
    assert "list.nbib (medline): 1 records: 1 changed." in said or "is pmid:99000001" in said
    assert "full.xml (pmc): 2 records: 1 new" in said
    with load(tmp_path / "data") as corpus:
        assert list(corpus.papers.paper_id) == ["pmid:99000001", "pmcid:PMC2"]
        assert list(corpus.papers.volume[:1]) == ["7"]
        assert sorted(corpus.records.source) == ["medline", "pmc", "pmc", "pubmed"]
        assert list(corpus.runs.command) == ["import"]
        assert list(corpus.runs.state) == ["whole"]
        assert not corpus.records.listed.any()


def test_json_says_what_each_file_brought_and_why_records_matched(run, tmp_path):
    (tmp_path / "a.xml").write_bytes(document(record(pmid=99000001, title="One.")))
    (tmp_path / "b.nbib").write_text(NBIB.lstrip())
    told = json.loads(run("import", tmp_path / "a.xml", tmp_path / "b.nbib", "--json").stdout)
    assert [one["new"] for one in told["files"]] == [["pmid:99000001"], []]
    assert told["files"][1]["matched"][0]["paper_id"] == "pmid:99000001"
    assert told["run"]["new"] == 1
    again = json.loads(run("import", tmp_path / "a.xml", "--json").stdout)
    assert again["files"][0]["unchanged"] == 1
    assert again["run"]["new"] == 0


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("cut.xml", document(record())[:-40], "line"),
        ("page.html", b"<html><body>Blocked</body></html>", "none of pubmed"),
        (
            "root.xml",
            b"<?xml version='1.0'?>\n<Foo/>",
            "line 2: wanted the root <PubmedArticleSet> or <pmc-articleset>, got <Foo>",
        ),
        (
            "bomb.xml",
            b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "b">]>\n<PubmedArticleSet/>',
            "declares entities: refused",
        ),
        ("cut.xml.gz", gzip.compress(document(record()))[:-10], "damaged or cut"),
        ("empty.xml", b"", "none of pubmed"),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_taken_in(run, tmp_path, name, body, said):
    good = tmp_path / "good.xml"
    good.write_bytes(document(record(pmid=99000001)))
    (tmp_path / name).write_bytes(body)
    done = run("import", good, tmp_path / name, check=1)
    assert name in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "raw").exists()
    with load(tmp_path / "data") as corpus:
        assert len(corpus.papers) == 0


def test_one_bad_record_is_rejected_and_the_rest_is_kept(run, tmp_path):
    body = document(record(pmid=99000001), "<PubmedArticle><nothing/></PubmedArticle>")
    (tmp_path / "a.xml").write_bytes(body)
    assert "1 new, 1 rejected" in run("import", tmp_path / "a.xml").stdout
    with load(tmp_path / "data") as corpus:
        assert "<nothing/>" in corpus.rejected.raw[0]


def test_an_unknown_file_is_wrong_usage(run, tmp_path):
    assert "does not exist" in run("import", tmp_path / "none.xml", check=2).stderr
