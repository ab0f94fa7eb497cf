"""load(): typed frames, read when asked for, and the full-text search."""

import pandas as pd
import pytest

from harvester import load
from harvester.errors import QueryError
from harvester.schema import PANDAS, TABLES
from harvester.store import Store
from tests.harvester.store.told import batch, record, reply


@pytest.fixture
def corpus(tmp_path):
    told = batch(
        record(
            pmid=1,
            title="Rapid effect on suicidality",
            abstract="In treatment-resistant depression.",
            keywords=["naïve", "5-HT2A"],
            open_access=True,
            tables={"authors": [{"position": 1, "affiliations": ["A; B", "C"]}]},
        ),
        record(pmid=2, title="Anaesthesia", abstract="Rapid induction.", mesh_terms=["Ketamine"]),
        record("pmc", pmcid="PMC3", title="Suicidal ideation", abstract="A rapid, rapid fall."),
    )
    with Store.open(tmp_path / "papers.sqlite") as store:
        store.apply(told, reply("r1/1", 1))
        store.put_run({"run": "r1", "state": "whole"})
    with load(tmp_path) as opened:
        yield opened


def test_every_table_is_a_frame_typed_by_the_schema(corpus):
    for name, table in TABLES.items():
        frame = getattr(corpus, name)
        assert list(frame.columns) == list(table.names)
        assert {c: str(t) for c, t in frame.dtypes.items()} == {
            c.name: PANDAS[c.kind] for c in table.columns
        }


def test_values_come_back_as_what_they_were(corpus):
    papers = corpus.papers
    assert list(papers.pmid[:2]) == [1, 2]
    assert papers.pmid[2] is pd.NA
    assert papers.keywords[0] == ["naïve", "5-HT2A"]
    assert papers.mesh_terms[0] == []
    assert papers.open_access[0] is True or papers.open_access[0] == True  # noqa: E712 (numpy)
    assert papers.abstract[1] == "Rapid induction."
    assert corpus.authors.affiliations[0] == ["A; B", "C"]
    assert list(corpus.runs.state) == ["whole"]


def test_some_columns_of_a_table_are_those_of_the_whole(corpus):
    some = corpus.columns("changes", "field", "paper_id")
    assert some.equals(corpus.changes[["field", "paper_id"]])
    with pytest.raises(ValueError, match="changes has no column 'colour'; it has: run, paper_id"):
        corpus.columns("changes", "colour")


def test_an_unknown_table_names_those_there_are(corpus):
    with pytest.raises(AttributeError, match=r"no table 'paper'; it has: papers, authors"):
        _ = corpus.paper


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("rapid AND suicid*", ["pmid:1", "pmcid:PMC3"]),
        ("rapid suicid*", ["pmid:1", "pmcid:PMC3"]),
        ("treatment-resistant", ["pmid:1"]),
        ("5-HT2A", ["pmid:1"]),
        ("naive", ["pmid:1"]),
        ("mesh_terms:ketamine OR title:anaesthesia", ["pmid:2"]),
        ('"rapid induction"', ["pmid:2"]),
        ("rapid NOT suicid*", ["pmid:2"]),
        ("nowhere", []),
    ],
)
def test_search(corpus, words, found):
    papers = corpus.search(words)
    assert sorted(papers.paper_id) == sorted(found)
    assert list(papers.columns) == list(corpus.papers.columns)


def test_search_is_in_order_of_relevance(corpus):
    assert list(corpus.search("suicid* OR rapid").paper_id) == ["pmid:1", "pmcid:PMC3", "pmid:2"]


@pytest.mark.parametrize("words", ["rapid AND", '"open', "nocolumn:rapid", "", "(rapid", "AND"])
def test_a_question_that_cannot_be_read_says_what_can_be_written(corpus, words):
    with pytest.raises(QueryError, match="Write words"):
        corpus.search(words)


def test_search_follows_changes(tmp_path):
    with Store.open(tmp_path / "papers.sqlite") as store:
        store.apply(record(pmid=1, title="Before"), reply("r1/1", 1))
        store.apply(record(pmid=1, title="After"), reply("r2/1", 2))
    with load(tmp_path) as corpus:
        assert len(corpus.search("before")) == 0
        assert list(corpus.search("after").pmid) == [1]
