"""Every number has its papers, and the papers fulfil what the number says."""

import tomllib
from importlib.resources import files

import pandas as pd
import pytest

from analysis import summarise
from analysis.summaries import TABLES
from analysis.summaries.questions import RULES, declared, papers_of
from harvester.frames import to_frame
from harvester.schema import TABLES as SCHEMA


def frame(table, *rows):
    names = SCHEMA[table].names
    lists = {c.name for c in SCHEMA[table].columns if c.kind in ("list", "objects")}
    return to_frame(
        table, [tuple(row.get(n, [] if n in lists else None) for n in names) for row in rows]
    )


def paper(number, **told):
    return {"paper_id": f"pmid:{number}", "pmid": number, "title": f"Title {number}", **told}


def label(number, condition, population=False, holds=True):
    told = {"condition": condition, "population": population, "label": holds, "score": 0.9}
    return {"paper_id": f"pmid:{number}", **told}


def fact(number, attribute, value, low=None, unit=None):
    told = {"attribute": attribute, "value": value, "low": low, "high": low, "unit": unit}
    return {"paper_id": f"pmid:{number}", **told}


@pytest.fixture
def corpus():
    papers = [
        paper(1, year=2019, journal="J Affect", retraction="none", authors=["A B", "Last L"]),
        paper(2, year=2020, journal_abbrev="J Affect Disord", retraction="retracted"),
        paper(3, year=2020, publication_types=["Preprint"]),
        paper(4, year=None, title="title, 3."),
        paper(5, year=2021, gone_since="2026-01-01T00:00:00Z"),
    ]
    labels = [
        label(1, "depression", population=True),
        label(1, "ptsd", holds=False),
        label(2, "depression"),
        label(3, "ketamine_misuse"),
        label(5, "depression"),
    ]
    facts = [
        *(fact(n, "design", d) for n, d in ((1, "rct"), (2, "narrative_review"), (5, "rct"))),
        *(fact(1, "route", "iv"), fact(1, "dose", "0.5 mg/kg", 0.5, unit="mg/kg")),
        *(fact(1, "onset", "2 h", 2.0, unit="h"), fact(1, "sample_size", "40", 40.0)),
        *(
            fact(2, "route", "iv"),
            fact(2, "route", "oral"),
            fact(2, "dose", "84 mg", 84, "mg"),
        ),
        *(fact(1, "registry", "NCT00000001"), fact(2, "registry", "NCT00000001")),
    ]
    return {
        "papers": frame("papers", *papers),
        "labels": frame("labels", *labels),
        "facts": frame("facts", *facts),
        "authors": frame("authors"),
    }


def rows(table, *columns):
    return [tuple(row) for row in table[list(columns)].itertuples(index=False)]


@pytest.mark.parametrize("name", TABLES)
def test_every_row_counts_the_papers_it_names_and_none_that_are_gone(corpus, name):
    table = summarise(corpus)[name]
    for column in table.columns[table.columns.str.endswith("_ids")]:
        number = {"paper_ids": "papers"}.get(column, column.removesuffix("_ids"))
        number = number if number in table else f"{number}s"
        assert table[column].map(len).tolist() == table[number].tolist()
        assert all(len(set(ids)) == len(ids) for ids in table[column])
        assert not any("pmid:5" in ids for ids in table[column])


@pytest.mark.parametrize("name", TABLES)
def test_a_corpus_of_papers_alone_has_every_table(corpus, name):
    assert summarise({"papers": corpus["papers"]})[name] is not None
    assert summarise({"papers": corpus["papers"].iloc[:0]})[name] is not None


def test_conditions(corpus):
    table = summarise(corpus).conditions
    assert rows(table, "condition", "papers", "trials", "population", "first_year") == [
        ("depression", 2, 1, 1, 2019),
        ("ketamine_misuse", 1, 0, 0, 2020),
    ]


