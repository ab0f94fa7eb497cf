"""The weights that all conditions share: what a title, an aim or a list means for any of them."""

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.features import Row
from analysis.learning.examples import Array, Columns
from analysis.learning.joint import Pairs
from analysis.model import Task, pooled

STRENGTH = 0.1  # C of the logistic regression
PARTS = 4  # folds of the held-out sums
SILENT = Task(-4.0, {}, {})  # where no two classes are known nothing is claimed


def fit_pool(pairs: Mapping[str, Pairs], shared: Columns) -> Task:
    """Fit the shared weights; every condition counts by the root of its number of papers.

    What is only a drug's name teaches nothing of places, and is left out.
    """
    chosen = {
        key: np.array([n for n, row in enumerate(one.common) if row["score"] > 0], dtype=int)
        for key, one in pairs.items()
    }
    return _fit(pairs, chosen, shared)


def pool_sums(pairs: Mapping[str, Pairs], shared: Columns, seed: int) -> dict[str, Array]:
    """Return for each paper its pooled sum by weights that have not seen the paper.

    A classifier on top of sums that have seen the answers would trust them too much.
    """
    sums = {key: np.zeros(len(one.y)) for key, one in pairs.items()}
    many = 1 + max((int(one.papers.max()) for one in pairs.values() if len(one.papers)), default=0)
    place = np.random.default_rng(seed).permutation(many) % PARTS
    for part in range(PARTS):
        chosen = {
            key: np.array(
                [
                    n
                    for n, row in enumerate(one.common)
                    if row["score"] > 0 and place[one.papers[n]] != part
                ],
                dtype=int,
            )
            for key, one in pairs.items()
        }
        pool = _fit(pairs, chosen, shared)
        for key, one in pairs.items():
            for n in np.flatnonzero(place[one.papers] == part).tolist():
                sums[key][n] = pooled(pool, one.common[n])
    return sums


def _fit(pairs: Mapping[str, Pairs], chosen: Mapping[str, Array], shared: Columns) -> Task:
    from sklearn.linear_model import LogisticRegression

    rows: Sequence[Row] = [
        pairs[key].common[n] for key, told in chosen.items() for n in told.tolist()
    ]
    y = np.concatenate([pairs[key].y[told] for key, told in chosen.items()])
    if len(set(y)) < 2:  # noqa: PLR2004 (yes and no)
        return SILENT
    weight = np.concatenate(
        [np.full(len(told), max(len(told), 1) ** -0.5) for told in chosen.values()]
    )
    fitted = LogisticRegression(C=STRENGTH, max_iter=1000).fit(
        shared.matrix(rows), y, sample_weight=weight * len(weight) / weight.sum()
    )
    weights = (fitted.coef_[0] / shared.scale).round(4)
    named = {n: float(w) for n, w in zip(shared.names, weights, strict=True) if w}
    return Task(round(float(fitted.intercept_[0]), 4), named, {})
