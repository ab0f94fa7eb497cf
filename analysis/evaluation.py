"""How good the labels are: scores against labels by readers, beside lexicon and keywords.

A gold frame has `pmid` or `paper_id`, and columns named by condition (`depression`) or population
(`population_depression`) with 1, 0 or nothing. Two further columns are obeyed where they are there:
`unsure` names cells that are not scored, `locked` is 1 for papers kept from whoever made the rules.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.baseline import keywords
from analysis.conditions import conditions
from analysis.judges import Judge, LexiconJudge, ModelJudge
from analysis.labels import classify, identifiers
from analysis.model import shipped
from analysis.scoring import (
    DRAWS,
    Answers,
    Array,
    Score,
    calibration_errors,
    draw,
    interval,
    score,
    together,
)

if TYPE_CHECKING:
    import pandas as pd

FOUR = ("depression", "ptsd", "alcohol", "opioid")
APART = ("substance_other",)  # the least settled label is left out of the mean
TASKS = {"label": "", "population": "population_"}


def evaluate(
    papers: "pd.DataFrame",
    gold: "pd.DataFrame",
    operating_point: str = "balanced",
    judge: Judge | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> "pd.DataFrame":
    """Score the labels of *papers* against *gold*, for the papers that both frames hold.

    Returns one row per task (label, population), condition and reader (model, lexicon, keywords),
    then the micro-average of the four main conditions and the mean of all, with the columns of
    `scoring.Score`. judge: the reader in the first place; by default the shipped model. Scores of
    papers that the model was trained on flatter it: use `locked` papers or cross-validation.
    Raises ValueError if gold has no column that is a condition, or no paper is in both.
    """
    held, truth = aligned(papers, gold)
    readers = [judge or ModelJudge(shipped()), LexiconJudge()]
    answers = [one for reader in readers for one in read_by(reader, held, truth, operating_point)]
    return table([*answers, *_by_keywords(held, truth)], draws, seed)


def aligned(
    papers: "pd.DataFrame", gold: "pd.DataFrame"
) -> tuple["pd.DataFrame", dict[tuple[str, str], Array]]:
    """Return the papers that are in *gold*, and by task and condition the truth of each.

    Truth is 1, 0, or nan where the gold says nothing or names the cell in `unsure`.
    """
    papers, gold = _with_pmid(papers), _with_pmid(gold)
    wanted = gold.set_axis(_ids(gold))
    ids = _ids(papers)
    here = [one in wanted.index for one in ids]
    held = papers[here].reset_index(drop=True)
    if held.empty:
        raise ValueError("evaluate: none of the papers is in the gold frame; both need pmid.")
    wanted = wanted.loc[[one for one, is_in in zip(ids, here, strict=True) if is_in]]
    doubts = [set(str(cell).split(";")) for cell in wanted.get("unsure", [""] * len(wanted))]
    truth: dict[tuple[str, str], Array] = {}
    for task, prefix in TASKS.items():
        for key in conditions():
            name = prefix + key
            if name in wanted:
                told = np.array(wanted[name].astype("Float64").fillna(np.nan), dtype=np.float64)
                told[[name in doubt for doubt in doubts]] = np.nan
                truth[task, key] = told
    if not truth:
        raise ValueError(
            "evaluate: the gold frame has no column that is a condition "
            f"({', '.join(conditions())}); it has: {', '.join(map(str, gold.columns))}."
        )
    return held, truth


def _with_pmid(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Leave out rows without a PMID where there are PMIDs: papers of PMC alone, say."""
    return frame[frame["pmid"].notna()] if "pmid" in frame else frame


def _ids(frame: "pd.DataFrame") -> list[str]:
    """Return pmids as text where there are any, else the paper_ids."""
    return identifiers(
        frame.assign(title="", abstract="").drop(columns="paper_id", errors="ignore")
        if "pmid" in frame
        else frame.assign(title="", abstract="")
    )


def read_by(
    judge: Judge, papers: "pd.DataFrame", truth: Mapping[tuple[str, str], Array], point: str
) -> list[Answers]:
    """Return the answers of *judge*, in the order of *truth*."""
    labels = classify(papers, point, judge=judge)
    many = len(conditions())
    columns = {}
    for number, key in enumerate(conditions()):  # classify keeps the order of both
        mine = labels.iloc[number::many]
        columns["label", key] = mine["label"].to_numpy(float)
        columns["population", key] = mine["population"].to_numpy(float)
        columns["score", key] = mine["score"].to_numpy(float)
    return [
        Answers(task, key, judge.method, told, columns[task, key],
                columns["score", key] if task == "label" else None)
        for (task, key), told in truth.items()
    ]  # fmt: skip


def _by_keywords(papers: "pd.DataFrame", truth: Mapping[tuple[str, str], Array]) -> list[Answers]:
    said = [
        keywords(*(text if isinstance(text, str) else None for text in pair))
        for pair in zip(papers["title"], papers["abstract"], strict=True)
    ]
    return [
        Answers(task, key, "keywords", told, np.array([float(key in one) for one in said]), None)
        for (task, key), told in truth.items()
    ]


def table(answers: Sequence[Answers], draws: int = DRAWS, seed: int = 0) -> "pd.DataFrame":
    """Return a row of scores per answer, then the averages of each task and reader."""
    import pandas as pd

    weights = draw(len(answers[0].truth), draws, seed)
    rows: list[Score] = [score(one, weights) for one in answers]
    for task, reader in dict.fromkeys((one.task, one.reader) for one in answers):
        mine = [one for one in answers if (one.task, one.reader) == (task, reader)]
        four = [one for one in mine if one.condition in FOUR]
        rest = [one for one in mine if one.condition not in APART]
        if len(four) > 1:
            rows.append(together("micro of the four", four, weights, pooled=True))
        if len(mine) > 1:
            rows.append(together("micro of all", mine, weights, pooled=True))
            rows.append(together("mean of all", rest, weights, pooled=False))
    return pd.DataFrame(rows, columns=list(Score._fields))


def calibration(
    answers: Sequence[Answers], draws: int = DRAWS, seed: int = 0
) -> dict[str, tuple[float, float, float]]:
    """Return the expected calibration error, with its interval, per condition and of all."""
    scores = [one for one in answers if one.score is not None]
    weights = draw(len(scores[0].truth), draws, seed)
    told = {one.condition: interval(calibration_errors([one], weights)) for one in scores}
    told["all"] = interval(calibration_errors(scores, weights))
    return told


def mistakes(
    papers: "pd.DataFrame", gold: "pd.DataFrame", operating_point: str = "balanced",
    judge: Judge | None = None,
) -> "pd.DataFrame":  # fmt: skip
    """List what is told otherwise than the gold: one row per paper and condition, with evidence."""
    import pandas as pd

    held, truth = aligned(papers, gold)
    judge = judge or ModelJudge(shipped())
    labels = classify(held, operating_point, judge=judge)
    place = {key: number for number, key in enumerate(conditions())}
    rows: list[tuple[Any, ...]] = []
    for (task, key), told in truth.items():
        mine = labels.iloc[place[key] :: len(place)].reset_index(drop=True)
        for i in np.flatnonzero(~np.isnan(told) & (mine[task].to_numpy(float) != told)):
            words = "; ".join(f"{span['field']}: {span['text']}" for span in mine["evidence"][i])
            name, kind = TASKS[task] + key, "missed" if told[i] else "too much"
            rows.append(
                (mine["paper_id"][i], name, kind, mine["score"][i], held["title"][i], words)
            )
    return pd.DataFrame(
        rows, columns=["paper_id", "question", "mistake", "score", "title", "evidence"]
    )
