"""Nested, repeated cross-validation of the learned model."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.evaluation import aligned
from analysis.judgement import settle
from analysis.learning.datasets import Dataset
from analysis.learning.examples import Array, Examples
from analysis.learning.fitting import Targets, fit_model
from analysis.scoring import Answers, confusion, f1_of

if TYPE_CHECKING:
    import pandas as pd

Numbers = np.ndarray[Any, np.dtype[np.intp]]


def subset(papers: Examples, chosen: Numbers) -> Examples:
    """Return the papers of *chosen* numbers."""
    return Examples(
        [papers.common[i] for i in chosen],
        [papers.own[i] for i in chosen],
        [papers.terms[i] for i in chosen],
        [papers.mentions[i] for i in chosen],
        [papers.without_people[i] for i in chosen],
        [papers.statements[i] for i in chosen],
        [papers.known[i] for i in chosen],
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
            said = {k: model.bearings.told(rows) for k, rows in papers.statements[i].items()}
            shared = {key: {**row, **said[key]} for key, row in papers.common[i].items()}
            scores = model.of_rows(shared, papers.own[i], papers.terms[i])
            for name, task in model.tasks.items():
                for key, one in task.conditions.items():
                    score, yes = settle(
                        scores[name].get(key),
                        papers.mentions[i].get(key, []),
                        one.thresholds,
                        name,
                        papers.without_people[i],
                    )
                    cell(f"{name}.score", key)[repeat, i] = score
                    for point, label in yes.items():
                        cell(f"{name}.{point}", key)[repeat, i] = label
    return told


def held_out(
    papers: "pd.DataFrame",
    gold: "pd.DataFrame",
    data: Dataset,
    told: Mapping[str, Mapping[str, Array]],
    point: str,
) -> tuple[list[Answers], list[float]]:
    """Return what held-out models say of the papers of *gold*, and each answer's spread.

    `said` is the mean over the repeats, so that counts are mean counts; scores are those of the
    first repeat. The spread is the standard deviation of F1 over the repeats.
    """
    known = papers[papers["pmid"].isin(data.pmids)]
    held, truth = aligned(known, gold)
    place = {pmid: number for number, pmid in enumerate(data.pmids)}
    here = [place[int(pmid)] for pmid in held["pmid"]]
    one = np.ones((1, len(here)))
    answers, spreads = [], []
    for (task, key), y in truth.items():
        if key not in told.get(f"{task}.{point}", {}):
            continue
        said = told[f"{task}.{point}"][key][:, here]
        if task == "population":
            said = said * told[f"label.{point}"][key][:, here]
        score = told["label.score"][key][0, here] if task == "label" else None
        answer = Answers(task, key, "model, held out", y, said.mean(axis=0), score)
        answers.append(answer)
        repeats = [f1_of(confusion(answer._replace(said=row), one))[0] for row in said]
        spreads.append(float(np.std(repeats)))
    return answers, spreads
