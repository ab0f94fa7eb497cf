"""Groups that are told apart and make one sample together: patients and controls, sets, cohorts.

"20 participants with diabetes and 10 without" is 30; "the stent group included 24 patients, the
other 86 patients" is 110; "18 patients … were compared with 100 healthy controls" is 118;
"(CMP = 29; CO = 27)" is 56. Each gives a candidate with a span for each number it is made of.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from analysis.facts.candidate import Candidate
from analysis.facts.counting import COUNT, FIGURES, count
from analysis.facts.paper import Passage
from analysis.facts.vocabulary import alternation, declared

BETWEEN = 220  # characters between "one group included 24 patients" and "the other 86"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    told = declared("cues")["sample"]
    who = alternation(told["who"])
    # The letters of an arm, not of a mean, a deviation or a test: "(M = 34, SD = 9)".
    arm = rf"(?!{alternation(told['statistics'])}\s?=)[a-z][a-z+-]{{0,11}}"
    patterns = {
        "without": (
            rf"(?P<n>{COUNT})\s(?:[a-z-]+\s){{0,3}}?{who}\s(?:with|who|having|receiving|on)\s"
            rf"(?:[^.;:()\d,]|(?<=[a-z])\d){{1,60}}?(?:and|vs\.?|versus)\s(?P<m>{COUNT})\s"
            r"(?:without|who did not|with no|with normal|healthy|matched|with)(?![a-z])"
        ),
        "holds": (
            r"(?<![a-z])(?:groups?|arms?|cohorts?|sets?|datasets?)\s(?:\([^()]{1,20}\)\s)?"
            r"(?:included?|includes|contain(?:s|ed)|comprised?|comprises|consisted of|of"
            rf")?\s?(?:a total of\s)?(?P<n>{COUNT})\s(?:[a-z-]+\s){{0,3}}?{who}(?![a-z])"
        ),
        "control": (
            rf"(?P<n>{COUNT})\s(?:[a-z-]+[\s,]+){{0,4}}?"
            r"(?:controls?|healthy|comparison|unaffected|non-?patients)(?![a-z])"
        ),
        "equal": (
            rf"[(,:;]\s?{arm}\s?=\s?(?P<n>{FIGURES})[;,]\s?(?:and\s)?"
            rf"{arm}\s?=\s?(?P<m>{FIGURES})\)"
        ),
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def told_apart(passage: Passage, counted: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the samples that groups of *passage* make; *counted*: the plain counts in it."""
    patterns = _patterns()
    for match in passage.find_numbers(patterns["without"]):
        yield _both(passage, match, match, ("n", "m"), "way.without")
    for match in patterns["equal"].finditer(passage.folded):
        yield _both(passage, match, match, ("n", "m"), "way.equal")
    for one, other in pairwise(patterns["holds"].finditer(passage.folded)):
        if other.start() - one.end() <= BETWEEN:
            yield _both(passage, one, other, ("n", "n"), "way.holds")
    yield from _controls(passage, counted)


def _controls(passage: Passage, counted: Sequence[Candidate]) -> Iterator[Candidate]:
    """Add the first controls that are counted to the first people counted before them."""
    control = next(passage.find_numbers(_patterns()["control"]), None)
    before = [one for one in counted if control and one.end <= control.start()]
    if control and before:
        one = max(before, key=lambda part: part.points)
        signs = {**one.signs, "way.controls": 1.0}
        spans = (*one.spans, passage.span(*control.span("n"), "arm"))
        yield Candidate(one.n + count(control["n"]), signs, spans, control.end())


def _both(
    passage: Passage, one: re.Match[str], other: re.Match[str], names: tuple[str, str], way: str
) -> Candidate:
    first, second = names
    spans = passage.span(*one.span(first), "arm"), passage.span(*other.span(second), "arm")
    return Candidate(count(one[first]) + count(other[second]), {way: 1.0}, spans, other.end())
