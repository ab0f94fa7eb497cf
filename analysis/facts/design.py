"""How the study was made: one design for each paper, by the words that show it.

Each word of designs.toml has points, in the title and in the abstract apart, and each counts once.
The design with most points has the paper; one with fewer than ENOUGH is not guessed. A protocol is
a protocol however randomised it will be: a firm design beats those that it outranks.
"""

import re
from collections import defaultdict
from functools import cache

from analysis.facts.paper import Fact, Paper, Passage, Span
from analysis.facts.vocabulary import Vocabulary, declared

ENOUGH = 2.0
BARE = 4.0  # points for a review where an abstract has hardly a number: a study's has many
COUNTED = 3.0  # points for what only happened, where participants are counted: words of a trial win
FEW_NUMBERS, LONG = 4, 300  # numbers; characters: in fewer, a study may well have none
ANIMALS_ONLY = 5.0  # points for an experiment that NLM indexed with Animals, not with Humans
TERSE = ("animal_experiment", "in_vitro", "case_report")  # short abstracts are usual here
REVIEWS = ("systematic_review", "narrative_review")
Points = dict[str, dict[str, float]]  # term -> design -> points


_NUMBER = re.compile(r"(?<![\w-])\d+")


@cache
def _cues(place: str) -> tuple[Vocabulary, Points]:
    """Return the terms of one place ('title' or 'text') and their points."""
    points: Points = defaultdict(dict)
    for design, told in declared("designs").items():
        for term, weight in told[place].items():
            points[term][design] = float(weight)
    return Vocabulary({term: [term] for term in points}), points


def read(paper: Paper, counts_people: bool = False) -> list[Fact]:
    """Return the design as one fact, or none where the words do not show it.

    counts_people: the text counts participants of its own, which a narrative review has not.
    """
    score: dict[str, float] = defaultdict(float)
    title: dict[str, float] = defaultdict(float)
    spans: dict[str, list[tuple[float, Span]]] = defaultdict(list)
    indexed = {
        design: sum(told["types"].get(name, 0) for name in paper.publication_types)
        for design, told in declared("designs").items()
    }
    if "Animals" in paper.mesh_terms and "Humans" not in paper.mesh_terms:
        indexed["animal_experiment"] += ANIMALS_ONLY
    score.update(indexed)
    for passage in paper.passages:
        for term, where, points in _found(paper, passage):
            for design, weight in points.items():
                score[design] += weight
                title[design] += weight if passage is paper.title else 0.0
                spans[design].append((weight, passage.span(*where, term)))
    if counts_people:
        score["narrative_review"] -= BARE
        score["observational"] += COUNTED
    elif _has_hardly_a_number(paper.abstract) and max(score[name] for name in TERSE) < BARE:
        score["narrative_review"] += BARE
    best = _best(score, title)
    if score[best] < ENOUGH:
        return []
    if not spans[best] and not indexed[best]:  # the abstract as a whole shows it
        whole = paper.abstract.span(0, len(paper.abstract.text), "hardly a number")
        spans[best].append((score[best], whole))
    strongest = sorted(spans[best], key=lambda pair: -pair[0])[:5]
    return [Fact("design", best, tuple(span for _, span in strongest))]


def _has_hardly_a_number(abstract: Passage) -> bool:
    return len(abstract.text) >= LONG and len(_NUMBER.findall(abstract.text)) < FEW_NUMBERS


def _best(score: dict[str, float], title: dict[str, float]) -> str:
    beaten: set[str] = set()
    for design, told in declared("designs").items():
        if title[design] >= told["firm"] and design not in beaten:
            beaten.update(told["outranks"])
    return max((d for d in score if d not in beaten), key=lambda design: score[design])


def _found(paper: Paper, passage: Passage) -> list[tuple[str, tuple[int, int], dict[str, float]]]:
    """Return each term of a passage once: its name, where it first stands, and its points."""
    cues, points = _cues("title" if passage is paper.title else "text")
    seen: dict[str, tuple[str, tuple[int, int], dict[str, float]]] = {}
    for match in cues.pattern.finditer(passage.folded):
        term = cues.value(match.group())
        seen.setdefault(term, (term, match.span(), points[term]))
    return list(seen.values())
