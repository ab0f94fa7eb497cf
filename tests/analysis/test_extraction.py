"""extract(): the frame it gives, what it refuses, and that every span is exact."""

import gzip

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import extract
from analysis.extraction import ATTRIBUTES, facts_of
from analysis.facts.paper import Paper
from harvester import parse_pubmed
from harvester.schema import PANDAS, TABLES

PAPERS = pd.DataFrame(
    {
        "paper_id": ["a", "b"],
        "title": [
            "Intravenous ketamine for depression: a randomized controlled trial.",
            "Nothing to read here.",
        ],
        "abstract": [
            "Sixty patients were randomly assigned to ketamine 0.5 mg/kg over 40 min or midazolam.",
            None,
        ],
    }
)
# Words that the readers look for, with characters that break offsets between them.
PIECES = [
    *("ketamine", "0.5 mg/kg", "over 40 min", "(n = 30)", "esketamine nasal spray", "IV"),
    *("no hallucinations", "Sixty-four patients were randomised", "MADRS", "NCT01234567", "."),
    *(
        "\u0130\u0130\u0130",
        "e\u0301\u0327",
        "\U0001f9ea",
        "\u00b5g\u2009kg\u207b\u00b9",
        "\n",
        " ",
    ),
    *(
        "\u1e9e\ufb03",
        "\U0001d400",
        "\u202e",
        "K\u0307",
        "0\u00b75 mg/kg",
        "\u2212",
        "<i>in vitro</i>",
    ),
]


def values(facts, attribute, paper="a"):
    rows = facts[(facts["attribute"] == attribute) & (facts["paper_id"] == paper)]
    return set(rows["value"])


def test_the_frame_is_the_declared_one():
    facts = extract(PAPERS)
    assert list(facts.columns) == list(TABLES["facts"].names)
    kinds = TABLES["facts"].kinds
    assert {name: str(facts[name].dtype) for name in kinds} == {
        name: PANDAS[kind] for name, kind in kinds.items()
    }
    assert set(facts["attribute"]) <= set(ATTRIBUTES)
    assert not facts.duplicated(["paper_id", "attribute", "value"]).any()


def test_what_is_said_has_a_row_and_what_is_not_has_none():
    facts = extract(PAPERS)
    assert values(facts, "design") == {"rct"}
    assert values(facts, "route") == {"iv"}
    assert values(facts, "dose") == {"0.5 mg/kg"}
    assert values(facts, "sample_size") == {"60"}
    assert values(facts, "infusion_duration") == {"40 min"}
    assert values(facts, "comparator") == {"midazolam"}
    assert set(facts["paper_id"]) == {"a"}


def test_numbers_stand_beside_their_unit():
    dose = extract(PAPERS).query("attribute == 'dose'").iloc[0]
    assert (dose["low"], dose["high"], dose["unit"]) == (0.5, 0.5, "mg/kg")


def test_an_empty_frame_has_the_same_columns():
    assert list(extract(PAPERS.iloc[:0]).columns) == list(TABLES["facts"].names)


@pytest.mark.parametrize("lost", ["paper_id", "title", "abstract"])
def test_a_missing_column_is_named(lost):
    with pytest.raises(ValueError, match=lost):
        extract(PAPERS.drop(columns=lost))


def test_an_identifier_stands_once_and_is_never_missing():
    with pytest.raises(ValueError, match="more than once"):
        extract(PAPERS.assign(paper_id="a"))
    with pytest.raises(ValueError, match="row 1 has no"):
        extract(PAPERS.assign(paper_id=["a", None]))


def test_lists_that_are_missing_or_null_are_no_lists():
    told = PAPERS.assign(publication_types=[["Review"], None], mesh_terms=[None, ["Humans"]])
    assert len(extract(told)) > 0


def test_pmid_serves_as_identity():
    told = PAPERS.drop(columns="paper_id").assign(pmid=pd.array([7, 8], "Int64"))
    assert set(extract(told)["paper_id"]) == {"pmid:7"}


def exact(title, abstract):
    text = {"title": title, "abstract": abstract}
    for fact in facts_of(Paper.of(title, abstract)):
        for span in fact.spans:
            assert text[span.field][span.start : span.end] == span.text
            assert span.text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25), st.text(max_size=30))
def test_every_span_is_exact_in_any_text(pieces, title):
    exact(title + " ketamine " + title, " ".join(pieces))


@pytest.mark.parametrize(
    "text",
    [
        "ketamine 5 mg " + "1" * 60 + "x 5 mg",
        "follow-up" + " " * 3000 + "x",
        "ketamine" + " iv" * 2000 + " x",
        "n = " * 2000,
        "(" * 3000 + "ketamine 5 mg",
        "ketamine 0.5 " + "or 0.5 " * 1000 + "mg/kg",
        "no " * 2000 + "nausea",
    ],
)
def test_text_made_to_stall_does_not(text):
    exact("ketamine", text)


def test_every_span_is_exact_over_the_corpus(corpus):
    body = gzip.decompress((corpus / "pubmed" / "ketamine_text.xml.gz").read_bytes())
    papers = parse_pubmed(body).papers
    texts = papers.set_index("paper_id")
    facts = extract(papers)
    assert len(facts) > 5000
    for row in facts.itertuples():
        for span in row.spans:
            text = texts.loc[row.paper_id, span["field"]]
            assert text[span["start"] : span["end"]] == span["text"]
