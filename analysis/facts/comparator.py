"""What ketamine was compared with: a control, another drug, a procedure.

A control (placebo, saline, usual care) is a comparator wherever it is named beside groups; another
drug where the words set it against ketamine ("versus", "compared with", "or", "than").
"""

import re

from analysis.facts.drugs import Drug, kinds
from analysis.facts.paper import Fact, Paper, Passage
from analysis.facts.vocabulary import cue

_AGAINST = re.compile(rf"(?<![a-z]){cue('comparator', 'against')}(?![a-z])")
_COMPARES = re.compile(rf"(?<![a-z]){cue('comparator', 'compares')}(?![a-z])")
_AND = re.compile(r"[^.;:]{0,60}?(?<![a-z])(?:and|with|to)(?![a-z])[^.;:]{0,40}")
_CONTROL = re.compile(cue("comparator", "control"))
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
    if kind == "partner":
        return False
    for other in (d for d in drugs if d.is_ketamine and start <= d.start < end):
        first, second = sorted((drug, other), key=lambda d: d.start)
        gap = text[first.end : second.start]
        if len(gap) > FAR:
            continue
        if _AGAINST.search(gap):
            return True
        if _AND.fullmatch(gap) and _COMPARES.search(text, start, first.start):
            return True
    return False
