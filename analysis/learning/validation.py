"""Nested, repeated cross-validation of the learned model, and its calibration error."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from analysis.judgement import settle
from analysis.learning.examples import Array, Examples
from analysis.learning.fitting import Targets, fit_model

Numbers = np.ndarray[Any, np.dtype[np.intp]]
BINS = 10


def subset(papers: Examples, chosen: Numbers) -> Examples:
    """Return the papers of *chosen* numbers."""
    return Examples(
        [papers.common[i] for i in chosen],
        [papers.own[i] for i in chosen],
        [papers.terms[i] for i in chosen],
        [papers.mentions[i] for i in chosen],
    )


def folds(many: int, parts: int, repeats: int, seed: int) -> Iterator[tuple[int, Numbers, Numbers]]:
    """Yield (repeat, numbers to train on, numbers to hold out)."""
    for repeat in range(repeats):
        place = np.random.default_rng([seed, repeat]).permutation(many) % parts
        for part in range(parts):
            yield repeat, np.flatnonzero(place != part), np.flatnonzero(place == part)


def cross_validate(
    papers: Examples,
    tasks: Mapping[str, Targets],
    parts: int = 5,
    repeats: int = 3,
    seed: int = 0,
) -> dict[str, dict[str, Array]]:
    """Return held-out scores and labels.

    By "task.score" and "task.<operating point>", then by condition: shape (repeats, papers).
    Nothing of a held-out paper is known when its model is fitted: words, weights, the choice of
    classifier, calibration and thresholds all come from the other papers.
    """
    many = len(papers)
    told: dict[str, dict[str, Array]] = {}

    def cell(name: str, key: str) -> Array:
        return told.setdefault(name, {}).setdefault(key, np.zeros((repeats, many)))

    for repeat, seen, unseen in folds(many, parts, repeats, seed):
        known = {n: {k: y[seen] for k, y in task.items()} for n, task in tasks.items()}
        model = fit_model(subset(papers, seen), known, "held out", seed)
        for i in unseen:
            scores = model.of_rows(papers.common[i], papers.own[i], papers.terms[i])
            for name, task in model.tasks.items():
                for key, one in task.conditions.items():
                    score, yes = settle(
                        scores[name].get(key), papers.mentions[i].get(key, []), one.thresholds, name
                    )
                    cell(f"{name}.score", key)[repeat, i] = score
                    for point, label in yes.items():
                        cell(f"{name}.{point}", key)[repeat, i] = label
    return told


def calibration_error(p: Array, y: Array) -> float:
    """Return the expected calibration error: |mean score - share of yes|, over ten equal bins."""
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in range(BINS):
        here = place == number
        if here.any():
            error += float(here.mean() * abs(p[here].mean() - y[here].mean()))
    return error
