"""Fit what each sign of a sample size weighs (sample_points.toml) to papers whose size is known.

A conditional logit: each candidate has the sum of its signs' points, "none of them" has `least`,
and the points make the right ones likeliest. They are held near what a reader would give
(cues.toml, prior), so that a sign that is rarely seen weighs what it should.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.extraction import papers_of
from analysis.facts import design, sample
from analysis.facts.candidate import FEW, Candidate
from analysis.facts.design import REVIEWS
from analysis.facts.vocabulary import declared
from harvester.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

STRENGTH = 1.0  # of what holds the points near a reader's
LEAST, OWN = "least", "own"
OWN_POINTS = 1.0  # of a count that only a study of one's own has; any value near it serves
HEAD = """# What each sign of a sample size weighs (candidate.py). Fitted by `ketlit train
# --samples` to papers whose sizes are known (data/gold/facts.csv, facts_anywhere.csv): not by hand.
# least: what a sample needs at the least; own: what a count of one's own has.

[points]
"""

Array = np.ndarray[Any, np.dtype[np.float64]]


class Known(NamedTuple):
    """The candidates of a paper and its true size; 0 where it states none."""

    candidates: Sequence[Candidate]
    size: int


def known(gold: Iterable["pd.DataFrame"], texts: "pd.DataFrame") -> list[Known]:
    """Return what is known of the papers of *gold* that have a text and are not locked.

    gold: frames with pmid, n, unsure, locked. A paper whose n is unsure is left out, and so are
    reviews, and cases so few that they are told, not counted.
    """
    sizes: dict[int, int] = {}
    for frame in gold:
        for row in frame.to_dict("records"):
            if not row.get("locked") and "n" not in str(row.get("unsure") or "").split(";"):
                sizes[int(row["pmid"])] = int(row["n"]) if row["n"] == row["n"] else 0
    here = texts[texts["pmid"].isin(sizes)].sort_values("pmid")
    papers = zip(here["pmid"], papers_of(here), strict=True)
    found = []
    for pmid, (_, paper) in papers:
        numbers = sample.candidates(paper)
        how = [fact.value for fact in design.read(paper, sample.counts_people(numbers))]
        size = sizes[int(pmid)]
        told = how == ["case_report"] and 0 < size <= FEW
        if not told and not {*REVIEWS, "other"} & set(how):
            found.append(Known(numbers, size))
    return found


def written(weights: Mapping[str, float]) -> str:
    """Return the points as sample_points.toml holds them."""
    first = {LEAST: weights[LEAST], OWN: OWN_POINTS}
    rows = {**first, **{name: weights[name] for name in sorted(weights) if name not in first}}
    return HEAD + "".join(f'"{name}" = {value}\n' for name, value in rows.items())


def fit_points(papers: Sequence[Known]) -> dict[str, float]:
    """Return the points of each sign, rounded to 0.01, and `least`."""
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise MissingExtraError("Training", "train") from error

    prior: Mapping[str, float] = declared("cues")["sample"]["prior"]
    seen = {name for paper in papers for one in paper.candidates for name in one.signs}
    names = sorted((seen | prior.keys()) - {LEAST})
    place = {name: i for i, name in enumerate(names)}
    told = [_rows(paper, place) for paper in papers if _can_be_told(paper)]
    start = np.array([prior.get(name, 0.0) for name in (*names, LEAST)])

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = 0.0, np.zeros_like(weights)
        for rows, right in told:
            cost, gradient = _one(rows, right, weights)
            total += cost
            slope += gradient
        away = weights - start
        return total + 0.5 * STRENGTH * float(away @ away), slope + STRENGTH * away

    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    fitted = {name: round(float(found.x[i]), 2) for name, i in place.items()}
    return {LEAST: round(float(found.x[-1]), 2), **fitted}


def _can_be_told(paper: Known) -> bool:
    """Whether one of the candidates, or none, is the truth."""
    return not paper.size or any(one.n == paper.size for one in paper.candidates)


def _rows(paper: Known, place: Mapping[str, int]) -> tuple[Array, Array]:
    """Return the signs of each candidate, with "none" as the last row, and which rows are right."""
    rows = np.zeros((len(paper.candidates) + 1, len(place) + 1))
    for i, one in enumerate(paper.candidates):
        for name, amount in one.signs.items():
            rows[i, place[name]] = amount
    rows[-1, -1] = 1.0
    right = [one.n == paper.size for one in paper.candidates] + [not paper.size]
    return rows, np.array(right, float)


def _one(rows: Array, right: Array, weights: Array) -> tuple[float, Array]:
    """Return minus the log likelihood of the right rows, and its slope."""
    sums = rows @ weights
    p = np.exp(sums - sums.max())
    p /= p.sum()
    good = float((p * right).sum())
    posterior = p * right / good
    return -float(np.log(good)), rows.T @ (p - posterior)
