"""Which paper a record belongs to, and what becomes of a pair that is one."""

import json
import sqlite3
from contextlib import closing

import pytest

from harvester.store import Store
from tests.harvester.store.told import batch, record, reply

FULL = {"sections": [{"position": 1, "kind": "body", "text": "Full text."}]}


def test_the_same_work_in_pubmed_and_pmc_is_one_paper(store, rows):
    store.apply(record(pmid=1, pmcid="PMC1", abstract="A"), reply("r1/1", 1))
    pmc = record("pmc", pmid=1, pmcid="PMC1", license="CC BY", open_access=True, tables=FULL)
    done = store.apply(pmc, reply("r2/1", 2))
    assert (done.new, done.changed) == ((), ("pmid:1",))
    assert rows("papers", "paper_id", "pmcid", "abstract", "license", "source") == [
        ("pmid:1", "PMC1", "A", "CC BY", "pubmed")
    ]
    assert rows("sections", "paper_id", "text") == [("pmid:1", "Full text.")]
    assert rows("records", "source", "paper_id") == [("pmc", "pmid:1"), ("pubmed", "pmid:1")]


def test_a_pmc_paper_that_gains_a_pmid_keeps_its_identity(store, rows):
    store.apply(record("pmc", pmcid="PMC1", title="In PMC", tables=FULL), reply("r1/1", 1))
    done = store.apply(record(pmid=1, pmcid="PMC1", title="In PubMed"), reply("r2/1", 2))
    assert done.new == ()
    assert rows("papers", "paper_id", "pmid", "title", "source") == [
        ("pmcid:PMC1", 1, "In PubMed", "pmc")
    ]
    assert rows("identifiers", "kind", "value") == [("pmcid", "PMC1"), ("pmid", "1")]


def test_two_papers_that_prove_to_be_one_keep_the_earlier_identity(store, rows):
    store.apply(record("pmc", pmcid="PMC1", tables=FULL), reply("r1/1", 1))
    store.apply(record(pmid=1), reply("r1/2", 2))
    assert len(rows("papers")) == 2
    done = store.apply(record(pmid=1, pmcid="PMC1"), reply("r2/1", 3))
    assert done.merged == (("pmid:1", "pmcid:PMC1"),)
    assert rows("papers", "paper_id", "pmid") == [("pmcid:PMC1", 1)]
    assert ("paper_id", "pmid:1") in rows("identifiers", "kind", "value")
    assert {row[0] for row in rows("records", "paper_id")} == {"pmcid:PMC1"}
    assert ("pmid:1", "paper_id", '"pmid:1"', '"pmcid:PMC1"') in rows(
        "changes", "paper_id", "field", "before", "after"
    )
    assert store.check() == []
    again = store.apply(record(pmid=1, pmcid="PMC1", year=2020), reply("r3/1", 4))
    assert again.changed == ("pmcid:PMC1",)
    assert ("paper_id", "pmid:1") in rows("identifiers", "kind", "value")


def test_a_doi_alone_does_not_join_two_pmids(store, rows):
    """An erratum is often deposited under the DOI, and the title, of what it corrects."""
    store.apply(record(pmid=1, doi="10.1000/a"), reply("r1/1", 1))
    store.apply(record(pmid=2, doi="10.1000/a", retraction="notice"), reply("r1/2", 2))
    assert len(rows("papers")) == 2


@pytest.mark.parametrize(
    ("title", "papers"), [("A Title.", 1), ("A title: with its subtitle", 1), ("Correction", 2)]
)
def test_a_doi_joins_a_record_without_ids_if_the_titles_agree(store, rows, title, papers):
    store.apply(record(pmid=1, doi="10.1000/a"), reply("r1/1", 1))
    store.apply(record("ris", doi="10.1000/a", title=title), reply("r2/1", 2, "ris", "import/x"))
    assert len(rows("papers")) == papers


