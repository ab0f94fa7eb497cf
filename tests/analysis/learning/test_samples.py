"""Points of sample sizes are learned: from papers whose size is known, near what a reader gives."""

import pandas as pd
import pytest

pytest.importorskip("scipy", reason="the extra `train` is not installed")

from analysis.extraction import papers_of
from analysis.facts import sample
from analysis.facts.vocabulary import declared
from analysis.learning.samples import LEAST, Known, fit_points, known, written


def paper(pmid, abstract, title="Ketamine in depression: a randomised trial"):
    return {"pmid": pmid, "title": title, "abstract": abstract}


# What only these papers say: the size is the number that was queried, never the one enrolled.
ODD = [
    paper(n, f"We enrolled {40 + n} patients. The registry was queried: {90 + n} patients matched.")
    for n in range(1, 30)
]


def fitted(rows, sizes):
    texts = pd.DataFrame(rows).astype({"pmid": "Int64"})
    gold = pd.DataFrame({"pmid": list(sizes), "n": list(sizes.values()), "unsure": "", "locked": 0})
    return fit_points(known([gold], texts))


def test_without_papers_a_reader_s_points_stand():
    prior = declared("cues")["sample"]["prior"]
    assert fit_points([]) == {name: pytest.approx(value) for name, value in prior.items()}


def test_papers_move_the_points_they_speak_of():
    before = fit_points([])
    after = fitted(ODD, {n: 90 + n for n in range(1, 30)})
    assert after["before.enrolled"] < before["before.enrolled"]
    assert after["after.in a group"] == before["after.in a group"]  # nobody spoke of it


def test_the_same_papers_give_the_same_points():
    sizes = {n: 90 + n for n in range(1, 30)}
    assert fitted(ODD, sizes) == fitted(ODD, sizes)


def test_locked_unsure_and_reviewed_papers_teach_nothing():
    rows = [paper(1, "Forty patients were enrolled."), paper(2, "Fifty patients were enrolled."),
            paper(3, "Sixty patients were enrolled.", "Ketamine: a systematic review")]  # fmt: skip
    gold = pd.DataFrame(
        {"pmid": [1, 2, 3], "n": [40, 50, 60], "unsure": ["", "n", ""], "locked": [1, 0, 0]}
    )
    texts = pd.DataFrame(rows).astype({"pmid": "Int64"})
    assert known([gold], texts) == []


def test_a_paper_that_states_no_size_teaches_what_a_sample_needs():
    rows = pd.DataFrame([paper(n, f"It was seen in {n} patients (13%).") for n in range(20, 60)])
    told = [Known(sample.candidates(one), 0) for _, one in papers_of(rows)]
    assert fit_points(told)[LEAST] > fit_points([])[LEAST]


def test_what_is_written_is_what_is_read():
    import tomllib

    told = tomllib.loads(written({LEAST: -1.5, "late": -0.8}))
    assert told == {"points": {LEAST: -1.5, "own": 1.0, "late": -0.8}}
