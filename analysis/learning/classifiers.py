"""The classifiers among which each condition's is chosen: all linear, all from scikit-learn."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from analysis.features import Row
from analysis.learning.examples import Array, Columns
from harvester.errors import MissingExtraError

# How much each block of features may weigh: many weak ones are held down.
BLOCKS = {"pool": 1.0, "common": 0.2, "own": 0.5, "text": 5.0}
POOL_SHIFT = 12.0  # makes the pooled sum positive for naive Bayes

Classifier = Callable[[Array, Array], tuple[Array, float]]


def candidates(seed: int) -> dict[str, Classifier]:
    """Return the classifiers to choose from: each takes X, y and gives weights and intercept."""
    try:
        from sklearn.linear_model import LogisticRegression, SGDClassifier
        from sklearn.naive_bayes import ComplementNB
    except ImportError as error:
        raise MissingExtraError("Training", "train") from error

    def logistic(strength: float) -> Classifier:
        def fit(x: Array, y: Array) -> tuple[Array, float]:
            fitted = LogisticRegression(C=strength, max_iter=1000).fit(x, y)
            return fitted.coef_[0], float(fitted.intercept_[0])

        return fit

    def descent(x: Array, y: Array) -> tuple[Array, float]:
        fitted = SGDClassifier(
            loss="log_loss", alpha=0.02, average=True, max_iter=60, tol=None, random_state=seed
        ).fit(x, y)
        return fitted.coef_[0], float(fitted.intercept_[0])

    def bayes(x: Array, y: Array) -> tuple[Array, float]:
        fitted = ComplementNB(alpha=1.0).fit(np.clip(x + _shift(x), 0, None), y)
        weights = fitted.feature_log_prob_[1] - fitted.feature_log_prob_[0]
        return weights, float(weights @ _shift(x))

    return {
        "logistic regression, C=0.03": logistic(0.03),
        "logistic regression, C=0.1": logistic(0.1),
        "logistic regression, C=0.3": logistic(0.3),
        "SGD, log loss": descent,
        "complement naive Bayes": bayes,
    }


def _shift(x: Array) -> Array:
    """Return what makes the first column, the pooled sum, positive."""
    shift = np.zeros(x.shape[1])
    shift[0] = POOL_SHIFT
    return shift


class Blocks:
    """The matrix of one condition: pooled sum, common and own features, words, side by side."""

    def __init__(self, shared: Columns, peculiar: Columns, idf: Mapping[str, float]):
        self.shared, self.peculiar = shared, peculiar
        self.words = Columns(tuple(idf), np.ones(len(idf)))

    def matrix(
        self, pool: Array, shared: Sequence[Row], peculiar: Sequence[Row], words: Sequence[Row]
    ) -> Array:
        """Return shape (papers, 1 + common + own + words), each block at its weight."""
        return np.hstack(
            [
                pool[:, None] * BLOCKS["pool"],
                self.shared.matrix(shared) * BLOCKS["common"],
                self.peculiar.matrix(peculiar) * BLOCKS["own"],
                self.words.matrix(words) * BLOCKS["text"],
            ]
        )

    def named(self, weights: Array) -> dict[str, Any]:
        """Return *weights* by block and name, for features as they are, unscaled."""
        a, b = 1 + len(self.shared.names), 1 + len(self.shared.names) + len(self.peculiar.names)
        return {
            "pool": float(weights[0] * BLOCKS["pool"]),
            "common": _named(self.shared, weights[1:a] * BLOCKS["common"]),
            "own": _named(self.peculiar, weights[a:b] * BLOCKS["own"]),
            "text": _named(self.words, weights[b:] * BLOCKS["text"]),
        }


def _named(columns: Columns, weights: Array) -> dict[str, float]:
    raw = weights / columns.scale
    return {name: float(value) for name, value in zip(columns.names, raw, strict=True) if value}
