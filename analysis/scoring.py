"""Scores of yes/no answers with bootstrap intervals. Pure numbers: papers in, a table out.

A bootstrap draws papers, not answers, so that what one paper says of several conditions stays
together. An answer whose truth is not known (nan) is not scored.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]

DRAWS = 1000
INTERVAL = (2.5, 97.5)  # percent
BINS = 10


class Answers(NamedTuple):
    """What one reader says of one question for all papers.

    task: label or population. truth: 1, 0 or nan. said: 1 or 0. score: the higher the likelier;
    None for a reader that only says yes or no.
    """

    task: str
    condition: str
    reader: str
    truth: Array
    said: Array
    score: Array | None


class Score(NamedTuple):
    """One line of the table; low and high are the ends of the 95 % interval."""

    task: str
    condition: str
    reader: str
    papers: int
    positives: int
    precision: float
    recall: float
    f1: float
    f1_low: float
    f1_high: float
    average_precision: float
    ap_low: float
    ap_high: float


def draw(papers: int, draws: int = DRAWS, seed: int = 0) -> Array:
    """Return how often each paper is drawn: shape (draws + 1, papers); row 0 is all, once."""
    chosen = np.random.default_rng(seed).multinomial(papers, np.full(papers, 1 / papers), draws)
    return np.vstack([np.ones(papers), chosen])


def score(answers: Answers, weights: Array) -> Score:
    """Score one reader on one question; weights as of `draw`."""
    counts = confusion(answers, weights)
    f1 = f1_of(counts)
    precision, recall = _rates(counts[0])
    ap = average_precision(answers, weights)
    known = ~np.isnan(answers.truth)
    return Score(
        answers.task,
        answers.condition,
        answers.reader,
        int(known.sum()),
        int(np.nansum(answers.truth)),
        precision,
        recall,
        float(f1[0]),
        *_ends(f1),
        float(ap[0]),
        *_ends(ap),
    )


def together(name: str, several: Sequence[Answers], weights: Array, pooled: bool) -> Score:
    """Score one reader on several questions: counts *pooled*, or the mean of each."""
    counts = [confusion(one, weights) for one in several]
    if pooled:
        counts = [np.sum(counts, axis=0)]
    f1 = np.mean([f1_of(one) for one in counts], axis=0)
    precision, recall = np.mean([_rates(one[0]) for one in counts], axis=0)
    papers = int((~np.isnan(np.stack([one.truth for one in several]))).any(axis=0).sum())
    positives = int(sum(np.nansum(one.truth) for one in several))
    first, none = several[0], (float("nan"),) * 3
    rates = float(precision), float(recall), float(f1[0])
    return Score(first.task, name, first.reader, papers, positives, *rates, *_ends(f1), *none)


def confusion(answers: Answers, weights: Array) -> Array:
    """Return true positives, false positives and false negatives: shape (draws + 1, 3)."""
    known = ~np.isnan(answers.truth)
    truth, said = answers.truth[known], answers.said[known]
    cells = np.stack([truth * said, (1 - truth) * said, truth * (1 - said)], axis=1)
    counts: Array = weights[:, known] @ cells
    return counts


def f1_of(counts: Array) -> Array:
    """Return F1 for each row of counts; 0 where there is nothing to find and nothing was found."""
    right, wrong, missed = counts.T
    f1: Array = 2 * right / np.maximum(2 * right + wrong + missed, 1)
    return f1


def average_precision(answers: Answers, weights: Array) -> Array:
    """Return the average precision of each draw; nan without scores or without positives."""
    known = ~np.isnan(answers.truth)
    if answers.score is None or not known.any():
        return np.full(len(weights), np.nan)
    order = np.argsort(-answers.score[known], kind="stable")
    value = answers.score[known][order]
    truth = answers.truth[known][order]
    drawn = weights[:, known][:, order]
    last = np.append(value[1:] != value[:-1], True)  # papers of the same score come together
    many = np.cumsum(drawn, axis=1)[:, last]
    hits = np.cumsum(drawn * truth, axis=1)[:, last]
    steps = np.diff(hits, axis=1, prepend=0)
    total = hits[:, -1]
    with np.errstate(invalid="ignore", divide="ignore"):
        ap: Array = (steps * hits / np.maximum(many, 1)).sum(axis=1) / total
    return ap


def calibration_errors(answers: Sequence[Answers], weights: Array) -> Array:
    """Return the expected calibration error of each draw, over ten equal bins of all answers."""
    errors, drawn = np.zeros(len(weights)), np.zeros(len(weights))
    truth = np.concatenate([one.truth for one in answers])
    p = np.concatenate([one.score for one in answers if one.score is not None])
    repeated = np.tile(weights, (1, len(answers)))
    place = np.where(np.isnan(truth), -1, np.minimum(p * BINS, BINS - 1).astype(int))
    for number in range(BINS):
        here = place == number
        errors += np.abs(repeated[:, here] @ (p[here] - truth[here]))
        drawn += repeated[:, here].sum(axis=1)
    calibrated: Array = errors / np.maximum(drawn, 1)
    return calibrated


def interval(values: Array) -> tuple[float, float, float]:
    """Return the value of all papers and the ends of its interval."""
    return (float(values[0]), *_ends(values))


def _rates(counts: Array) -> tuple[float, float]:
    right, wrong, missed = counts
    return float(right / max(right + wrong, 1)), float(right / max(right + missed, 1))


def _ends(values: Array) -> tuple[float, float]:
    told = values[1:][~np.isnan(values[1:])]
    if not len(told):
        return float("nan"), float("nan")
    low, high = np.percentile(told, INTERVAL)
    return float(low), float(high)
