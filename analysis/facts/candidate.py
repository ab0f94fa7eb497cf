"""A number that may be the sample of a paper, with the signs that speak for it or against it.

What a sign weighs stands in sample_points.toml: fitted to papers whose samples are known
(analysis/learning/samples.py), never set for one of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log10

from analysis.facts.paper import Paper, Span
from analysis.facts.vocabulary import declared

FEW = 4  # so few are seldom a sample
Signs = Mapping[str, float]


@dataclass(frozen=True)
class Candidate:
    """A number of participants: signs by name, with how much of each there is, and its words."""

    n: int
    signs: Signs
    spans: tuple[Span, ...]
    end: int

    @property
    def points(self) -> float:
        """What its signs weigh together."""
        weights = points()
        return sum(weights.get(name, 0.0) * amount for name, amount in self.signs.items())


@cache
def points() -> Mapping[str, float]:
    """Return what each sign weighs; "least" is what a sample needs at the least."""
    told: Mapping[str, float] = declared("sample_points")["points"]
    return told


def signed(paper: Paper, found: Sequence[Candidate]) -> list[Candidate]:
    """Return *found* with the signs that only all candidates together show."""
    often = Counter(one.n for one in found)
    most = max(often, default=0)
    first = min((one.end for one in found if one.spans[0].field == "abstract"), default=-1)
    length = len(paper.abstract.text) or 1
    return [
        replace(one, signs={**one.signs, **_standing(one, often[one.n], most, first, length)})
        for one in found
    ]


def _standing(one: Candidate, often: int, most: int, first: int, length: int) -> Signs:
    in_title = one.spans[0].field == "title"
    return {
        "in title": float(in_title),
        "late": 0.0 if in_title else one.spans[0].start / length,
        "first": float(not in_title and one.end == first),
        "largest": float(one.n == most),
        "again": float(often > 1),
        "few": float(one.n <= FEW),
        "magnitude": log10(max(one.n, 1)),
    }
