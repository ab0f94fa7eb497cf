"""Which sense a phrase is taken in, on a lexicon declared for the test."""

from analysis.conditions import read_conditions
from analysis.lexicon import Lexicon

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
    lexicon = Lexicon(read_conditions(DECLARED))
    return [(m.text, m.kind) for m in lexicon.mentions(lexicon.read(title, None))]


def test_a_phrase_of_two_senses_is_taken_in_the_first_that_holds():
    assert mentions("A gauge of water") == [("gauge", "instrument")]
    assert mentions("A gauge of snow") == [("gauge", "word")]


def test_a_phrase_within_a_longer_one_is_judged_with_it():
    assert mentions("A river gauge reading, water") == [("river gauge reading", "instrument")]
    assert mentions("A river gauge reading, snow") == []
