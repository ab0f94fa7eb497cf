"""How complete the corpus is, and how it came to be."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.summaries.material import Material, counted

if TYPE_CHECKING:
    import pandas as pd

# Columns whose absence a reader should know of, as people call them.
WANTED = {
    "abstract": "Abstract",
    "doi": "DOI",
    "year": "Year",
    "month": "Month",
    "authors": "Authors",
    "journal": "Journal",
    "mesh_terms": "MeSH terms",
    "keywords": "Keywords",
    "publication_types": "Publication types",
    "language": "Language",
    "pmcid": "PMCID (full text in PMC)",
}
READ = {
    "design": "Study design",
    "species": "Species",
    "route": "Route",
    "dose": "Dose",
    "sample_size": "Sample size",
}


def missing(held: Material) -> "pd.DataFrame":
    """Papers without each field; `kind` says whether PubMed lacks it or we could not read it."""
    import pandas as pd

    rows = []
    for name, says in WANTED.items():
        column = held.papers[name]
        absent = column.map(len).eq(0) if column.dtype == object else column.isna()
        rows.append((says, "in the record", held.papers["paper_id"][absent].tolist()))
    for attribute, says in READ.items():
        told = set(held.fact(attribute)["paper_id"])
        ids = [paper for paper in held.papers["paper_id"] if paper not in told]
        rows.append((says, "read from the text", ids))
    found = pd.DataFrame(rows, columns=["field", "kind", "paper_ids"])
    found.insert(2, "papers", found["paper_ids"].map(len))
    found["share"] = found["papers"] / max(len(held.papers), 1)
    return found


def indexing(held: Material) -> "pd.DataFrame":
    """Papers by status of indexing; "MEDLINE" has its MeSH terms, the others have or await none."""
    rows = held.papers[["paper_id"]].assign(status=held.papers["status"].fillna("not in PubMed"))
    return counted(rows, ["status"])


def methods(held: Material) -> "pd.DataFrame":
    """Labels by how they were made: lexicon, model or human, and by which version."""
    return counted(held.labels, ["method", "model_version"])


def runs(held: Material) -> "pd.DataFrame":
    """Return the ledger: each run, newest first, with what it asked and what it did."""
    names = ["run", "command", "state", "started", "ended", "source", "topic", "count"]
    names += ["new", "changed", "gone", "requests", "message"]
    return held.runs[names].sort_values("run", ascending=False, ignore_index=True)


def changes_by_run(held: Material) -> "pd.DataFrame":
    """Papers by run, and whether they were new or changed; of those that still count."""
    rows = held.changes[["run", "paper_id", "field"]].astype(object)
    # What left, came back or was merged has its own count; a dot marks what two sources contradict.
    rows = rows[~rows["field"].isin(["gone_since", "paper_id"])]
    rows = rows[~rows["field"].map(lambda name: "." in name).astype(bool)]
    rows = rows.assign(what=rows["field"].eq("first_seen").map({True: "new", False: "changed"}))
    # A paper that a run brought is not also one that it changed.
    once = rows.sort_values("what", ascending=False).drop_duplicates(["run", "paper_id"])
    return counted(once, ["run", "what"])


TABLES: dict[str, Callable[[Material], "pd.DataFrame"]] = {
    "missing": missing,
    "indexing": indexing,
    "methods": methods,
    "runs": runs,
    "changes_by_run": changes_by_run,
}
