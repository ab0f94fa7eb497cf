"""Fit what tells the bearing of a sentence, to sentences that were read one by one."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from analysis.bearings import BEARINGS, Bearings
from analysis.features import Row
from analysis.learning.examples import Array, Examples

FEATURES = 2000  # that may be weighed
RARE = 4  # statements in which a feature stands at least
STRENGTH = 0.1  # C of the logistic regression
PARTS = 4  # folds in which the training papers' own sentences are told
ENOUGH = 50  # statements that must be known; with fewer nothing is learned
NOTHING = Bearings(dict.fromkeys(BEARINGS, 0.0), {bearing: {} for bearing in BEARINGS})


def fit_bearings(rows: Sequence[Row], y: Sequence[int]) -> Bearings:
    """Fit the bearings *y* (numbers in BEARINGS) of statements *rows*; NOTHING if they are few."""
    if len(y) < ENOUGH or len(set(y)) < len(BEARINGS):
        return NOTHING
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_selection import chi2
    from sklearn.linear_model import LogisticRegression

    target = np.asarray(y)
    counts = Counter(name for row in rows for name in row)
    seen = DictVectorizer()
    table = seen.fit_transform(
        [{name: v for name, v in row.items() if counts[name] >= RARE} for row in rows]
    )
    telling = sum(np.nan_to_num(chi2(table, target == one)[0]) for one in range(len(BEARINGS)))
    best = sorted(np.argsort(-telling, kind="stable")[:FEATURES])
    names = [seen.feature_names_[i] for i in best]
    fitted = LogisticRegression(C=STRENGTH, max_iter=300).fit(table[:, best], target)
    return Bearings(
        {b: round(float(c), 4) for b, c in zip(BEARINGS, fitted.intercept_, strict=True)},
        {b: _named(names, weights) for b, weights in zip(BEARINGS, fitted.coef_, strict=True)},
    )


def _named(names: Sequence[str], weights: Array) -> dict[str, float]:
    rounded = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return {name: weight for name, weight in rounded.items() if weight}


def tell_bearings(papers: Examples, seed: int) -> tuple[Bearings, list[dict[str, Row]]]:
    """Return the classifier fitted to *papers*, and what their own statements say together.

    That is told by classifiers that have not seen the paper: a paper on which the sentences were
    learned would look clearer than any other.
    """
    place = np.random.default_rng(seed).permutation(len(papers)) % PARTS
    told: list[dict[str, Row]] = [{} for _ in range(len(papers))]
    for part in range(PARTS):
        fitted = _fit(papers, np.flatnonzero(place != part).tolist())
        for number in np.flatnonzero(place == part).tolist():
            rows = papers.statements[number]
            told[number] = {key: fitted.told(several) for key, several in rows.items()}
    return _fit(papers, range(len(papers))), told


def _fit(papers: Examples, chosen: Iterable[int]) -> Bearings:
    rows, y = [], []
    for number in chosen:
        for key, several in papers.statements[number].items():
            for row, known in zip(several, papers.known[number][key], strict=True):
                if known is not None:
                    rows.append(row)
                    y.append(known)
    return fit_bearings(rows, y)
