"""The lexicon's own judgement: a score from where a condition is named and how.

It needs no training and is the base that the learned model has to beat. A mention weighs by its
kind and its place; a title decides alone, a list or a remark in passing hardly counts. The weights
are set by judgement, not fitted.
"""

from collections.abc import Sequence
from math import exp

from analysis.lexicon import Mention

KIND = {
    "disorder": 1.0,
    "model": 0.8,
    "effect": 0.7,
    "symptom": 0.6,
    "instrument": 0.6,
    "word": 0.4,
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
