"""Scores against labels by readers: right numbers, honest intervals, cells that are not scored."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis import evaluate
from analysis.evaluation import calibration, mistakes
from analysis.goldfiles import read_gold
from analysis.scoring import Answers, average_precision, draw, score, together
from harvester.errors import UsageError

nan = float("nan")


def answers(truth, said, scores=None, condition="ptsd"):
    return Answers(
        "label", condition, "model", np.array(truth, float), np.array(said, float),
        None if scores is None else np.array(scores, float),
    )  # fmt: skip


def test_precision_recall_and_f1_by_hand():
    told = score(answers([1, 1, 1, 0, 0, nan], [1, 1, 0, 1, 0, 1]), draw(6))
    assert (told.papers, told.positives) == (5, 3)
    assert (told.precision, told.recall) == pytest.approx((2 / 3, 2 / 3))
    assert told.f1 == pytest.approx(2 / 3)
    assert told.f1_low <= told.f1 <= told.f1_high


def test_average_precision_with_ties_by_hand():
    # Threshold 0.9: 1 of 1; 0.5: 2 of 3 (two papers tie); 0.1: 3 of 4.
    told = average_precision(answers([1, 1, 0, 1], [1, 1, 1, 0], [0.9, 0.5, 0.5, 0.1]), draw(4, 0))
    assert told[0] == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)


def test_micro_pools_counts_and_macro_takes_the_mean():
    many, few = (
        answers([1] * 9 + [0], [1] * 10),
        answers([0] * 9 + [1], [0] * 10, condition="opioid"),
    )
    weights = draw(10, 10)
    assert together("x", [many, few], weights, pooled=True).f1 == pytest.approx(18 / (18 + 1 + 1))
    assert together("x", [many, few], weights, pooled=False).f1 == pytest.approx((18 / 19 + 0) / 2)


def test_the_same_seed_draws_the_same_papers():
    assert (draw(50, 20, seed=3) == draw(50, 20, seed=3)).all()
    assert not (draw(50, 20, seed=3) == draw(50, 20, seed=4)).all()


def test_scores_that_are_as_right_as_they_say_have_no_error():
    even = answers([1, 0] * 50, [1] * 100, [0.5] * 100)
    sure = answers([0] * 100, [1] * 100, [0.95] * 100)
    assert calibration([even])["all"][0] == pytest.approx(0.0)
    assert calibration([sure])["all"][0] == pytest.approx(0.95)


PAPERS = pd.DataFrame(
    [
        (1, "Ketamine for PTSD", "Veterans with PTSD were treated. CAPS-5 scores fell."),
        (2, "Opioid-sparing effect of ketamine", "Morphine consumption fell after surgery."),
        (3, "Visual cortex of the cat", "Cats were recorded from."),
    ],
    columns=["pmid", "title", "abstract"],
)
GOLD = pd.DataFrame(
    {
        "pmid": [1, 2, 3, 9],
        "ptsd": [1, 0, 1, 1],
        "opioid": [0, 0, 0, 1],
        "unsure": ["", "", "ptsd", ""],
    }
)


def test_evaluate_scores_the_papers_in_both_and_no_unsure_cell():
    table = evaluate(PAPERS, GOLD, draws=50).set_index(["condition", "reader"])
    ptsd = table.loc[("ptsd", "model")]
    assert (ptsd["papers"], ptsd["positives"], ptsd["f1"]) == (2, 1, 1.0)
    # "opioid" is in the text of paper 2: a keyword cannot know that it is an analgesic there.
    assert table.loc[("opioid", "keywords"), "precision"] == 0.0
    assert set(table.index.get_level_values("reader")) == {"model", "lexicon", "keywords"}
    assert ("micro of the four", "model") in table.index


def test_every_mistake_is_listed_with_its_words():
    told = mistakes(PAPERS, GOLD.assign(ptsd=[0, 0, 0, 0]))
    assert list(told["paper_id"]) == ["pmid:1"]
    assert told["mistake"][0] == "too much"
    assert "PTSD" in told["evidence"][0]


def test_a_gold_frame_without_conditions_is_refused_by_name():
    with pytest.raises(ValueError, match="no column that is a condition"):
        evaluate(PAPERS, pd.DataFrame({"pmid": [1], "flu": [1]}))
    with pytest.raises(ValueError, match="none of the papers"):
        evaluate(PAPERS, GOLD[GOLD["pmid"] == 9])


@pytest.fixture
def written(tmp_path):
    PAPERS.to_csv(tmp_path / "texts.csv", index=False)
    GOLD.to_csv(tmp_path / "gold.csv", index=False)
    return tmp_path


def test_the_command_scores_any_labelled_csv(ketlit, written):
    done = ketlit(
        "evaluate", written / "gold.csv", "--texts", written / "texts.csv", "--offline",
        "--errors", written / "errors.csv", "--json", check=0,
    )  # fmt: skip
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"model", "lexicon", "keywords"} <= {row.get("reader") for row in rows}
    assert (written / "errors.csv").exists()
    assert "gold.csv" in rows[0]["of"]


def test_the_command_asks_ncbi_for_texts_that_it_has_not(ketlit, sandbox, written, corpus):
    local = sandbox(corpus / "pubmed" / "ketamine_records.xml.gz")
    from harvester import parse_pubmed

    pmid = parse_pubmed(corpus / "pubmed" / "ketamine_records.xml.gz").papers["pmid"][0]
    pd.DataFrame({"pmid": [pmid], "anaesthesia": [1]}).to_csv(written / "one.csv", index=False)
    done = ketlit("evaluate", written / "one.csv", env={"KETLIT_EUTILS_URL": local.url}, check=0)
    assert "anaesthesia" in done.stdout
    assert any("efetch" in str(request) for request in local.requests)


def test_a_csv_of_something_else_is_wrong_usage(ketlit, written):
    (written / "bad.csv").write_text("a,b\n1,2\n")
    assert "needs a column pmid" in ketlit("evaluate", written / "bad.csv", check=2).stderr
    assert "no labelled papers" in ketlit("evaluate", check=2).stderr


def test_figures_are_written_as_svg(ketlit, written):
    pytest.importorskip("vl_convert", reason="the extra `report` is not installed")
    ketlit(
        "evaluate", written / "gold.csv", "--texts", written / "texts.csv", "--offline",
        "--figures", written / "figures", check=0,
    )  # fmt: skip
    figures = sorted((written / "figures").glob("*.svg"))
    assert [path.name for path in figures] == [
        "gold-precision-recall.svg",
        "gold-reliability.svg",
    ]
    assert all("<svg" in path.read_text() for path in figures)


@pytest.mark.parametrize("cell", ["2", "yes", "-1", "0.5"])
def test_a_gold_label_that_is_no_answer_is_refused_with_its_line(tmp_path, cell):
    path = tmp_path / "gold.csv"
    path.write_text(f"pmid,depression\n1,1\n2,\n3,{cell}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"gold\.csv, line 4: depression is"):
        read_gold(path)
    path.write_text("pmid,depression\n1,1\n2,\n3,0\n", encoding="utf-8")
    assert read_gold(path)["depression"].tolist()[::2] == [1.0, 0.0]
