"""The questions of questions.toml, each measure answered with its papers, trials apart."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from analysis.summaries.material import REVIEWS, TRIALS, Material

if TYPE_CHECKING:
    import pandas as pd

Papers = set[str]


@cache
def declared() -> Mapping[str, Any]:
    """Return the questions by key, in order. Raises ValueError for an unknown word of a measure."""
    text = files("analysis.summaries").joinpath("questions.toml").read_text(encoding="utf-8")
    questions = tomllib.loads(text)
    for key, question in questions.items():
        for measure in question["measures"]:
            if unknown := measure.keys() - RULES.keys() - {"name", "population"}:
                raise ValueError(f"questions.toml [{key}]: unknown {sorted(unknown)}.")
    return questions


def answers(held: Material) -> "pd.DataFrame":
    """One row per measure: question, measure, papers, trials, reviews, others, and which."""
    import pandas as pd

    every = held.papers["paper_id"].tolist()
    design = held.design.to_dict()
    rows = []
    for key, question in declared().items():
        for measure in question["measures"]:
            found = papers_of(measure, held)
            ids = [paper for paper in every if paper in found]
            trials = [paper for paper in ids if design.get(paper) in TRIALS]
            reviews = [paper for paper in ids if design.get(paper) in REVIEWS]
            sets = (ids, trials, reviews)
            rows.append((key, measure["name"], *map(len, sets), *sets))
    columns = ["question", "measure", "papers", "trials", "reviews"]
    return pd.DataFrame(rows, columns=[*columns, "paper_ids", "trial_ids", "review_ids"])


def papers_of(measure: Mapping[str, Any], held: Material) -> Papers:
    """Return the papers that fulfil every rule of *measure*."""
    found = set(held.papers["paper_id"])
    for name, rule in RULES.items():
        if name in measure:
            found &= rule(measure, held)
    return found


def _conditions(measure: Mapping[str, Any], held: Material) -> Papers:
    rows = held.labelled[held.labelled["condition"].isin(measure["conditions"])]
    if measure.get("population"):
        rows = rows[rows["population"].fillna(value=False).astype(bool)]
    return set(rows["paper_id"])


def _without(measure: Mapping[str, Any], held: Material) -> Papers:
    rows = held.labelled[held.labelled["condition"].isin(measure["without"])]
    return set(held.papers["paper_id"]) - set(rows["paper_id"])


def _facts(measure: Mapping[str, Any], held: Material) -> Papers:
    found = set(held.papers["paper_id"])
    for attribute, values in measure["facts"].items():
        rows = held.fact(attribute)
        named = rows if values == ["*"] else rows[rows["value"].isin(values)]
        found &= set(named["paper_id"])
    return found


def _at_most(measure: Mapping[str, Any], held: Material) -> Papers:
    found = set(held.papers["paper_id"])
    for attribute, bound in measure["at_most"].items():
        rows = held.fact(attribute)
        found &= set(rows["paper_id"][(rows["high"] <= bound).fillna(value=False)])
    return found


def _at_least(measure: Mapping[str, Any], held: Material) -> Papers:
    found = set(held.papers["paper_id"])
    for attribute, bound in measure["at_least"].items():
        rows = held.fact(attribute)
        found &= set(rows["paper_id"][(rows["high"] >= bound).fillna(value=False)])
    return found


def _repeated(_: Mapping[str, Any], held: Material) -> Papers:
    rows = held.fact("sessions")
    return set(rows["paper_id"][rows["value"] != "1 session"])


def _designs(measure: Mapping[str, Any], held: Material) -> Papers:
    return set(held.design.index[held.design.isin(measure["designs"])])


def _journal(measure: Mapping[str, Any], held: Material) -> Papers:
    named = held.papers["journal_abbrev"].eq(measure["journal"]).fillna(value=False)
    return set(held.papers["paper_id"][named])


def _years(measure: Mapping[str, Any], held: Material) -> Papers:
    first, last = measure["years"]
    return set(held.year.index[held.year.between(first, last)])


RULES: dict[str, Callable[[Mapping[str, Any], Material], Papers]] = {
    "conditions": _conditions,
    "without": _without,
    "facts": _facts,
    "at_most": _at_most,
    "at_least": _at_least,
    "repeated": _repeated,
    "designs": _designs,
    "journal": _journal,
    "years": _years,
}
TABLES: dict[str, Callable[[Material], "pd.DataFrame"]] = {"questions": answers}
