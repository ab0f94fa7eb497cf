"""`classify` on frames of every shape: its columns, its spans, its refusals."""

import pandas as pd
import pytest

from analysis import classify, labels_wide
from harvester.errors import UsageError
from harvester.schema import TABLES

PAPER = {
    "pmid": 1,
    "title": "Ketamine for treatment-resistant depression",
    "abstract": "We treated 20 patients with major depressive disorder. MADRS scores fell.",
}


def frame(*papers):
    return pd.DataFrame([{**PAPER, "pmid": i, **paper} for i, paper in enumerate(papers, 1)])


def row(labels, condition="depression"):
    return labels[labels["condition"] == condition].iloc[0]


def test_a_row_for_each_paper_and_condition_typed_as_declared():
    labels = classify(frame({}, {"abstract": None}))
    assert tuple(labels.columns) == TABLES["labels"].names
    assert len(labels) == 24
    assert not labels.duplicated(["paper_id", "condition"]).any()
    assert {str(labels[c].dtype) for c in ("label", "population")} == {"boolean"}
    assert row(labels)["label"]
    assert row(labels)["focus"] == "primary"
    assert not row(labels, "alcohol")["label"]
    assert row(labels, "alcohol")["focus"] is pd.NA


@pytest.mark.parametrize("missing", [["title"], ["abstract"], ["title", "abstract"]])
def test_a_frame_without_title_or_abstract_is_refused_by_name(missing):
    with pytest.raises(ValueError, match=", ".join(missing)):
        classify(frame({}).drop(columns=missing))


def test_a_frame_without_identifier_is_refused():
    with pytest.raises(ValueError, match="paper_id or pmid"):
        classify(frame({}).drop(columns="pmid"))


def test_an_identifier_may_be_any_text_but_stands_once():
    labels = classify(frame({"paper_id": "my paper"}))
    assert set(labels["paper_id"]) == {"my paper"}
    with pytest.raises(ValueError, match="more than once"):
        classify(frame({"paper_id": "x"}, {"paper_id": "x"}))


def test_an_unknown_operating_point_is_wrong_usage():
    with pytest.raises(UsageError, match="sensitive, balanced, precise"):
        classify(frame({}), "brave")


def test_an_empty_frame_gives_an_empty_one():
    labels = classify(frame({}).head(0))
    assert len(labels) == 0
    assert tuple(labels.columns) == TABLES["labels"].names
    assert len(labels_wide(labels)) == 0


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, ""])
def test_a_missing_title_or_abstract_has_no_labels(nothing):
    assert not classify(frame({"title": nothing, "abstract": nothing}))["label"].any()


def test_a_human_decision_outranks():
    labels = classify(frame({}), decisions={("pmid:1", "depression"): False})
    assert not row(labels)["label"]
    assert row(labels)["method"] == "human"
    assert row(labels)["focus"] == "mention"


def test_wide_has_one_row_per_paper_in_order():
    wide = labels_wide(classify(frame({}, {"title": "Cats", "abstract": "Cats slept."})))
    assert list(wide["paper_id"]) == ["pmid:1", "pmid:2"]
    assert list(wide["depression"]) == [True, False]
    assert wide["depression_score"].between(0, 1).all()
    assert list(wide.columns)[:5] == [
        "paper_id",
        "depression",
        "depression_score",
        "ptsd",
        "ptsd_score",
    ]
