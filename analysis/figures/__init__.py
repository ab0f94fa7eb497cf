"""The charts, each made from `summarise(corpus)` alone: the same in a notebook, report, SVG, PNG.

>>> from analysis import figures, summarise                     # doctest: +SKIP
>>> figures.evidence_map(summarise(load("data")))               # doctest: +SKIP
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.figures.amounts import doses_mg, doses_mg_per_kg
from analysis.figures.maps import adverse_effects, evidence_map, sample_sizes
from analysis.figures.rankings import countries, groups, institutions, journals, mechanisms
from analysis.figures.time import conditions_over_time, forms_over_time, growth, routes_over_time

if TYPE_CHECKING:
    import altair as alt

    from analysis.summaries import Summaries

__all__ = [  # noqa: RUF022 (the table, then the charts in its order)
    "FIGURES",
    "Figure",
    "growth",
    "conditions_over_time",
    "evidence_map",
    "routes_over_time",
    "forms_over_time",
    "doses_mg_per_kg",
    "doses_mg",
    "sample_sizes",
    "adverse_effects",
    "mechanisms",
    "journals",
    "countries",
    "institutions",
    "groups",
]


@dataclass(frozen=True)
class Figure:
    """One chart: what draws it, the summary it shows, what it shows in a sentence.

    columns: of a chart of small multiples, how many stand side by side on a wide page.
    """

    draw: "Callable[[Summaries], alt.TopLevelMixin]"
    table: str
    says: str
    columns: int | None = None


FIGURES: dict[str, Figure] = {
    "growth": Figure(
        growth, "papers_by_year", "Bars: papers per year; the year that is not over is pale."
    ),
    "conditions_over_time": Figure(
        conditions_over_time,
        "conditions_by_year",
        "One small area chart per condition: papers per year, each with a scale of its own.",
        columns=4,
    ),
    "evidence_map": Figure(
        evidence_map,
        "conditions_by_design",
        "A grid of conditions by study designs; the darker a cell, the more papers it holds.",
    ),
    "routes_over_time": Figure(
        routes_over_time, "routes_by_year", "Lines: papers per year and route of administration."
    ),
    "forms_over_time": Figure(
        forms_over_time,
        "forms_by_year",
        "Lines: papers per year on esketamine, arketamine and the metabolites.",
    ),
    "doses_mg_per_kg": Figure(
        doses_mg_per_kg,
        "doses_by_route",
        "Circles: doses in mg/kg by route; the larger, the more papers name the dose.",
    ),
    "doses_mg": Figure(
        doses_mg,
        "doses_by_route",
        "Circles: doses in mg by route; the larger, the more papers name the dose.",
    ),
    "sample_sizes": Figure(
        sample_sizes,
        "sample_sizes",
        "A grid of study designs by number of participants or animals.",
    ),
    "adverse_effects": Figure(
        adverse_effects,
        "adverse_effects_by_condition",
        "A grid of adverse effects by condition; the darker a cell, the more papers name it.",
    ),
    "mechanisms": Figure(
        mechanisms, "mechanisms", "Bars: papers that name each mechanism; dark: trials."
    ),
    "journals": Figure(journals, "journals", "Bars: the journals with most papers."),
    "countries": Figure(countries, "countries", "Bars: the countries of the journals."),
    "institutions": Figure(institutions, "institutions", "Bars: institutions with most papers."),
    "groups": Figure(groups, "groups", "Bars: the last authors with most papers."),
}
