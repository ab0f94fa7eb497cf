"""What ketamine was compared with: a control, another drug, a procedure.

A control (placebo, saline, usual care) is a comparator wherever it is named beside groups; another
drug where the words set it against ketamine ("versus", "compared with", "or", "than").
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.facts.drugs import Drug, between, kinds
from analysis.facts.paper import Fact, Paper, Passage
from analysis.facts.vocabulary import cue

_AGAINST = re.compile(rf"(?<![a-z]){cue('comparator', 'against')}(?![a-z])")
_COMPARES = re.compile(rf"(?<![a-z]){cue('comparator', 'compares')}(?![a-z])")
_AND = re.compile(r"[^.;:]{0,60}?(?<![a-z])(?:and|with|to)(?![a-z])[^.;:]{0,40}")
_CONTROL = re.compile(cue("comparator", "control"))
# What divides the items of a list of drugs: commas, doses, "and", an adjective.
_LIST = re.compile(
    r"[^.;:a-z]*(?:\d*[a-z0-9/.]{1,8}[^.;:a-z]+){0,4}?(?:(?:and|or|versus|vs)[^a-z]+)?"
    r"(?:[a-z-]+[^.;:a-z]+){0,2}"
)
_OCCASION = re.compile(rf"(?<![a-z]){cue('comparator', 'occasion')}\s+(?:[a-z]+\s+)?$")
_OUTCOME = re.compile(rf"[\s-]+{cue('comparator', 'outcome')}")
LONGEST = 100  # characters of a drug's name
FAR = 110  # characters between ketamine and what it is set against


def read(paper: Paper, drugs: dict[str, list[Drug]]) -> list[Fact]:
    """Return a fact for each comparator."""
    facts = []
    for passage in paper.passages:
        here = drugs[passage.field]
        for i, drug in enumerate(here):
            if not drug.is_ketamine and _is_comparator(passage, here, i):
                span = passage.span(drug.start, drug.end, drug.name)
                facts.append(Fact("comparator", drug.name, (span,)))
    return facts


def _is_comparator(passage: Passage, drugs: list[Drug], at: int) -> bool:
    drug, kind = drugs[at], kinds().get(drugs[at].name, "partner")
    start, end = passage.sentence(drug.start)
    text = passage.folded
    if kind == "control":
        return bool(_CONTROL.search(text, start, end))
    occasion = _OCCASION.search(text[max(0, drug.start - 25) : drug.start])
    if kind == "partner" or occasion or _OUTCOME.match(text, drug.end):
        return False
    near = max(start, drug.start - FAR - LONGEST), min(end, drug.end + FAR + 1)
    here = between(drugs, *near)
    return any(_is_against(text, drug, other, here, start) for other in here if other.is_ketamine)


def _is_against(text: str, drug: Drug, ketamine: Drug, here: Sequence[Drug], start: int) -> bool:
    """Whether the words between two drugs, which may list others, set one against the other."""
    first, second = sorted((drug, ketamine), key=lambda d: d.start)
    if second.start - first.end > FAR:
        return False
    gap = text[first.end : second.start]
    amid = [d for d in between(here, first.end, second.start) if d.end <= second.start]
    if any(d.is_ketamine for d in amid):
        return False
    steps = pairwise([first, *amid, second])
    if amid and not all(_LIST.fullmatch(text, a.end, b.start) for a, b in steps):
        return False
    if _AGAINST.search(gap):
        return True
    return bool(_AND.fullmatch(gap) and _COMPARES.search(text, start, first.start))
