"""How good the labels are: the gold papers of the corpus that the model has not learned from."""

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.conditions import conditions
from analysis.goldfiles import GOLD, read_gold

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 30  # papers, and 3 of them with the condition: fewer say nothing
POSITIVES = 3
COLUMNS = {"papers": "Papers", "positives": "Have it", "precision": "Precision", "recall": "Recall"}


def scores(papers: "pd.DataFrame", data_dir: Path) -> "pd.DataFrame | None":
    """Return precision, recall and F1 of each condition, or None where too few papers are there.

    Gold files are those of data/gold; only papers that are marked `locked` in them, which the
    shipped model has not seen, count.
    """
    import pandas as pd

    from analysis.evaluation import evaluate

    paths = [path for name in GOLD if (path := data_dir / "gold" / name).exists()]
    gold = [frame[frame["locked"] == 1] for path in paths if "locked" in (frame := read_gold(path))]
    if not gold:
        return None
    wanted = pd.concat(gold, ignore_index=True)
    here = papers[papers["pmid"].isin(wanted["pmid"]) & papers["title"].notna()]
    if len(here) < FEWEST:
        return None
    table = evaluate(here, wanted)
    rows = table[(table["task"] == "label") & (table["reader"] == "model")]
    rows = rows[rows["condition"].isin(list(conditions())) & (rows["positives"] >= POSITIVES)]
    names = {key: condition.name for key, condition in conditions().items()}
    shown = pd.DataFrame({"Condition": rows["condition"].map(names)})
    for column, name in COLUMNS.items():
        shown[name] = rows[column].tolist()
    ends = zip(rows["f1"], rows["f1_low"], rows["f1_high"], strict=True)
    shown["F1 (95 % interval)"] = [
        f"{f1:.2f} ({low:.2f}\u2013{high:.2f})" for f1, low, high in ends
    ]
    return shown
