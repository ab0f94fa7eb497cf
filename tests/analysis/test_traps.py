"""The traps of the codebook: words that read like a condition and are none, and their twins."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analysis import classify

TRAPS = tomllib.loads(Path(__file__).with_name("traps.toml").read_text(encoding="utf-8"))
TEXTS = [
    (condition, trap, text)
    for condition, traps in TRAPS.items()
    for trap, texts in traps.items()
    for text in texts
]


@pytest.fixture(scope="module")
def labelled():
    cut = [text.split(" | ") for _, _, text in TEXTS]
    papers = pd.DataFrame(cut, columns=["title", "abstract"]).assign(
        paper_id=[text for _, _, text in TEXTS]
    )
    labels = classify(papers)
    return labels.set_index(["paper_id", "condition"])


@pytest.mark.parametrize(("condition", "trap", "text"), TEXTS)
def test_a_trap_is_not_the_condition(labelled, condition, trap, text):
    row = labelled.loc[(text, condition)]
    assert not row["label"], f"{trap}: {row['score']} by {row['evidence']}"


@pytest.mark.parametrize("condition", TRAPS)
def test_each_trap_has_at_least_five_phrasings(condition):
    assert all(len(texts) >= 5 for texts in TRAPS[condition].values())


STUDIED = tomllib.loads(Path(__file__).with_name("studied.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("condition", "rule", "text"),
    [
        (condition, rule, text)
        for condition, rules in STUDIED.items()
        for rule, texts in rules.items()
        for text in texts
    ],
)
def test_what_is_studied_is_labelled_and_shows_its_words(condition, rule, text):
    title, abstract = text.split(" | ")
    paper = pd.DataFrame([{"paper_id": "x", "title": title, "abstract": abstract}])
    row = classify(paper).set_index("condition").loc[condition]
    assert row["label"], f"{rule}: {row['score']} by {row['evidence']}"
    assert row["focus"] in ("primary", "secondary")
    assert row["evidence"]
    if rule == "people":
        assert row["population"]
    if rule == "model":
        assert not row["population"]
