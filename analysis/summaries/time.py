"""What was published when: papers, conditions, designs."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.summaries.material import Material, counted, trials_apart

if TYPE_CHECKING:
    import pandas as pd


def _dated(held: Material, rows: "pd.DataFrame") -> "pd.DataFrame":
    rows = rows[rows["paper_id"].isin(held.year.index)]
    return rows.assign(year=rows["paper_id"].map(held.year))


def papers_by_year(held: Material) -> "pd.DataFrame":
    """Papers of each year."""
    return counted(_dated(held, held.papers[["paper_id"]]), ["year"]).sort_values(
        "year", ignore_index=True
    )


def conditions(held: Material) -> "pd.DataFrame":
    """Each condition: its papers, those in people who have it, its trials, its first year."""
    found = trials_apart(held.labelled, ["condition"], held)
    found.insert(1, "name", found["condition"].map(held.names).fillna(found["condition"]))
    population = held.labelled[held.labelled["population"].fillna(value=False).astype(bool)]
    in_people = population.groupby("condition")["paper_id"].agg(list).to_dict()
    found["population_ids"] = [in_people.get(key, []) for key in found["condition"]]
    found["population"] = found["population_ids"].map(len)
    first = _dated(held, held.labelled).groupby("condition")["year"].min()
    found["first_year"] = found["condition"].map(first).astype("Int64")
    return found


def conditions_by_year(held: Material) -> "pd.DataFrame":
    """Papers of each condition and year."""
    found = counted(_dated(held, held.labelled), ["condition", "year"])
    found.insert(1, "name", found["condition"].map(held.names).fillna(found["condition"]))
    return found.sort_values(["condition", "year"], ignore_index=True)


def designs(held: Material) -> "pd.DataFrame":
    """Papers of each study design."""
    return counted(held.fact("design").rename(columns={"value": "design"}), ["design"])


def conditions_by_design(held: Material) -> "pd.DataFrame":
    """Return the evidence map: papers of each condition and design."""
    rows = held.labelled.merge(held.design.rename("design").reset_index(), on="paper_id")
    found = counted(rows, ["condition", "design"])
    found.insert(1, "name", found["condition"].map(held.names).fillna(found["condition"]))
    return found


def new_papers(held: Material) -> "pd.DataFrame":
    """Papers by the day on which the corpus first held them."""
    rows = held.papers[["paper_id"]].assign(day=held.papers["first_seen"].str[:10])
    return counted(rows[rows["day"].notna()], ["day"]).sort_values("day", ignore_index=True)


TABLES: dict[str, Callable[[Material], "pd.DataFrame"]] = {
    "papers_by_year": papers_by_year,
    "conditions": conditions,
    "conditions_by_year": conditions_by_year,
    "designs": designs,
    "conditions_by_design": conditions_by_design,
    "new_papers": new_papers,
}
