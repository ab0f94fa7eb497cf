"""Two figures of an evaluation: how far scores can be believed, and what recall costs. As SVG."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis.assessment import asked_of
from analysis.evaluation import aligned, read_by
from analysis.judges import ModelJudge
from analysis.model import Model
from analysis.scoring import BINS, Answers
from harvester.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd


def write_figures(
    folder: Path, papers: "pd.DataFrame", gold: Mapping[str, "pd.DataFrame"], model: Model
) -> list[Path]:
    """Write reliability and precision-recall curves of each gold file; return their paths."""
    try:
        import altair as alt
    except ImportError as error:
        raise MissingExtraError("Figures", "report") from error
    import pandas as pd

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in gold.items():
        part, asked = asked_of(frame)
        held, truth = aligned(papers, asked)
        told = [a for a in read_by(ModelJudge(model), held, truth, "balanced") if a.task == "label"]
        if not told:  # only labelled by population, which has no score
            continue
        title = f"{name}, {part}"
        diagonal = alt.Chart(pd.DataFrame({"x": [0, 1], "y": [0, 1]}), title=title)
        believed = diagonal.mark_line(color="#bbbbbb").encode(x="x:Q", y="y:Q") + (
            alt.Chart(reliability(told))
            .mark_line(point=True)
            .encode(x=alt.X("score:Q", title="score"), y=alt.Y("share:Q", title="share of yes"))
        )
        curves = (
            alt.Chart(precision_recall(told), title=title)
            .mark_line(interpolate="step-after")
            .encode(x="recall:Q", y="precision:Q", color="condition:N", order="recall:Q")
        )
        for kind, chart in (("reliability", believed), ("precision-recall", curves)):
            path = folder / f"{Path(name).stem}-{kind}.svg"
            chart.save(str(path))
            paths.append(path)
    return paths


def reliability(told: list[Answers]) -> "pd.DataFrame":
    """Return mean score and share of yes in each of ten equal bins of all scores."""
    import pandas as pd

    truth = np.concatenate([one.truth for one in told])
    score = np.concatenate([one.score for one in told if one.score is not None])
    frame = pd.DataFrame({"score": score, "share": truth}).dropna()
    place = np.minimum(frame["score"] * BINS, BINS - 1).astype(int)
    return frame.groupby(place).agg(score=("score", "mean"), share=("share", "mean"))


def precision_recall(told: list[Answers]) -> "pd.DataFrame":
    """Return precision and recall of each condition at every score that occurs."""
    import pandas as pd

    rows = []
    for one in told:
        known = ~np.isnan(one.truth)
        if one.score is None or not one.truth[known].any():
            continue
        order = np.argsort(-one.score[known], kind="stable")
        hits = np.cumsum(one.truth[known][order])
        many = np.arange(1, len(hits) + 1)
        rows += [
            (one.condition, float(p), float(r))
            for p, r in zip(hits / many, hits / hits[-1], strict=True)
        ]
    return pd.DataFrame(rows, columns=["condition", "precision", "recall"])
