"""Everything `ketlit evaluate` prints of labels, table by table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.conditions import conditions
from analysis.evaluation import aligned, calibration, evaluate, mistakes, read_by, table
from analysis.judgement import POINTS
from analysis.judges import ModelJudge
from analysis.model import Model
from analysis.scoring import Answers, Array, confusion

if TYPE_CHECKING:
    import pandas as pd

MANY = 50  # positives from which the operating points keep a promise
FOLDS = 5


class Told(NamedTuple):
    """One table: of which file, which papers, and what it shows."""

    file: str
    part: str
    what: str
    frame: "pd.DataFrame"


def assess(
    gold: Mapping[str, "pd.DataFrame"], papers: "pd.DataFrame", model: Model, point: str
) -> Iterator[Told]:
    """Yield the tables of each gold file, of the papers that the model has not learned from."""
    judge = ModelJudge(model)
    for name, frame in gold.items():
        part, asked = asked_of(frame)
        if asked.empty:
            continue
        yield Told(name, part, f"scores, {point}", evaluate(papers, asked, point, judge))
        held, truth = aligned(papers, asked)
        by_point = {at: read_by(judge, held, truth, at) for at in POINTS}
        yield from _judged(name, part, by_point)
        yield Told(name, part, "mistakes", mistakes(papers, asked, point, judge))


def asked_of(frame: "pd.DataFrame") -> tuple[str, "pd.DataFrame"]:
    """Return what the shipped model may be asked.

    All of a file from elsewhere; of a file of ours only the locked papers, which may be none:
    on the others it was trained.
    """
    if "locked" not in frame:
        return "all papers", frame
    return "locked papers", frame[frame["locked"] == 1]


def cross_validated(
    gold: Mapping[str, "pd.DataFrame"],
    papers: "pd.DataFrame",
    point: str,
    repeats: int,
    bearings: Mapping[tuple[str, str], int] | None = None,
) -> Iterator[Told]:
    """Yield the same for the papers that are not locked, by models that have not seen them.

    bearings: what sentences bear on, by digest and condition; those held out are not used.
    """
    from analysis.learning.datasets import dataset
    from analysis.learning.validation import cross_validate, held_out

    # What is only labelled by population (by others' definitions) is asked, not learned from.
    frames = [frame for frame in gold.values() if set(conditions()) & set(frame)]
    data = dataset(frames, papers, told=bearings)
    told = cross_validate(data.papers, data.targets, FOLDS, repeats)
    part = f"open papers, {repeats} x {FOLDS}-fold"
    for name, frame in gold.items():
        answers, spreads = held_out(papers, frame, data, told, point)
        scores = table(answers)
        scores.insert(8, "spread", [*spreads, *[np.nan] * (len(scores) - len(spreads))])
        yield Told(name, part, f"scores, {point}", scores)
        by_point = {at: held_out(papers, frame, data, told, at)[0] for at in POINTS}
        yield from _judged(name, part, by_point)


def _judged(file: str, part: str, by_point: Mapping[str, Sequence[Answers]]) -> Iterator[Told]:
    import pandas as pd

    labels = [one for one in by_point["balanced"] if one.task == "label"]
    if not labels:
        return
    errors = [(key, *told) for key, told in calibration(labels).items()]
    yield Told(
        file,
        part,
        "expected calibration error",
        pd.DataFrame(errors, columns=["condition", "ece", "low", "high"]),
    )
    rows = [
        (one.condition, int(np.nansum(one.truth)), point, *_rates(one))
        for point, answers in by_point.items()
        for one in answers
        if one.task == "label" and np.nansum(one.truth) >= MANY
    ]
    if rows:
        columns = ["condition", "positives", "point", "precision", "recall", "papers to read"]
        points = pd.DataFrame(rows, columns=columns).sort_values("condition", kind="stable")
        yield Told(file, part, f"operating points, {MANY} positives or more", points)


def _rates(one: Answers) -> tuple[float, float, int]:
    weights: Array = np.ones((1, len(one.truth)))
    right, wrong, missed = confusion(one, weights)[0]
    return (
        float(right / max(right + wrong, 1)),
        float(right / max(right + missed, 1)),
        int(right + wrong),
    )
