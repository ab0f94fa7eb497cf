"""How ketamine was given, to how many, and what it did besides."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.summaries.material import Material, counted, trials_apart

if TYPE_CHECKING:
    import pandas as pd

# Upper bounds of the classes in which numbers of participants are counted, each to the next.
SIZES = (1, 10, 20, 50, 100, 200, 500, 1000)
# Days, and what follow-up up to there is called.
FOLLOW_UPS = (
    *((1, "up to a day"), (7, "up to a week"), (31, "up to a month")),
    *((92, "up to three months"), (366, "up to a year")),
)


def by_year(held: Material, attribute: str) -> "pd.DataFrame":
    """Papers of each value of *attribute* and year."""
    rows = held.fact(attribute).rename(columns={"value": attribute})
    rows = rows[rows["paper_id"].isin(held.year.index)]
    rows = rows.assign(year=rows["paper_id"].map(held.year))
    return counted(rows, [attribute, "year"]).sort_values([attribute, "year"], ignore_index=True)


def values(held: Material, attribute: str) -> "pd.DataFrame":
    """Papers and trials of each value of *attribute*."""
    rows = held.fact(attribute).rename(columns={"value": attribute})
    return trials_apart(rows, [attribute], held)


def by_condition(held: Material, attribute: str) -> "pd.DataFrame":
    """Papers of each value of *attribute* and condition."""
    rows = held.fact(attribute).rename(columns={"value": attribute})
    found = counted(rows.merge(held.labelled, on="paper_id"), [attribute, "condition"])
    found.insert(2, "name", found["condition"].map(held.names).fillna(found["condition"]))
    return found


def by_route(held: Material, attribute: str) -> "pd.DataFrame":
    """Papers of each value of *attribute* and route; of several routes each counts."""
    rows = held.fact(attribute).rename(columns={"value": attribute})[["paper_id", attribute]]
    routes = held.fact("route").rename(columns={"value": "route"})[["paper_id", "route"]]
    return trials_apart(rows.merge(routes, on="paper_id"), [attribute, "route"], held)


def doses_by_route(held: Material) -> "pd.DataFrame":
    """Papers of each single dose and route that one paper names; a range counts by its lower end.

    Papers with one route only: where there are two, nothing says which dose went which way.
    """
    routes = held.fact("route")[["paper_id", "value"]].rename(columns={"value": "route"})
    routes = routes[~routes["paper_id"].duplicated(keep=False)]
    doses = held.fact("dose")
    doses = doses[doses["low"].notna() & doses["unit"].isin(["mg/kg", "mg"])]
    rows = doses.merge(routes, on="paper_id")
    rows = rows.assign(dose=rows["low"].astype(float).round(4))
    return counted(rows, ["route", "unit", "dose"])


def sample_sizes(held: Material) -> "pd.DataFrame":
    """Papers of each design and class of size, and the median of the design."""
    import pandas as pd

    rows = held.fact("sample_size")
    number = pd.to_numeric(rows["value"], errors="coerce")
    rows = rows.assign(size=number)[number > 0]
    rows = rows.assign(design=rows["paper_id"].map(held.design))
    bounds = [*SIZES, float("inf")]
    rows["participants"] = pd.cut(rows["size"], bounds, right=False, labels=classes()).astype(str)
    found = counted(rows[rows["design"].notna()], ["design", "participants"])
    medians = rows.groupby("design")["size"].median()
    return found.assign(median=found["design"].map(medians))


def classes() -> list[str]:
    """Return the names of the classes of size, in order."""
    names = [f"{low}\u2013{high - 1}" for low, high in pairwise(SIZES)]
    return [*names, f"{SIZES[-1]} or more"]


def follow_up(held: Material) -> "pd.DataFrame":
    """Papers by the longest follow-up that each states."""
    rows = held.fact("follow_up")
    longest = rows.assign(days=rows["high"].astype(float)).groupby("paper_id")["days"].max()
    frame = longest.reset_index()
    frame["follow_up"] = frame["days"].map(_length)
    return counted(frame, ["follow_up"])


def _length(days: float) -> str:
    return next((name for bound, name in FOLLOW_UPS if days <= bound), "more than a year")


def dosing(held: Material) -> "pd.DataFrame":
    """Papers with a single session, and with repeated ones, by condition."""
    rows = held.fact("sessions")
    single = rows["value"].eq("1 session")
    rows = rows.assign(dosing=single.map({True: "single", False: "repeated"}))
    found = counted(rows.merge(held.labelled, on="paper_id"), ["dosing", "condition"])
    found.insert(2, "name", found["condition"].map(held.names).fillna(found["condition"]))
    return found


TABLES: dict[str, Callable[[Material], "pd.DataFrame"]] = {
    "routes": partial(values, attribute="route"),
    "routes_by_year": partial(by_year, attribute="route"),
    "routes_by_condition": partial(by_condition, attribute="route"),
    "forms": partial(values, attribute="form"),
    "forms_by_year": partial(by_year, attribute="form"),
    "doses": partial(values, attribute="dose"),
    "doses_by_route": doses_by_route,
    "sample_sizes": sample_sizes,
    "adverse_effects": partial(values, attribute="adverse_effect"),
    "adverse_effects_by_condition": partial(by_condition, attribute="adverse_effect"),
    "adverse_effects_by_route": partial(by_route, attribute="adverse_effect"),
    "mechanisms": partial(values, attribute="mechanism"),
    "mechanisms_by_year": partial(by_year, attribute="mechanism"),
    "instruments": partial(values, attribute="instrument"),
    "comparators": partial(values, attribute="comparator"),
    "subgroups": partial(values, attribute="subgroup"),
    "monitoring": partial(values, attribute="monitoring"),
    "follow_up": follow_up,
    "dosing": dosing,
}
