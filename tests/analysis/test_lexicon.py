"""Which sense a phrase is taken in: on a lexicon declared for the test, and on the shipped one."""

import tomllib
from pathlib import Path

import pytest

from analysis.conditions import read_conditions
from analysis.lexicon import Lexicon, by_condition, lexicon

DECLARED = """
[flood]
name = "Flood"
says = "Water where it should not be."
field = "mental"
mesh = {}

[[flood.senses]]
kind = "instrument"
terms = ["(FLO|gauge)", "river gauge reading"]
reason = "Only beside water."
required = { paper = ["water"] }

[[flood.senses]]
kind = "word"
terms = ["(gauge|flood)", "reading"]
reason = "Anywhere."
"""


def mentions(title):
    declared = Lexicon(read_conditions(DECLARED))
    return [(m.text, m.kind) for m in declared.mentions(declared.read(title, None))]


def test_a_phrase_of_two_senses_is_taken_in_the_first_that_holds():
    assert mentions("A gauge of water") == [("gauge", "instrument")]
    assert mentions("A gauge of snow") == [("gauge", "word")]


def test_a_phrase_within_a_longer_one_is_judged_with_it():
    assert mentions("A river gauge reading, water") == [("river gauge reading", "instrument")]
    assert mentions("A river gauge reading, snow") == []


WORDINGS = tomllib.loads(Path(__file__).with_name("wordings.toml").read_text(encoding="utf-8"))
SENTENCES = [
    (condition, kind, text)
    for condition, kinds in WORDINGS.items()
    for kind, texts in kinds.items()
    for text in texts
]


@pytest.mark.parametrize(("condition", "kind", "text"), SENTENCES)
def test_a_condition_is_found_in_the_words_of_its_field_and_not_in_others(condition, kind, text):
    found = by_condition(lexicon().mentions(lexicon().read(None, text))).get(condition, [])
    assert bool([m for m in found if m.kind != "drug"]) == (kind == "named"), found
