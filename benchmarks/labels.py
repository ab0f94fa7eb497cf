"""How long the labels of a whole corpus take, on one core, and how much memory.

    python -m benchmarks.labels FILE.xml.gz [PAPERS]

Repeats the papers of FILE until there are PAPERS (35,000) of them, labels them in batches of 1,000
as `ketlit classify` does, and prints CPU seconds and the peak of memory.
"""

import resource
import sys
import time

import pandas as pd

from analysis import classify
from harvester import parse_pubmed

BATCH = 1000


def main() -> None:
    """Measure and print."""
    path, wanted = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 35_000
    papers = parse_pubmed(path).papers[["title", "abstract"]]
    many = pd.concat([papers] * (wanted // len(papers) + 1), ignore_index=True).head(wanted)
    many["pmid"] = range(1, wanted + 1)
    classify(many.head(1))  # the lexicon and the model are read once
    start, rows = time.process_time(), 0
    for first in range(0, wanted, BATCH):
        rows += len(classify(many.iloc[first : first + BATCH]))
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{wanted} papers, {rows} rows: {seconds:.1f} CPU s, peak {peak:.0f} MB")


main()
