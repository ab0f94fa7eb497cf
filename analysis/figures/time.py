"""Charts over the years."""

from typing import TYPE_CHECKING, Any

from analysis.figures.theme import ACCENT, FAINT, MUTED, SERIES, WIDTH, plain, styled, words

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from analysis.summaries import Summaries

GAP = 44  # pixels between small charts: there stands the scale of the next
LINES = 5  # routes shown; more lines than that are a tangle
NO_SET = -1  # of a year without papers: it leads nowhere
APART = 0.055  # of the height: labels nearer than that would touch


def growth(summaries: "Summaries") -> Any:
    """Papers per year; the year that is not over yet is pale."""
    import altair as alt

    now = this_year(summaries)
    data = plain(summaries["papers_by_year"]).assign(of="papers")
    data = filled(data, "of", now)
    decades = [year for year in data["year"] if int(year) % 10 == 0]
    x = alt.X(
        "year:O",
        title=None,
        axis=alt.Axis(values=decades, labelAngle=0, labelOverlap=True),
        scale=alt.Scale(paddingInner=0.18, paddingOuter=0),
    )
    chart = (
        alt.Chart(data, width=WIDTH, height=220, description="Papers per year")
        .mark_bar(cornerRadiusEnd=1)
        .encode(
            x=x,
            y=alt.Y("papers:Q", title="papers", axis=counts(4)),
            color=alt.condition(f"datum.year >= {now}", alt.value(FAINT), alt.value(ACCENT)),
            tooltip=["year:O", alt.Tooltip("papers:Q", format=",")],
        )
    )
    return styled(chart)


def conditions_over_time(summaries: "Summaries") -> Any:
    """One small chart per condition, the largest first, each with a scale of its own."""
    import altair as alt

    now = this_year(summaries)
    data = filled(plain(summaries["conditions_by_year"]), "name", now)
    data = data[data["year"] < now]
    order = summaries["conditions"]["name"].tolist()
    scale = counts(2)
    base = alt.Chart(data, width=WIDTH // 4, height=84).encode(
        x=alt.X("year:Q", title=None, axis=years(count=3)),
        y=alt.Y("papers:Q", title=None, axis=scale),
        tooltip=["name:N", "year:Q", alt.Tooltip("papers:Q", format=",")],
    )
    area = base.mark_area(color=ACCENT, opacity=0.18)
    line = base.mark_line(color=ACCENT, strokeWidth=1.5)
    points = base.mark_point(size=90, opacity=0, filled=True, color=ACCENT)
    header = alt.Header(labelLimit=WIDTH // 4 + GAP // 2)
    facet = alt.Facet("name:N", sort=order, title=None, header=header)
    gaps = {"row": 38, "column": GAP}
    chart = (area + line + points).facet(facet, columns=4, bounds="flush", spacing=gaps)
    return styled(chart.resolve_scale(y="independent"))


def routes_over_time(summaries: "Summaries") -> Any:
    """Papers per year of the routes that are named most."""
    table = summaries["routes_by_year"]
    kept = [key for key in summaries["routes"]["route"] if key != "ip"][:LINES]
    return _lines(table[table["route"].isin(kept)], "route", kept, summaries)


def forms_over_time(summaries: "Summaries") -> Any:
    """Papers per year of all forms but racemic ketamine, which nearly every paper names."""
    table = summaries["forms_by_year"]
    kept = ["esketamine", "arketamine", "metabolite"]
    return _lines(table[table["form"].isin(kept)], "form", kept, summaries)


def _lines(table: "pd.DataFrame", key: str, kept: list[str], summaries: "Summaries") -> Any:
    import altair as alt

    data = filled(plain(table), key, this_year(summaries))
    data = data.assign(label=data[key].map(words))
    data = data[data["year"] < this_year(summaries)]
    names = [words(name) for name in kept]
    colour = alt.Color(
        "label:N", scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])), legend=None
    )
    base = alt.Chart(data, width=WIDTH, height=240).encode(
        x=alt.X("year:Q", title=None, axis=years(), scale=alt.Scale(nice=False)),
        y=alt.Y("papers:Q", title="papers", axis=counts(4)),
        color=colour,
        tooltip=["label:N", "year:Q", alt.Tooltip("papers:Q", format=",")],
    )
    line = base.mark_line(strokeWidth=2, interpolate="linear")
    points = base.mark_point(size=110, opacity=0, filled=True)
    ends = alt.Chart(_ends(data)).encode(
        x=alt.X("year:Q"), y=alt.Y("at:Q"), text="label:N", color=colour
    )
    text = ends.mark_text(align="left", dx=7, fontWeight=600, clip=False)
    return styled(alt.layer(line, points, text))


def _ends(data: "pd.DataFrame") -> "pd.DataFrame":
    """Return where each line's label stands: at its last point, moved up where two would touch."""
    if data.empty:
        return data.assign(at=[])
    last = data.sort_values("year").groupby("label", sort=False).tail(1).sort_values("papers")
    step = float(data["papers"].max()) * APART
    at: list[float] = []
    for papers in last["papers"]:
        at.append(max(float(papers), at[-1] + step if at else 0.0))
    return last.assign(at=at, year=int(data["year"].max()))[["label", "year", "at"]]


def filled(data: "pd.DataFrame", key: str, until: int) -> "pd.DataFrame":
    """Return *data* with a row of no papers for each year without, from the first of any on.

    A line drawn over the gap would show papers that do not exist. The year *until* is not over
    yet, and gets none.
    """
    import pandas as pd

    if data.empty:
        return data
    span = range(int(data["year"].min()), max(int(data["year"].max()) + 1, until))
    every = pd.MultiIndex.from_product([data[key].unique(), span], names=[key, "year"])
    whole = data.set_index([key, "year"]).reindex(every).reset_index()
    filling = {"papers": 0, "set": NO_SET}
    counts = {name: filling[name] for name in filling if name in whole}
    whole = whole.fillna(counts).astype(dict.fromkeys(counts, int))
    return whole[[key, "year", *counts]]


def counts(ticks: int) -> "alt.Axis":
    """Return an axis of numbers of papers: whole ones."""
    import altair as alt

    return alt.Axis(grid=True, tickCount=ticks, tickMinStep=1, format=",d")


def years(count: int = 7) -> "alt.Axis":
    """Return an axis of years: 2019, not 2,019."""
    import altair as alt

    return alt.Axis(
        format="d",
        tickCount=count,
        labelColor=MUTED,
        labelFlush=True,
        labelOverlap=True,
        labelSeparation=8,
    )


def this_year(summaries: "Summaries") -> int:
    """Return the year in which the corpus was last harvested: it is not over yet.

    Without a run it is the last year of the papers plus one: none is taken as unfinished.
    """
    runs = summaries.material.runs
    ended = runs["ended"].dropna()
    if len(ended):
        return int(str(ended.max())[:4])
    held = summaries.material.year
    return int(held.max()) + 1 if len(held) else 1
