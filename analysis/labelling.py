"""The labels of a whole store: read the papers, judge them, let human decisions outrank, write."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.judges import ModelJudge
from analysis.labels import classify
from analysis.model import load_model
from harvester import load
from harvester.decisions import in_force, read_decisions
from harvester.store import Store

if TYPE_CHECKING:
    import pandas as pd

BATCH = 1000  # papers between two steps of the progress bar


def label_store(
    data_dir: Path | str = "data",
    operating_point: str = "balanced",
    watch: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> "pd.DataFrame":
    """Label all papers of the store in *data_dir*, put the labels there, and return them.

    watch: wraps the starts of the batches (tqdm, say). Decisions in data/decisions outrank what
    is computed. Raises StoreError where the store cannot be read or written.
    """
    import pandas as pd

    papers = load(data_dir).papers
    judge, decisions = ModelJudge(load_model(data_dir)), decided(data_dir)
    frames = [
        classify(papers.iloc[start : start + BATCH], operating_point, decisions, judge)
        for start in watch(range(0, max(len(papers), 1), BATCH))
    ]
    labels = pd.concat(frames, ignore_index=True)
    with Store.open(Path(data_dir) / "papers.sqlite", create=False) as store:
        store.put_labels(labels)
    return labels


def label_again(data_dir: Path | str, paper_ids: Collection[str]) -> None:
    """Label some papers again, at the balanced point: what was decided on them is seen at once."""
    papers = load(data_dir).papers
    papers = papers[papers["paper_id"].isin(paper_ids)]
    labels = classify(papers, decisions=decided(data_dir), judge=ModelJudge(load_model(data_dir)))
    with Store.open(Path(data_dir) / "papers.sqlite", create=False) as store:
        store.put_labels(labels, list(papers["paper_id"]))


def decided(data_dir: Path | str) -> dict[tuple[str, str], bool]:
    """Return the human decisions in force, by (paper_id, condition); "unsure" decides nothing."""
    return {
        pair: decision.value
        for pair, decision in in_force(read_decisions(data_dir)).items()
        if decision.value is not None
    }
