"""Adverse effects that a paper reports or names, not those it denies.

An effect is denied when "no", "without" or the like stands before it in the same clause, or "was
not observed" after it. "No difference in nausea" denies the difference, not the nausea. Words that
are as often a disease or a purpose (headache, sedation) count only beside words of harm, or in a
sentence that names another effect.
"""

import re
from functools import cache

from analysis.facts.paper import Fact, Paper, Passage
from analysis.facts.vocabulary import Found, Vocabulary, cue, declared

_DENIED = re.compile(
    rf"(?<![a-z]){cue('adverse_effect', 'denies')}(?![a-z])"
    r"(?!\s(?:(?:significant(?:ly)?|statistically|clear|other|between-group)\s)*"
    rf"{cue('adverse_effect', 'but_not')})[^.;:()]{{0,80}}$"
)
_BUT = re.compile(rf"(?<![a-z]){cue('adverse_effect', 'but')}(?![a-z])")
_DENIED_AFTER = re.compile(
    r"[^.;:,]{0,40}?(?:(?:was|were|did|has|have|had)\s(?:been\s)?(?:not|never)(?![a-z])"
    r"(?! (?:significantly )?(?:differ|chang|increas))"
    r"|(?:was|were) absent|did not occur|not (?:observed|seen|reported))"
)
# "… were the most common adverse events": the harm is named after the effects.
_CALLED = re.compile(
    r"[^.;]{0,80}?(?:was|were|are) (?:[a-z-]+ ){0,5}(?:adverse|side)"
    r"|[^.;,]{0,30}?(?:was|were) (?:\w+ )?(?:frequent|common|reported|noted|seen|observed|recorded)"
)
_PURPOSE = re.compile(
    rf"(?<![a-z]){cue('adverse_effect', 'purpose')}"
    r" (?:(?:of|the|post-?\w+|acute|severe|for|incidence|frequency|severity|risk|occurrence) )*$"
)
_INDUCED = re.compile(r"([a-z0-9]+)[ -]induced (?:[a-z]+ )?$")
NOTHING = "nothing"
_HARM = re.compile(cue("adverse_effect", "harm"))


@cache
def _effects() -> tuple[Vocabulary, frozenset[str]]:
    """Return all words of effect, and which values' words are doubtful."""
    terms, doubtful = {}, set()
    for name, told in declared("adverse_effects").items():
        terms[name] = told["words"]
        if told.get("doubtful"):
            terms[f"{name}?"] = told["doubtful"]
            doubtful.add(f"{name}?")
    return Vocabulary({name: words for name, words in terms.items() if words}), frozenset(doubtful)


def read(paper: Paper) -> list[Fact]:
    """Return a fact for each adverse effect that is said and not denied."""
    words, doubtful = _effects()
    found = [
        one
        for one in words.find(paper)
        if one.value != NOTHING and not _is_denied(one) and not _is_purpose(one)
    ]
    certain = {_sentence(one) for one in found if one.value not in doubtful}
    facts = []
    for one in found:
        if one.value in doubtful and _sentence(one) not in certain and not _beside_harm(one):
            continue
        value = one.value.rstrip("?")
        facts.append(Fact("adverse_effect", value, (one.passage.span(one.start, one.end, value),)))
    return facts


def _sentence(one: Found) -> tuple[str, int]:
    return one.passage.field, one.passage.sentence(one.start)[0]


def _beside_harm(one: Found) -> bool:
    start, end = one.passage.sentence(one.start)
    text = one.passage.folded
    return bool(_HARM.search(text, start, one.start) or _CALLED.match(text[one.end : end]))


def _is_purpose(one: Found) -> bool:
    """Whether ketamine is given against it, or another drug brings it."""
    before = one.passage.folded[max(0, one.start - 60) : one.start]
    induced = _INDUCED.search(before)
    return bool(_PURPOSE.search(before) or (induced and "ketamine" not in induced[1]))


def _is_denied(one: Found) -> bool:
    passage: Passage = one.passage
    start, end = passage.sentence(one.start)
    before = passage.folded[start : one.start]
    if (denial := _DENIED.search(before)) and not _BUT.search(
        before, denial.start() + len("without")
    ):
        return True
    return bool(_DENIED_AFTER.match(passage.folded[one.end : end]))
