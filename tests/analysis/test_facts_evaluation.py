"""Scores of facts: what counts as right, the interval, cells left out, and the mistakes listed."""

import pandas as pd
import pytest

from analysis.facts_evaluation import evaluate_facts, facts_mistakes, gold_values

PAPERS = pd.DataFrame(
    {
        "pmid": [1, 2, 3],
        "title": ["Ketamine for depression: a randomised trial"] * 2 + ["Ketamine in rats"],
        "abstract": [
            "Sixty patients had intravenous ketamine 0.5 mg/kg.",
            "Forty patients had intravenous ketamine 1 mg/kg.",
            None,
        ],
    }
)
GOLD = pd.DataFrame(
    {
        "pmid": ["1", "2", "3"],
        "species": ["human", "human", "animal"],
        "design": ["rct", "rct", "animal_experiment"],
        "routes": ["iv", "im", ""],
        "forms": ["ketamine"] * 3,
        "n": ["60", "40", ""],
        "doses": ["0.50 mg/kg", "1.0 mg/kg; 2 mg/kg", ""],
        "unsure": ["", "routes", ""],
    }
)


def line(scores, attribute, reader="ketlit"):
    rows = scores[(scores["attribute"] == attribute) & (scores["reader"] == reader)]
    return rows.iloc[0]


def test_sets_are_scored_by_value_and_exact_by_paper():
    scores = evaluate_facts(PAPERS, GOLD)
    assert line(scores, "dose")["recall"] == pytest.approx(2 / 3)
    assert line(scores, "dose")["precision"] == 1
    assert line(scores, "dose")["score"] == pytest.approx(0.8)
    assert line(scores, "sample_size")[["papers", "score"]].tolist() == [2, 1]
    assert set(scores["reader"]) == {"ketlit", "keywords"}


def test_an_unsure_cell_is_not_scored():
    route = line(evaluate_facts(PAPERS, GOLD), "route")
    assert (route["papers"], route["score"]) == (2, 1)
    certain = line(evaluate_facts(PAPERS, GOLD.assign(unsure="")), "route")
    assert certain["score"] < 1


def test_the_interval_holds_the_score_and_is_the_same_for_a_seed():
    scores = evaluate_facts(PAPERS, GOLD, seed=7)
    assert (scores["low"] <= scores["score"] + 1e-9).all()
    assert (scores["high"] >= scores["score"] - 1e-9).all()
    assert scores.equals(evaluate_facts(PAPERS, GOLD, seed=7))


def test_mistakes_are_listed():
    mistakes = facts_mistakes(PAPERS, GOLD)
    assert mistakes.to_numpy().tolist() == [[2, "dose", "1 mg/kg; 2 mg/kg", "1 mg/kg"]]


def test_the_shipped_gold_reads():
    from pathlib import Path

    gold = pd.read_csv(Path(__file__).parents[2] / "data" / "gold" / "facts.csv", dtype=str)
    assert len(gold) == 990
    assert not gold["pmid"].duplicated().any()
    for column in ("routes", "forms", "doses", "n"):
        assert all(gold_values(column, cell) is not None for cell in gold[column])
