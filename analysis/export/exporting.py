"""From a data folder to a file: choose papers, say where they come from, write."""

from dataclasses import replace
from pathlib import Path

from analysis.export.choice import Choice, choose
from analysis.export.corpus import of_corpus
from analysis.export.files import export
from analysis.export.provenance import ended, provenance
from harvester import load


def export_corpus(
    data_dir: Path,
    name: str,
    path: Path,
    choice: Choice | None = None,
    since_run: str | None = None,
) -> tuple[Path, int]:
    """Write the papers of *data_dir* that *choice* keeps, in the format *name*; all by default.

    since_run: only what came after that run. Returns the file and how many papers it holds.
    """
    corpus = load(data_dir)
    choice = choice or Choice()
    if since_run:
        choice = replace(choice, first_seen_after=ended(corpus.runs, since_run))
    whole = of_corpus(corpus)
    part, dropped = choose(whole, choice)
    about = {
        **provenance(corpus.runs, whole.tables["labels"]),
        "filters": choice.told(),
        "counts": {
            "corpus": len(whole.papers),
            "left_out": dropped,
            "exported": len(part.papers),
        },
    }
    return export(part, path, name, about), len(part.papers)
