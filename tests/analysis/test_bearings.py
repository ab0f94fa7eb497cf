"""What is seen of a sentence that names a condition, and what is made of several."""

import csv
import re
from pathlib import Path

import pytest

from analysis.bearings import ASIDE, BEARINGS, Bearings, bearing, statements, together
from analysis.conditions import conditions
from analysis.goldfiles import read_bearings
from analysis.learning.examples import digest, examples
from analysis.lexicon import by_condition, lexicon
from harvester.errors import UsageError

GOLD = Path(__file__).parents[2] / "data" / "gold"
TITLE = "Vitamins in heart failure"
ABSTRACT = (
    "We gave 40 patients vitamins. Depression was measured with the BDI at 12 weeks. It fell."
)


def read(title, abstract):
    reading = lexicon().read(title, abstract)
    return statements(reading, by_condition(lexicon().mentions(reading)))


def test_a_statement_is_a_sentence_without_its_terms():
    told = read(TITLE, ABSTRACT)
    assert list(told) == ["depression"]
    (one,) = told["depression"]
    assert (
        one.part.text[one.sentence.start : one.sentence.end]
        == "Depression was measured with the BDI at 12 weeks."
    )
    words = {name for name in one.row if name.startswith("word.")}
    assert words == {
        "word.was",
        "word.measured",
        "word.with",
        "word.the",
        "word.at",
        "word.#",
        "word.weeks",
    }
    assert one.row["right.was"] == one.row["left.the"] == 1.0
    assert "left.gave" not in one.row


def test_each_sentence_and_condition_is_a_statement():
    told = read("Depression and PTSD", "Depression is common. Depression and PTSD go together.")
    assert {key: len(several) for key, several in told.items()} == {"depression": 3, "ptsd": 2}


def test_shares_are_probabilities_and_unknown_features_change_nothing():
    weights = {name: {} for name in BEARINGS} | {"outcome": {"word.measured": 2.0}}
    model = Bearings(dict.fromkeys(BEARINGS, 0.0), weights)
    assert model.shares({"word.unheard": 1.0}) == pytest.approx([0.2] * 5)
    shares = model.shares({"word.measured": 1.0, "word.unheard": 1.0})
    assert sum(shares) == pytest.approx(1.0)
    assert shares[BEARINGS.index("outcome")] == pytest.approx(7.389 / (7.389 + 4), abs=1e-3)


def test_the_clearest_sentence_is_told_and_no_sentence_is_surer_than_sure():
    row = together([[0.0, 1.0, 0.0, 0.0, 0.0], [0.1, 0.1, 0.1, 0.1, 0.6]])
    assert row["said.best"] == row["said.outcome"] == pytest.approx(6.9, abs=0.01)
    assert row["said.least"] == pytest.approx(-0.405, abs=1e-3)
    assert row["said.many"] == pytest.approx(1.4)


def test_the_same_sentence_set_another_way_has_the_same_digest():
    (one,) = read(TITLE, ABSTRACT)["depression"]
    (same,) = read(None, "RESULTS: x.\nDEPRESSION was  measured with the BDI, at 12 weeks")[
        "depression"
    ]
    (other,) = read(None, "Depression was not measured with the BDI at 12 weeks.")["depression"]
    assert digest(one) == digest(same) != digest(other)


def test_what_somebody_told_of_a_sentence_stands_beside_it():
    (one,) = read(TITLE, ABSTRACT)["depression"]
    known = {(digest(one), "depression"): bearing("outcome")}
    papers = examples([(TITLE, ABSTRACT), (TITLE, "Depression is common.")], known)
    assert papers.known == [{"depression": [1]}, {"depression": [None]}]


def test_a_bearing_that_does_not_exist_is_named_with_its_line(tmp_path):
    (tmp_path / "gold").mkdir()
    path = tmp_path / "gold" / "bearings.csv"
    path.write_text("pmid,sentence,condition,bearing\n1,ab,depression,outcom\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"bearings\.csv, line 2: .*'outcom'"):
        read_bearings(tmp_path)


def test_the_gold_bearings_are_of_open_papers_and_hold_no_text():
    with (GOLD / "bearings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    locked = set()
    for name in ("labels.csv", "other.csv", "anywhere.csv"):
        with (GOLD / name).open(encoding="utf-8", newline="") as file:
            locked |= {row["pmid"] for row in csv.DictReader(file) if row["locked"] != "0"}
    assert len(rows) > 8000
    assert not locked & {row["pmid"] for row in rows}
    assert all(re.fullmatch("[0-9a-f]{12}", row["sentence"]) for row in rows)
    assert {row["condition"] for row in rows} <= set(conditions())
    assert {row["bearing"] for row in rows} <= {*BEARINGS, *ASIDE}
