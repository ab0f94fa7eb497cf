"""One paper from several sources: what goes together, what is first, what is everybody's."""

from harvester.schema import PARSED
from harvester.store.composing import compose, conflicts
from harvester.store.rows import PAPER


def content(tables=None, **cells):
    row = tuple(
        cells.get(name, "[]" if name in ("authors", "keywords") else None) for name in PAPER
    )
    return {**{name: [] for name in PARSED}, **(tables or {}), "papers": [row]}


def cell(whole, name):
    return whole["papers"][0][PAPER.index(name)]


def test_an_abstract_and_its_sections_come_from_one_source():
    pubmed = content(title="T", abstract_sections="[]")
    pmc = content(title="U", abstract="Aim: x", abstract_sections='[{"label":"Aim"}]')
    whole = compose([pubmed, pmc])
    assert cell(whole, "title") == "T"
    assert cell(whole, "abstract") == "Aim: x"
    assert cell(whole, "abstract_sections") == '[{"label":"Aim"}]'
    plain = compose([content(abstract="x", abstract_sections="[]"), pmc])
    assert cell(plain, "abstract_sections") == "[]"


def test_a_date_is_never_put_together_from_two():
    whole = compose([content(pub_date="2020", year=2020), content(pub_date="2019 May", month=5)])
    assert (cell(whole, "year"), cell(whole, "month")) == (2020, None)


def test_an_empty_list_is_filled_and_a_list_that_nobody_has_is_empty():
    whole = compose([content(authors="[]"), content(authors='["Doe J"]')])
    assert cell(whole, "authors") == '["Doe J"]'
    assert cell(whole, "keywords") == "[]"


def test_tables_are_the_first_sources_sections_go_by_kind_and_ids_are_everybodys():
    one = content(
        {
            "authors": [(1, "Doe")],
            "sections": [(1, "abstract", None)],
            "identifiers": [("pmid", "1")],
        }
    )
    two = content(
        {
            "authors": [(1, "D.")],
            "keywords": [(1, "k")],
            "sections": [(1, "abstract", "other"), (2, "body", None)],
            "identifiers": [("pmid", "1"), ("pmcid", "PMC1")],
        }
    )
    whole = compose([one, two])
    assert whole["authors"] == [(1, "Doe")]
    assert whole["keywords"] == [(1, "k")]
    assert whole["sections"] == [(1, "abstract", None), (2, "body", None)]
    assert whole["identifiers"] == [("pmid", "1"), ("pmcid", "PMC1")]


def test_a_conflict_is_a_difference_of_fact():
    cells = {"title": "Ketamine: a trial.", "year": 2020, "journal": "A", "pages": "1254-63"}
    kept = content(**cells, volume=None)
    cells = {"title": "KETAMINE A TRIAL", "year": 2021, "journal": "B", "pages": "1254-1263"}
    other = content(**cells, volume="7")
    assert conflicts(kept, other) == [("year", "2020", "2021")]