def test_papers_without_a_year_are_in_no_year(corpus):
    assert rows(summarise(corpus).papers_by_year, "year", "papers") == [(2019, 1), (2020, 2)]


def test_a_dose_goes_with_a_route_only_where_there_is_one(corpus):
    assert rows(summarise(corpus).doses_by_route, "route", "unit", "dose") == [("iv", "mg/kg", 0.5)]


def test_papers_of_one_trial_stand_together(corpus):
    assert rows(summarise(corpus).registered_trials, "trial", "papers") == [("NCT00000001", 2)]


def test_a_preprint_finds_the_article_of_the_same_title(corpus):
    assert rows(summarise(corpus).preprints, "preprint", "article", "linked") == [
        ("pmid:3", "pmid:4", "same title")
    ]


def test_nlm_links_preprints_in_either_direction(corpus):
    links = frame("links", {"paper_id": "pmid:1", "position": 1, "kind": "UpdateOf", "pmid": 2})
    table = summarise({**corpus, "links": links}).preprints
    assert ("pmid:2", "pmid:1", "NLM") in rows(table, "preprint", "article", "linked")


def test_sample_sizes_have_classes_and_the_median(corpus):
    table = summarise(corpus).sample_sizes
    assert rows(table, "design", "participants", "median") == [("rct", "20\u201349", 40.0)]


@pytest.mark.parametrize(
    ("measure", "papers"),
    [
        ({"conditions": ["depression"]}, {1, 2}),
        ({"conditions": ["depression"], "population": True}, {1}),
        ({"conditions": ["ketamine_misuse"], "without": ["depression"]}, {3}),
        ({"facts": {"route": ["oral"]}}, {2}),
        ({"facts": {"route": ["*"], "onset": ["*"]}}, {1}),
        ({"at_most": {"onset": 24}}, {1}),
        ({"at_most": {"onset": 1}}, set()),
        ({"at_least": {"sample_size": 40}}, {1}),
        ({"designs": ["rct"]}, {1}),
        ({"journal": "J Affect Disord", "years": [2020, 2020]}, {2}),
        ({}, {1, 2, 3, 4}),
    ],
)
def test_measures(corpus, measure, papers):
    found = papers_of(measure, summarise(corpus).material)
    assert found == {f"pmid:{number}" for number in papers}


VOCABULARIES = {"mechanism": "mechanisms", "adverse_effect": "adverse_effects"}


def test_the_questions_speak_of_conditions_and_facts_that_exist(corpus):
    known = set(summarise(corpus).material.names)
    for question in declared().values():
        assert question["claim"]
        assert question["asks"].endswith("?")
        for measure in question["measures"]:
            assert measure.keys() & RULES.keys()
            assert {*measure.get("conditions", []), *measure.get("without", [])} <= known
            for attribute, values in measure.get("facts", {}).items():
                if attribute in VOCABULARIES and values != ["*"]:
                    path = files("analysis.facts").joinpath(f"{VOCABULARIES[attribute]}.toml")
                    assert set(values) <= tomllib.loads(path.read_text()).keys()


def test_a_paper_that_a_run_brought_is_not_also_one_that_it_changed(corpus):
    told = [(1, "first_seen"), (1, "title"), (2, "title"), (2, "doi"), (3, "pmc.pages")]
    told += [(4, "gone_since"), (5, "title")]
    changes = [{"run": "r", "paper_id": f"pmid:{n}", "field": field} for n, field in told]
    table = summarise({**corpus, "changes": frame("changes", *changes)}).changes_by_run
    assert sorted(rows(table, "what", "papers")) == [("changed", 1), ("new", 1)]


def test_a_frame_without_paper_id_is_refused():
    with pytest.raises(ValueError, match="paper_id"):
        summarise({"papers": pd.DataFrame({"title": ["a"]})})


def test_an_unknown_summary_names_those_that_exist(corpus):
    with pytest.raises(AttributeError, match="papers_by_year"):
        _ = summarise(corpus).papers_by_decade
