"""CSV for ASReview: its column names, and `included` where a human has decided.

A model's label is no decision: `included` is 1 where a human said that a condition holds, 0 where
a human looked and none did, and blank where no human has looked, which ASReview reads as unseen.
"""

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO

from analysis.export.citation import citations
from analysis.export.selection import Selection

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("title", "abstract", "keywords", "authors", "journal", "year", "doi", "url", "pmid")


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one row per paper."""
    decided = _decided(selection.tables["labels"]) if "labels" in selection.tables else {}
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([*COLUMNS, "paper_id", "included"])
    for paper in citations(selection):
        told = {"authors": "; ".join(author.full for author in paper.authors), "url": paper.url}
        cells = [told.get(name) or paper.text(name) for name in COLUMNS]
        rows.writerow([*cells, paper.text("paper_id"), decided.get(paper.row["paper_id"], "")])
    text.flush()
    text.detach()
    return {}


def _decided(labels: "pd.DataFrame") -> dict[str, int]:
    human = labels[labels["method"] == "human"]
    decided: dict[str, int] = {}
    for paper, label in zip(human["paper_id"].tolist(), human["label"].tolist(), strict=True):
        decided[paper] = max(decided.get(paper, 0), int(label is True))
    return decided
