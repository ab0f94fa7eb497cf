"""The lexicon's own judgement: a score from where a condition is named and how.

It needs no training and is the base that the learned model has to beat. A mention weighs by its
kind and its place; a title decides alone, a list or a remark in passing hardly counts. The weights
are set by judgement, not fitted.
"""

from collections.abc import Mapping, Sequence
from math import exp

from analysis.lexicon import Mention

POINTS = ("sensitive", "balanced", "precise")
UNSEEN = 0.001  # the score where a condition is not named
DENIED = 0.02  # the most where it is only denied, or only an exclusion criterion
HEADED = 3.0  # how much a MeSH heading raises the odds; not fitted: the gold papers have none
CERTAIN = 0.9  # the least where the title names it without a doubt
KIND = {
    "disorder": 1.0,
    "model": 0.8,
    "effect": 0.7,
    "symptom": 0.6,
    "instrument": 0.6,
    "word": 0.4,
    "drug": 0.0,
}
PLACE = {
    "title": 4.0,
    "aim": 1.5,
    "conclusion": 1.2,
    "results": 1.0,
    "methods": 0.9,
    "background": 0.4,
}
LISTED, PASSING, FAMILIAL = 0.4, 0.6, 0.5
ENOUGH = 1.5  # the weight at which yes and no are even
THRESHOLDS = {"sensitive": 0.25, "balanced": 0.5, "precise": 0.8}


def weight(mention: Mention) -> float:
    """Return what one mention adds; one that is denied or an exclusion criterion adds nothing."""
    if not mention.counts:
        return 0.0
    value = KIND[mention.kind] * PLACE[mention.role]
    value *= LISTED if mention.listed else 1.0
    value *= PASSING if mention.passing and mention.role != "title" else 1.0
    return value * (FAMILIAL if mention.familial and mention.role not in ("title", "aim") else 1.0)


def judge(mentions: Sequence[Mention]) -> float:
    """Return a score between 0 and 1 for one condition of one paper: 0 without a mention."""
    total = sum(map(weight, mentions))
    return 1.0 / (1.0 + exp(1.6 * (ENOUGH - total))) if total else 0.0


def focus(mentions: Sequence[Mention], label: bool) -> str | None:
    """Return primary, secondary or mention; None where nothing was found."""
    if not label:
        return "mention" if mentions else None
    chief = any(m.counts and m.role in ("title", "aim") for m in mentions)
    return "primary" if chief else "secondary"


def settle(
    p: float | None,
    mentions: Sequence[Mention],
    thresholds: Mapping[str, float],
    task: str,
    without_people: bool,
) -> tuple[float, dict[str, bool]]:
    """Return the score and the answer at each operating point, so that no sense is contradicted.

    p: what the learned model says. It is not asked where the words leave no doubt: no mention, or
    only denied ones, is a no; a label whose certain term stands in the title is a yes, but for
    the point that asks for more than that certainty; animals alone are no population.
    """
    if p is None or not mentions:
        return UNSEEN, dict.fromkeys(POINTS, False)
    if not any(m.counts for m in mentions) or (task == "population" and without_people):
        return min(p, DENIED), dict.fromkeys(POINTS, False)
    if beyond_doubt(mentions) if task == "label" else has_people(mentions):
        p = max(p, CERTAIN)
    return p, {point: p >= thresholds[point] for point in POINTS}


def beyond_doubt(mentions: Sequence[Mention]) -> bool:
    """Tell whether the title names the condition by a term that has no other sense."""
    return any(m.counts and m.certain and m.role == "title" for m in mentions)


def has_people(mentions: Sequence[Mention]) -> bool:
    """Tell whether the title names people who have the condition by a term that says so."""
    return any(m.counts and m.people and m.role == "title" for m in mentions)


def headed(p: float, is_headed: bool) -> float:
    """Return *p* raised by a MeSH heading of the condition, which is evidence but no proof."""
    return HEADED * p / (HEADED * p + 1 - p) if is_headed else p
