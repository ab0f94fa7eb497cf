"""The titles of the charts: each says what its chart shows, in numbers of the corpus at hand."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.figures.theme import words
from analysis.figures.time import this_year

if TYPE_CHECKING:
    import pandas as pd

    from analysis.summaries import Summaries

SPAN = 10  # years between the two years that a title compares


def finding(name: str, summaries: "Summaries") -> str:
    """Return the title of a chart. A corpus that is too small for a finding gets a plain title."""
    say = FINDINGS[name]
    try:
        return say(summaries)
    except (IndexError, KeyError, ValueError):
        return PLAIN[name]


def _in(table: "pd.DataFrame", year: int) -> int:
    return int(table.loc[table["year"] == year, "papers"].sum())


def _growth(summaries: "Summaries") -> str:
    table = summaries["papers_by_year"]
    last = min(this_year(summaries) - 1, int(table["year"].max()))
    then, now = _in(table, last - SPAN), _in(table, last)
    if now > then > 0:
        return f"Papers per year grew from {then:,} in {last - SPAN} to {now:,} in {last}"
    best = table.sort_values("papers").iloc[-1]
    return f"Most papers appeared in {best['year']}: {best['papers']:,}"


def _conditions(summaries: "Summaries") -> str:
    table = summaries["conditions"]
    first, second = table.iloc[0], table.iloc[1]
    return (
        f"{first['name']} is studied most ({first['papers']:,} papers), "
        f"then {_lower(second['name'])} ({second['papers']:,})"
    )


def _evidence(summaries: "Summaries") -> str:
    table = summaries["conditions_by_design"]
    rows = table[table["design"] == "rct"]
    trials = dict(zip(rows["name"], rows["papers"], strict=True))
    names = summaries["conditions"]["name"].tolist()
    most = max(names, key=lambda name: trials.get(name, 0))
    least = min(names, key=lambda name: trials.get(name, 0))
    few = f"{trials[least]:,}" if least in trials else "none"
    return f"Randomised trials: {trials[most]:,} on {_lower(most)}, but {few} on {_lower(least)}"


def _routes(summaries: "Summaries") -> str:
    table = summaries["routes"]
    first, second = table.iloc[0], table.iloc[1]
    return (
        f"{words(first['route'])} is the route named most ({first['papers']:,} papers), "
        f"then {words(second['route']).lower()} ({second['papers']:,})"
    )


def _forms(summaries: "Summaries") -> str:
    table = summaries["forms_by_year"]
    rows = table[table["form"] == "esketamine"]
    last = this_year(summaries) - 1
    then, now = _in(rows, last - SPAN), _in(rows, last)
    if now > then:
        return f"Esketamine rose from {then:,} papers in {last - SPAN} to {now:,} in {last}"
    if rows.empty:
        raise IndexError("no paper on esketamine")
    return f"Esketamine is the form of {int(rows['papers'].sum()):,} papers"


def _dose(unit: str) -> Callable[["Summaries"], str]:
    def say(summaries: "Summaries") -> str:
        table = summaries["doses_by_route"]
        table = table[table["unit"] == unit]
        by_dose: dict[float, set[str]] = {}
        for dose, ids in zip(table["dose"], table["paper_ids"], strict=True):
            by_dose.setdefault(float(dose), set()).update(ids)
        usual = max(by_dose, key=lambda dose: len(by_dose[dose]))
        papers = len(set().union(*by_dose.values()))
        return (
            f"{usual:g} {unit} is the dose named most: {len(by_dose[usual]):,} of {papers:,} papers"
        )

    return say


def _sizes(summaries: "Summaries") -> str:
    table = summaries["sample_sizes"]
    median = table.loc[table["design"] == "rct", "median"].iloc[0]
    return f"Half of the randomised trials have {median:,.0f} participants or fewer"


def _adverse(summaries: "Summaries") -> str:
    table = summaries["adverse_effects"]
    first, second = table.iloc[0], table.iloc[1]
    return (
        f"{words(first['adverse_effect'])} is the effect named most "
        f"({first['papers']:,} papers), then {words(second['adverse_effect']).lower()} "
        f"({second['papers']:,})"
    )


def _mechanisms(summaries: "Summaries") -> str:
    first = summaries["mechanisms"].iloc[0]
    return f"{words(first['mechanism'])} are named as the mechanism in {first['papers']:,} papers"


def _most(table: str, key: str, says: str) -> Callable[["Summaries"], str]:
    def say(summaries: "Summaries") -> str:
        first = summaries[table].iloc[0]
        return f"{first[key]} {says}: {first['papers']:,} papers"

    return say


def _lower(name: str) -> str:
    """Return a name inside a sentence: PTSD and other capitals stay."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


FINDINGS: dict[str, Callable[["Summaries"], str]] = {
    "growth": _growth,
    "conditions_over_time": _conditions,
    "evidence_map": _evidence,
    "routes_over_time": _routes,
    "forms_over_time": _forms,
    "doses_mg_per_kg": _dose("mg/kg"),
    "doses_mg": _dose("mg"),
    "sample_sizes": _sizes,
    "adverse_effects": _adverse,
    "mechanisms": _mechanisms,
    "journals": _most("journals", "journal", "has published most"),
    "countries": _most("countries", "country", "is home to the journals with most papers"),
    "institutions": _most("institutions", "institution", "is the institution named most"),
    "groups": _most("groups", "last_author", "is last author most often"),
}
PLAIN = {
    "growth": "Papers per year",
    "conditions_over_time": "Conditions over the years",
    "evidence_map": "Conditions by study design",
    "routes_over_time": "Routes over the years",
    "forms_over_time": "Forms over the years",
    "doses_mg_per_kg": "Doses by weight",
    "doses_mg": "Fixed doses",
    "sample_sizes": "Participants by study design",
    "adverse_effects": "Adverse effects by condition",
    "mechanisms": "Mechanisms",
    "journals": "Journals",
    "countries": "Countries of the journals",
    "institutions": "Institutions",
    "groups": "Last authors",
}
