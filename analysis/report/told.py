"""The sentences and lists of the page: its lead, key figures, what is new, what not to trust."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analysis.figures.theme import plain
from harvester.cells import absent

if TYPE_CHECKING:
    import pandas as pd

    from analysis.report.sets import Numbered, Sets

LONGEST = 15  # rows of a list of trials or preprints
RUNS = 60  # newest runs that stand on the page; all are in the CSV
NEWEST = 60  # new papers that stand on the page; a number leads to all of them
MARKED = ("retracted", "concern")
NOBODY = "nobody yet: the command classify makes them"
DATABASES = {"pubmed": "PubMed", "pmc": "PMC"}
INDEXED = ("MEDLINE", "PubMed-not-MEDLINE", "OLDMEDLINE", "not in PubMed")


def lead(numbered: "Numbered", about: Mapping[str, Any]) -> str:
    """Return the sentence under the title."""
    papers = numbered.material.papers
    years = papers["year"].dropna()
    span = f", {int(years.min())} to {int(years.max())}" if len(years) else ""
    sources = sorted({str(s["source"]) for s in about.get("searches", []) if s.get("query")})
    where = " and ".join(DATABASES.get(source, source) for source in reversed(sources))
    found = f" found in {where}" if where else ""
    return (
        f"{len(papers):,} papers{found}{span}, labelled by condition, design, route and dose. "
        "Underlined numbers lead to the papers behind them."
    )


def searches(about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the searches of *about* that asked something, as people read them."""
    return [
        {**told, "where": DATABASES.get(told["source"], told["source"]), "day": told["ended"][:10]}
        for told in about.get("searches", [])
        if told.get("query")
    ]


def key_figures(numbered: "Numbered", sets: "Sets", since: str | None) -> list[dict[str, Any]]:
    """Return the figures at the top, each with the set of its papers."""
    held = numbered.material
    papers = held.papers
    design = held.design
    trials = design.index[design.isin(["rct", "nonrandomised_trial"])].tolist()
    waiting = papers["paper_id"][~papers["status"].fillna(INDEXED[-1]).isin(INDEXED)].tolist()
    marked = papers["paper_id"][papers["retraction"].isin(MARKED)].tolist()
    fresh = _new(papers, since)
    told = [
        ("Papers", papers["paper_id"].tolist(), "in the corpus"),
        ("Trials", trials, "randomised and other"),
        ("New", fresh, "since the last report" if since else "this is the first report"),
        ("Not indexed yet", waiting, f"{len(waiting) / max(len(papers), 1):.1%} of all"),
        ("Retracted or of concern", marked, "listed below"),
    ]
    return [
        {"name": name, "value": len(ids), "set": sets.add(ids), "note": note}
        for name, ids, note in told
    ]


def _new(papers: "pd.DataFrame", since: str | None) -> list[str]:
    if since is None:
        return papers["paper_id"].tolist()
    return papers["paper_id"][(papers["first_seen"] > since).fillna(value=False)].tolist()


def new_told(
    numbered: "Numbered", sets: "Sets", since: str | None, name: str | None
) -> dict[str, Any]:
    """Return what came since the last report: a sentence, conditions, and the newest papers."""
    held = numbered.material
    if since is None:
        return {"says": "This is the first report of this corpus: every paper is new."}
    fresh = set(_new(held.papers, since))
    says = f"{len(fresh):,} papers came since the report of {name}."
    rows = held.labelled[held.labelled["paper_id"].isin(fresh)]
    conditions: list[dict[str, Any]] = [
        {"name": held.names.get(str(key), key), "papers": len(ids), "set": sets.add(ids)}
        for key, ids in rows.groupby("condition")["paper_id"].agg(list).to_dict().items()
    ]
    conditions.sort(key=lambda row: -int(row["papers"]))
    papers = held.papers[held.papers["paper_id"].isin(fresh)]
    newest = papers.sort_values(["first_seen", "paper_id"], ascending=False).head(NEWEST)
    return {"says": says, "conditions": conditions, "papers": _cited(newest)}