@pytest.mark.parametrize("shared", [{"pmcid": "PMC1"}, {"doi": "10.1000/a"}])
def test_a_record_without_pmid_does_not_join_two_that_have_one(store, rows, shared):
    """Seen red: it matched both, and so merged an erratum with what it corrects."""
    store.apply(record(pmid=1, **shared), reply("r1/1", 1))
    store.apply(record(pmid=2, **shared), reply("r1/2", 2))
    store.apply(record("ris", **shared), reply("r2/1", 3, "ris", "import/x"))
    assert rows("papers", "paper_id") == [("pmid:1",), ("pmid:2",)]
    assert rows("records", "paper_id", where="source = 'ris'") == [("pmid:1",)]


def test_a_pmcid_does_not_join_two_pmids(store, rows):
    store.apply(record(pmid=1, pmcid="PMC1"), reply("r1/1", 1))
    store.apply(record(pmid=2, pmcid="PMC1"), reply("r1/2", 2))
    assert len(rows("papers")) == 2


@pytest.mark.parametrize("known_first", [True, False])
def test_a_duplicate_that_nlm_took_out_lives_on_in_the_one_it_kept(store, rows, known_first):
    one = record(pmid=1, doi="10.1000/a", year=2020)
    two = record(pmid=2, doi="10.1000/a", year=2020)
    store.apply(one, reply("r1/1", 1))
    if known_first:
        store.apply(two, reply("r1/2", 2))
    gone = store.mark_gone("r2", "pubmed", ["1"], "2026-11-20T05:00:00Z")
    assert gone == (() if known_first else ("pmid:1",))
    if not known_first:
        store.apply(two, reply("r2/1", 6))
    assert rows("papers", "paper_id", "pmid", "gone_since") == [("pmid:1", 2, None)]
    assert {("pmid", "1"), ("pmid", "2")} <= set(rows("identifiers", "kind", "value"))


def test_a_gone_paper_is_not_joined_with_a_notice_of_its_doi(store, rows):
    store.apply(record(pmid=1, doi="10.1000/a"), reply("r1/1", 1))
    store.apply(record(pmid=2, doi="10.1000/a", retraction="notice"), reply("r1/2", 2))
    assert store.mark_gone("r2", "pubmed", ["1"], "2026-11-20T05:00:00Z") == ("pmid:1",)
    assert len(rows("papers")) == 2


def test_a_conflict_is_recorded_and_pubmeds_value_stays(store, rows):
    store.apply(record(pmid=1, year=2020, title="Ketamine: a trial"), reply("r1/1", 1))
    pmc = record("pmc", pmid=1, pmcid="PMC1", year=2021, title="Ketamine - A Trial.")
    store.apply(pmc, reply("r2/1", 2))
    assert rows("papers", "year", "pmcid", "title") == [(2020, "PMC1", "Ketamine: a trial")]
    assert rows(
        "changes", "field", "before", "after", where="run = 'r2' AND field != 'identifiers'"
    ) == [
        ("pmc.year", "2020", "2021"),
        ("pmcid", None, '"PMC1"'),
    ]
    later = record(pmid=1, year=2020, title="Ketamine: a trial", volume="7")
    store.apply(later, reply("r3/1", 3))
    assert rows("changes", "field", where="run = 'r3'") == [("volume",)]  # not said twice


def test_what_each_source_says_alone_is_kept_alike_whichever_came_first(tmp_path):
    pubmed = record(pmid=1, pmcid="PMC1")
    pmc = record("pmc", pmid=1, pmcid="PMC1", open_access=True, tables=FULL)
    kept = []
    for number, order in enumerate([(pubmed, pmc), (pmc, pubmed)]):
        path = tmp_path / f"{number}.sqlite"
        with Store.open(path) as store:
            for at, told in enumerate(order):
                store.apply(told, reply(f"r1/{at}", at))
        with closing(sqlite3.connect(path)) as db:
            kept.append(db.execute("SELECT * FROM source_parts").fetchall())
    assert kept[0] == kept[1]
    assert len(kept[0]) == 2


