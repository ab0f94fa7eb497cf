"""Fit the learned model: what sentences bear on, shared weights, then a classifier per condition.

A condition's classifier lies halfway between one of its own, on top of the shared weights, and its
part of one of all conditions (joint.py); what lies halfway is then calibrated.

The kind of classifier and its strength are chosen for each condition by cross-validation inside
the training papers, so that the outer cross-validation of validation.py is a nested one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from analysis.features import Row
from analysis.judgement import CERTAIN, THRESHOLDS, beyond_doubt
from analysis.learning.bearings import tell_bearings
from analysis.learning.classifiers import Blocks, Classifier, candidates
from analysis.learning.examples import Array, Columns, Examples, vocabulary
from analysis.learning.joint import Pairs, Part, fit_joint
from analysis.learning.pool import fit_pool, pool_sums
from analysis.model import Linear, Model, Task, tf_idf
from harvester.errors import MissingExtraError

INNER = 4  # folds in which the classifier is chosen and calibrated
FEW = 4  # with fewer papers on either side a condition keeps to the shared weights
RECALL, PRECISION = 0.99, 0.98  # what `sensitive` and `precise` promise
# Whose a condition is stands in single sentences; whether it is studied, all over a paper.
STRESS = {"population": 3.0}
# Small samples look better than they are: the odds of the thresholds have so much to spare, and
# those of `precise` the more the fewer positives there are.
SPARE = {"sensitive": 0.05, "precise": 5.0}
FEWER = 100  # positives with which `precise` has twice as much to spare
UNREACHED = 0.97  # the threshold of `precise` where no threshold keeps the promise

Targets = Mapping[str, Array]  # by condition: 1, 0 or nan (not known) per paper


def fit_model(papers: Examples, tasks: Mapping[str, Targets], version: str, seed: int = 0) -> Model:
    """Fit all *tasks* (`label`, `population`) on *papers*.

    The same papers, targets and seed give the same model: on one thread, since the order of sums
    on several is not the same twice.
    """
    try:
        import sklearn  # noqa: F401 (asked for here, so that it is missed by name)
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise MissingExtraError("Training", "train") from error

    with threadpool_limits(1):
        return _fit_model(papers, tasks, version, seed)


def _fit_model(papers: Examples, tasks: Mapping[str, Targets], version: str, seed: int) -> Model:
    bearings, told = tell_bearings(papers, seed)
    common = [
        {key: {**row, **said[key]} for key, row in rows.items()}
        for rows, said in zip(papers.common, told, strict=True)
    ]
    papers = replace(papers, common=common)
    everything = {f"{name} {key}": y for name, task in tasks.items() for key, y in task.items()}
    idf = vocabulary(papers.terms, everything)
    words = [tf_idf(terms, idf) for terms in papers.terms]
    fitted = {
        name: _fit_task(
            papers, words, targets, idf, STRESS.get(name, 1.0), floored=name == "label", seed=seed
        )
        for name, targets in tasks.items()
    }
    return Model(version, bearings, idf, fitted)


def _fit_task(
    papers: Examples,
    words: Sequence[Row],
    targets: Targets,
    idf: Mapping[str, float],
    stress: float,
    *,
    floored: bool,
    seed: int,
) -> Task:
    known = {key: _known(papers, key, y) for key, y in targets.items()}
    pairs = {key: _pairs(papers, words, key, told, targets[key]) for key, told in known.items()}
    shared = Columns.of([row for one in pairs.values() for row in one.common if row["score"] > 0])
    shared = shared.stressed("said.", stress)
    pool, held = fit_pool(pairs, shared), pool_sums(pairs, shared, seed)
    together = fit_joint(pairs, shared, idf, seed)
    conditions = {}
    for key, one in pairs.items():
        blocks = Blocks(shared, Columns.of(one.own), idf)
        matrix = blocks.matrix(held[key], one.common, one.own, one.words)
        floor = [CERTAIN * (floored and beyond_doubt(papers.mentions[i][key])) for i in known[key]]
        alone = _fit_alone(matrix, one.y, blocks, seed)
        conditions[key] = halfway(alone, together[key], one.y, np.array(floor))
    return replace(pool, conditions=conditions)


def _pairs(papers: Examples, words: Sequence[Row], key: str, told: Array, y: Array) -> Pairs:
    common, own = [papers.common[i][key] for i in told], [papers.own[i][key] for i in told]
    return Pairs(told, common, own, [words[i] for i in told], y[told])


def _known(papers: Examples, key: str, y: Array) -> Array:
    """Return the numbers of the papers that mention *key* and of which it is known."""
    told = papers.mentioned(key)
    known: Array = told[~np.isnan(y[told])]
    return known


class Alone(NamedTuple):
    """A classifier of one condition: its weights by block, and its held-out log odds."""

    kind: str
    intercept: float
    weights: Mapping[str, Any]
    held: Array


def _fit_alone(x: Array, y: Array, blocks: Blocks, seed: int) -> Alone | None:
    """Choose and fit one classifier, scaled to log odds; None where there is too little to see."""
    if min((y == 1).sum(), (y == 0).sum()) < FEW:
        return None
    best: tuple[float, str, Array, tuple[float, float]] | None = None
    for name, classifier in candidates(seed).items():
        sums = _held_out(x, y, classifier, seed)
        line = calibration(sums, y)
        loss = _log_loss(probabilities(sums, line), y)
        if best is None or loss < best[0]:
            best = (loss, name, sums, line)
    assert best is not None  # noqa: S101 (there are candidates)
    _, name, sums, line = best
    weights, intercept = candidates(seed)[name](x, y)
    slope, offset = line
    return Alone(
        name, slope * intercept + offset, blocks.named(slope * weights), slope * sums + offset
    )


def halfway(alone: Alone | None, joint: Part, y: Array, floor: Array) -> Linear:
    """Return the classifier halfway between the two, calibrated. floor: the least scores."""
    if alone is None:
        return Linear("shared weights", 0.0, 1.0, {}, {}, {}, 1.0, 0.0, dict(THRESHOLDS))
    sums = (alone.held + joint.held) / 2
    slope, offset = calibration(sums, y)
    return Linear(
        kind=alone.kind,
        intercept=round((alone.intercept + joint.intercept) / 2, 4),
        pool=alone.weights["pool"] / 2,
        common=_mean(alone.weights["common"], joint.common),
        own=_mean(alone.weights["own"], joint.own),
        text=_mean(alone.weights["text"], joint.text),
        slope=round(slope, 4),
        offset=round(offset, 4),
        thresholds=thresholds(np.maximum(floor, probabilities(sums, (slope, offset))), y),
    )


def _mean(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    means = {name: round((one.get(name, 0.0) + w) / 2, 4) for name, w in other.items()}
    return {name: mean for name, mean in means.items() if mean}


def _held_out(x: Array, y: Array, classifier: Classifier, seed: int) -> Array:
    """Return the sum of each paper by a classifier that has not seen it."""
    from sklearn.model_selection import StratifiedKFold

    sums = np.zeros(len(y))
    folds = StratifiedKFold(INNER, shuffle=True, random_state=seed)
    for seen, unseen in folds.split(x, y):
        weights, intercept = classifier(x[seen], y[seen])
        sums[unseen] = x[unseen] @ weights + intercept
    return sums


def calibration(sums: Array, y: Array) -> tuple[float, float]:
    """Return slope and offset of the logistic curve through *sums* (Platt's, with his targets)."""
    from sklearn.linear_model import LogisticRegression

    yes, no = float((y == 1).sum()), float((y == 0).sum())
    target = np.where(y == 1, (yes + 1) / (yes + 2), 1 / (no + 2))
    scale = float(sums.std()) or 1.0
    fitted = LogisticRegression(C=100.0, max_iter=1000).fit(
        np.concatenate([sums, sums])[:, None] / scale,
        np.repeat([1, 0], len(y)),
        sample_weight=np.concatenate([target, 1 - target]),
    )
    return float(fitted.coef_[0, 0]) / scale, float(fitted.intercept_[0])


def probabilities(sums: Array, line: tuple[float, float]) -> Array:
    """Return the calibrated probabilities of *sums*."""
    curve: Array = 1 / (1 + np.exp(-np.clip(line[0] * sums + line[1], -30, 30)))
    return curve


def thresholds(p: Array, y: Array) -> dict[str, float]:
    """Return the thresholds of the three operating points, from held-out probabilities.

    balanced is half the best F1, which is where F1 of calibrated probabilities is best (Lipton et
    al. 2014, https://arxiv.org/abs/1402.1892): steadier than the best cut of a small sample.
    sensitive and precise keep their promise here with room to spare (SPARE).
    """
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(y[order] == 1)
    many, cuts = np.arange(1, len(p) + 1), p[order]
    yes = max(1, int(hits[-1])) if len(p) else 1
    f1 = 2 * hits / (many + yes)
    enough = cuts[hits >= RECALL * yes]
    exact = cuts[hits >= PRECISION * many]
    spare = SPARE["precise"] * (1 + FEWER / yes)
    return {
        "sensitive": _odds(float(enough[0]) if len(enough) else 0.05, SPARE["sensitive"]),
        "balanced": round(float(f1.max()) / 2, 4) if len(p) else 0.5,
        "precise": max(0.5, _odds(float(exact[-1]), spare)) if len(exact) else UNREACHED,
    }


def _odds(p: float, times: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    odds = times * p / (1 - p)
    return round(odds / (1 + odds), 4)


def _log_loss(p: Array, y: Array) -> float:
    return float(-np.log(np.where(y == 1, p, 1 - p)).mean())
