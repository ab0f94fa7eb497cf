"""Training papers put together: gold frames, texts, human decisions."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.conditions import conditions
from analysis.evaluation import TASKS
from analysis.labels import read_papers
from analysis.learning.examples import Array, Examples, Known, examples
from analysis.model import Model, written

if TYPE_CHECKING:
    import pandas as pd

NOBODY = ("opioid_sparing", "anaesthesia")  # nobody "has" them: no population is learned


class Dataset(NamedTuple):
    """Papers in the order of their PMIDs, what is seen of them, and by task what is known."""

    pmids: list[int]
    papers: Examples
    targets: Mapping[str, Mapping[str, Array]]


def dataset(
    gold: Iterable["pd.DataFrame"],
    texts: "pd.DataFrame",
    decisions: Mapping[tuple[str, str], bool] | None = None,
    locked: bool = False,
    told: Known | None = None,
) -> Dataset:
    """Put together the papers of *gold* that have a text, without the locked ones unless asked.

    A cell that is empty or named in `unsure` is not learned from. decisions: by (paper_id,
    condition); they outrank the gold. told: what sentences bear on.
    """
    known: dict[int, dict[str, float]] = {}
    for frame in gold:
        for row in frame.to_dict("records"):
            if locked or not row.get("locked"):
                known.setdefault(int(row["pmid"]), {}).update(_told(row))
    texts = texts[texts["pmid"].isin(known)].sort_values("pmid")
    pmids = [int(pmid) for pmid in texts["pmid"]]
    for (paper_id, key), value in (decisions or {}).items():
        pmid = int(paper_id.removeprefix("pmid:")) if paper_id.startswith("pmid:") else -1
        if pmid in known:
            known[pmid][key] = float(value)
    seen = examples([(paper.title, paper.abstract) for paper in read_papers(texts)], told)
    targets = {
        task: {
            key: np.array([known[pmid].get(prefix + key, np.nan) for pmid in pmids])
            for key in conditions()
            if task == "label" or key not in NOBODY
        }
        for task, prefix in TASKS.items()
    }
    return Dataset(pmids, seen, targets)


def _told(row: Mapping[Any, Any]) -> dict[str, float]:
    doubts = str(row.get("unsure") or "").split(";")
    names = [prefix + key for prefix in TASKS.values() for key in conditions()]
    return {
        name: float(str(row[name]))
        for name in names
        if name in row and row[name] == row[name] and name not in doubts
    }


def named(model: Model) -> Model:
    """Return *model* with a version that changes with its words or its weights."""
    digest = hashlib.sha256()
    for name in ("conditions.toml", "context.toml"):
        digest.update(files("analysis").joinpath(name).read_bytes())
    digest.update(written(replace(model, version="")).encode())
    return replace(model, version=f"model-{digest.hexdigest()[:10]}")


def summary(model: Model, data: Dataset) -> list[tuple[str, str, int, int, str]]:
    """Return task, condition, papers, positives and the classifier that was chosen."""
    return [
        (name, key, int((~np.isnan(y)).sum()), int(np.nansum(y)), task.conditions[key].kind)
        for name, task in model.tasks.items()
        for key, y in data.targets[name].items()
    ]