def test_a_paper_is_gone_when_every_source_has_lost_it(store, rows):
    store.apply(record(pmid=1, pmcid="PMC1"), reply("r1/1", 1))
    store.apply(record("pmc", pmid=1, pmcid="PMC1"), reply("r1/2", 2))
    assert store.mark_gone("r2", "pubmed", ["1"], "2026-11-20T05:00:00Z") == ()
    at = "2026-11-20T06:00:00Z"
    assert store.mark_gone("r3", "pmc", ["PMC1"], at) == ("pmid:1",)
    assert rows("papers", "gone_since") == [(at,)]


def test_records_of_one_work_in_one_reply_are_one_paper(store, rows):
    told = batch(
        record("medline", pmid=1, title="T", volume="1"),
        record(pmid=5),
        record("pmc", pmcid="PMC1", pmid=1, title="T", license="CC0"),
    )
    assert store.apply(told, reply("r1/1", 1)).new == ("pmid:5", "pmid:1")
    assert rows("papers", "paper_id", "volume", "license") == [
        ("pmid:1", "1", "CC0"),
        ("pmid:5", None, None),
    ]


def test_one_record_can_join_three_papers(store, rows):
    store.apply(record("pmc", pmcid="PMC1"), reply("r1/1", 1))
    store.apply(record("ris", doi="10.1000/a"), reply("r1/2", 2, "ris", "import/x"))
    store.apply(record(pmid=1), reply("r1/3", 3))
    store.apply(record(pmid=1, pmcid="PMC1", doi="10.1000/a"), reply("r2/1", 4))
    assert rows("papers", "paper_id", "pmid", "doi") == [("pmcid:PMC1", 1, "10.1000/a")]
    aliases = rows("identifiers", "value", where="kind = 'paper_id'")
    assert aliases == [("doi:10.1000/a",), ("pmid:1",)]
    assert json.loads(rows("changes", "after", where="field = 'doi'")[0][0]) == "10.1000/a"
    assert store.check() == []


LONG = "Ketamine for the relief of depressed mood: a trial"
PRINTED = {"title": LONG, "year": 2020, "pages": "1254-63", "volume": "8"}
OTHERWISE = [
    *({"year": 2021}, {"pages": "1255-63"}, {"pages": None}, {"volume": "9"}),
    *({"title": LONG + "s"}, {"doi": "10.1000/other"}),
]


@pytest.mark.parametrize("foreign_first", [True, False])
def test_title_year_and_pages_join_a_citation_and_its_paper_in_either_order(
    store, rows, foreign_first
):
    paper = record(pmid=1, doi="10.1000/a", **PRINTED), reply("r1/1", 1)
    told = PRINTED | {"title": LONG.upper() + ".", "pages": "1254-1263", "volume": None}
    cited = record("ris", **told), reply("r2/1", 2, "ris", "import/x")
    first, then = (cited, paper) if foreign_first else (paper, cited)
    store.apply(*first)
    done = store.apply(*then)
    assert len(rows("papers")) == 1
    assert [why for _, _, why in done.matched] == ["title, year and pages"]
    assert store.check() == []


@pytest.mark.parametrize("difference", OTHERWISE, ids=str)
def test_a_citation_that_differs_in_print_is_not_joined_on_a_guess(store, rows, difference):
    store.apply(record(pmid=1, doi="10.1000/a", **PRINTED), reply("r1/1", 1))
    done = store.apply(record("ris", **PRINTED | difference), reply("r2/1", 2, "ris", "import/x"))
    assert len(rows("papers")) == 2
    assert done.matched == ()


def test_a_short_title_is_anybodys(store, rows):
    told = PRINTED | {"title": "Ketamine"}
    store.apply(record(pmid=1, **told), reply("r1/1", 1))
    store.apply(record("ris", **told), reply("r2/1", 2, "ris", "import/x"))
    assert len(rows("papers")) == 2


def test_two_pmids_are_two_papers_wherever_they_are_printed(store, rows):
    store.apply(record(pmid=1, **PRINTED), reply("r1/1", 1))
    store.apply(record(pmid=2, **PRINTED), reply("r1/2", 2))
    assert len(rows("papers")) == 2
