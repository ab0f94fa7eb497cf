"""One logistic regression over the papers of all conditions: what they share, and what each adds.

Every feature stands in it twice: once for all conditions and once for its own, held down more. A
condition with a dozen positives leans on the others; one with hundreds goes its own way.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from analysis.features import Row
from analysis.learning.examples import Array, Columns

# How much each block of features may weigh: what is shared, and what a condition adds.
SHARED = {"common": 0.3, "text": 4.0}
EACH = {"common": 0.2, "own": 0.5, "text": 8.0}
STRENGTH = 0.1  # C of the logistic regression
EVENED = 0.25  # the power of its papers by which a frequent condition is held down
PARTS = 4  # folds of the held-out sums


class Pairs(NamedTuple):
    """Papers as one condition sees them, in one order.

    papers: their numbers. common, own: rows of analysis.features. words: TF-IDF. y: the truth.
    """

    papers: Array
    common: Sequence[Row]
    own: Sequence[Row]
    words: Sequence[Row]
    y: Array


class Part(NamedTuple):
    """What the joint classifier says of one condition: raw weights, and its held-out log odds."""

    intercept: float
    common: dict[str, float]
    own: dict[str, float]
    text: dict[str, float]
    held: Array


def fit_joint(
    pairs: Mapping[str, Pairs], shared: Columns, idf: Mapping[str, float], seed: int
) -> dict[str, Part]:
    """Fit one classifier to all conditions of *pairs*; its held-out sums come from PARTS folds."""
    blocks = Layout(pairs, shared, idf)
    x, y = blocks.matrix(pairs), np.concatenate([one.y for one in pairs.values()])
    if not len(y):
        return blocks.parts(*_nothing(x), y)
    many = np.concatenate([np.full(len(one.y), len(one.y)) for one in pairs.values()])
    weight = many.astype(float) ** -EVENED
    weight *= len(weight) / weight.sum()
    held = np.zeros(len(y))
    papers = np.concatenate([one.papers for one in pairs.values()])
    place = (np.random.default_rng(seed).permutation(papers.max() + 1) % PARTS)[papers]
    for part in range(PARTS):
        seen, unseen = place != part, place == part
        weights, intercept = _fit(x[seen], y[seen], weight[seen])
        held[unseen] = x[unseen] @ weights + intercept
    return blocks.parts(*_fit(x, y, weight), held)


def _fit(x: Any, y: Array, weight: Array) -> tuple[Array, float]:
    from sklearn.linear_model import LogisticRegression

    if len(set(y)) < 2:  # noqa: PLR2004 (yes and no)
        return _nothing(x)
    fitted = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=500)
    fitted.fit(x, y, sample_weight=weight)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _nothing(x: Any) -> tuple[Array, float]:
    """Return weights that claim nothing, where there are no two classes to learn."""
    return np.zeros(x.shape[1]), -4.0


class Layout:
    """Where each block of features stands in the matrix of all conditions."""

    def __init__(self, pairs: Mapping[str, Pairs], shared: Columns, idf: Mapping[str, float]):
        self.keys = list(pairs)
        self.rows = {key: len(one.y) for key, one in pairs.items()}
        self.common = shared
        self.words = Columns(tuple(idf), np.ones(len(idf)))
        self.own = {key: Columns.of(one.own) for key, one in pairs.items()}

    def matrix(self, pairs: Mapping[str, Pairs]) -> Any:
        """Return shape (papers of all conditions, features), sparse."""
        from scipy import sparse

        common = [sparse.csr_array(self.common.matrix(pairs[key].common)) for key in self.keys]
        words = [sparse.csr_array(self.words.matrix(pairs[key].words)) for key in self.keys]
        own = [sparse.csr_array(self.own[key].matrix(pairs[key].own)) for key in self.keys]
        ones = [sparse.csr_array(np.ones((self.rows[key], 1))) for key in self.keys]
        return sparse.hstack(
            [
                SHARED["common"] * sparse.vstack(common),
                SHARED["text"] * sparse.vstack(words),
                EACH["common"] * sparse.block_diag(common),
                EACH["own"] * sparse.block_diag(own),
                EACH["text"] * sparse.block_diag(words),
                sparse.block_diag(ones),
            ],
            format="csr",
        )

    def parts(self, weights: Array, intercept: float, held: Array) -> dict[str, Part]:
        """Cut *weights* and held-out sums by condition; each gets what is shared as well."""
        names, terms, many = self.common.names, self.words.names, len(self.keys)
        sizes = [len(names), len(terms), *[len(names)] * many]
        sizes += [len(self.own[key].names) for key in self.keys] + [len(terms)] * many + [1] * many
        cut = np.split(weights, np.cumsum(sizes)[:-1])
        sums = np.split(held, np.cumsum(list(self.rows.values()))[:-1])
        parts = {}
        for i, key in enumerate(self.keys):
            common = SHARED["common"] * cut[0] + EACH["common"] * cut[2 + i]
            own = EACH["own"] * cut[2 + many + i] / self.own[key].scale
            text = SHARED["text"] * cut[1] + EACH["text"] * cut[2 + 2 * many + i]
            parts[key] = Part(
                intercept + float(cut[2 + 3 * many + i][0]),
                dict(zip(names, common / self.common.scale, strict=True)),
                dict(zip(self.own[key].names, own, strict=True)),
                dict(zip(terms, text, strict=True)),
                sums[i],
            )
        return parts
