"""Label papers and read their facts: labels.py PAPERS FILE.

The papers of the file over and over, each time with ids of their own and a title that no other
has, so that nothing that is remembered of a text helps.
"""

import json
import sys
import time

import pandas as pd

from analysis import classify, extract
from harvester import parse_pubmed


def papers(number: int, path: str) -> pd.DataFrame:
    """Return *number* papers: paper_id, pmid, title, abstract."""
    held = parse_pubmed(path).papers[["paper_id", "title", "abstract"]]
    times = -(-number // len(held))
    whole = pd.concat([held] * times, ignore_index=True).head(number)
    whole["paper_id"] = [f"pmid:{n}" for n in range(1, number + 1)]
    whole["title"] = [f"{told} ({n})" for n, told in enumerate(whole["title"].fillna(""), 1)]
    whole["abstract"] = [
        None if pd.isna(told) else f"{told} ({n})" for n, told in enumerate(whole["abstract"], 1)
    ]
    return whole.astype({"title": "string", "abstract": "string"})


frame = papers(int(sys.argv[1]), sys.argv[2])
began = time.process_time()
labels = classify(frame)
between = time.process_time()
facts = extract(frame)
print(json.dumps({
    "classify": round(between - began, 2),
    "extract": round(time.process_time() - between, 2),
    "labels": len(labels),
    "facts": len(facts),
}))  # fmt: skip