def trust_told(numbered: "Numbered") -> dict[str, Any]:
    """Return the papers that were retracted or of which a journal expressed concern."""
    papers = numbered.material.papers
    marked = papers[papers["retraction"].isin(MARKED)]
    if marked.empty:
        return {"says": "No paper of this corpus is marked as retracted or of concern."}
    says = (
        f"{len(marked):,} papers are retracted or carry an expression of concern, as PubMed marks "
        "them. They are counted above like all others, so that the counts match PubMed's."
    )
    ordered = marked.sort_values(["retraction", "year"], ascending=[False, False])
    return {"says": says, "papers": _cited(ordered)}


def ledger_told(numbered: "Numbered") -> list[dict[str, Any]]:
    """Return the runs, each with the sets of what it brought and changed."""
    found = {(row["run"], row["what"]): row for row in rows_of(numbered["changes_by_run"])}
    runs = rows_of(numbered["runs"].head(RUNS))
    for run in runs:
        run["cells"] = [
            {"told": run[what], "here": found.get((run["run"], what))}
            for what in ("new", "changed", "gone")
        ]
    return runs


def together_told(numbered: "Numbered") -> dict[str, Any]:
    """Return the trials with several papers, and preprints with their articles."""
    trials = numbered["registered_trials"]
    several = trials[trials["papers"] > 1]
    pairs = numbered["preprints"]
    return {
        "trials_say": (
            "By registry number, from the record and the abstract: several papers, one trial."
            if len(several)
            else "No two papers of this corpus name the same registry number."
        ),
        "trials": rows_of(several.head(LONGEST)),
        "preprints_say": (
            "Linked by NLM, or of the same title: one study, to be counted once."
            if len(pairs)
            else "No preprint of this corpus has its article here too."
        ),
        "preprints": rows_of(pairs.head(LONGEST)),
    }


def rows_of(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows of *table* for the template; null is None."""
    kept = plain(table).astype(object)
    rows: list[dict[str, Any]] = kept.where(kept.notna(), None).to_dict("records")  # type: ignore[assignment]
    return rows


def labels_told(numbered: "Numbered", scores: "pd.DataFrame | None") -> dict[str, Any]:
    """Return how labels were made, and their scores against papers that people have labelled."""
    methods = numbered["methods"]
    ways = (
        " and ".join(sorted(set(methods["method"])))
        or "nobody yet: the command classify makes them"
    )
    says = (
        f"Made from title and abstract by {ways}. A label means that the paper studies the "
        "condition: in its participants, as an outcome, in a model of it, or as a main topic."
    )
    told: dict[str, Any] = {"says": says}
    if scores is None:
        told["says"] += " The command evaluate scores them against papers that were read."
    if scores is not None and len(scores):
        told |= {
            "columns": [str(name) for name in scores],
            "scores": [[_cell(value) for value in row] for row in scores.to_numpy().tolist()],
            "scores_say": "Against papers of the gold set that the model has not learned from; "
            "only conditions with enough of them.",
        }
    return told


def _cell(value: object) -> str:
    if absent(value):
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _cited(papers: "pd.DataFrame") -> list[dict[str, Any]]:
    rows = []
    for row in papers.to_dict("records"):
        journal = row["journal"] if absent(row["journal_abbrev"]) else row["journal_abbrev"]
        pmid = None if absent(row["pmid"]) else int(row["pmid"])
        cited = [journal, row["year"], f"PMID {pmid}" if pmid else row["paper_id"]]
        mark = row["retraction"] if row["retraction"] in MARKED else ""
        rows.append(
            {
                "title": "(without title)" if absent(row["title"]) else row["title"],
                "url": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else "#trust",
                "cited": " · ".join(str(part) for part in cited if not absent(part)),
                "mark": mark,
            }
        )
    return rows
