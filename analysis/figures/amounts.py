"""Doses by route."""

from typing import TYPE_CHECKING, Any

from analysis.figures.theme import ACCENT, INK, WIDTH, plain, styled, words

if TYPE_CHECKING:
    from analysis.summaries import Summaries

ROW = 42  # pixels
ROUTES = 7
STEPS = [step * 10**power for power in range(-3, 5) for step in (1, 2, 5)]  # of the log axis
LARGEST = 640  # square pixels


def doses_mg_per_kg(summaries: "Summaries") -> Any:
    """Draw doses by weight; the scale is logarithmic."""
    return _doses(summaries, "mg/kg")


def doses_mg(summaries: "Summaries") -> Any:
    """Draw fixed doses, as of nasal sprays and tablets; the scale is logarithmic."""
    return _doses(summaries, "mg")


def _doses(summaries: "Summaries", unit: str) -> Any:
    import altair as alt

    data = plain(summaries["doses_by_route"])
    data = data[(data["unit"] == unit) & (data["dose"] > 0)]
    totals = data.groupby("route")["papers"].sum().sort_values(ascending=False)
    order = totals.index.tolist()[:ROUTES]
    data = data[data["route"].isin(order)]
    data = data.assign(label=data["route"].map(words))
    names = [words(route) for route in order]
    base = alt.Chart(data, width=WIDTH, height=ROW * max(len(order), 1)).encode(
        x=alt.X(
            "dose:Q",
            title=unit,
            scale=alt.Scale(type="log", nice=False, padding=24),
            axis=alt.Axis(grid=True, format="~g", values=STEPS, labelOverlap=True),
        ),
        y=alt.Y("label:N", sort=names, title=None, axis=alt.Axis(labelColor=INK)),
    )
    circles = base.mark_circle(color=ACCENT, opacity=0.55, stroke=ACCENT, strokeWidth=1).encode(
        size=alt.Size("papers:Q", scale=alt.Scale(range=[30, LARGEST]), legend=None),
        tooltip=[
            alt.Tooltip("label:N", title="route"),
            alt.Tooltip("dose:Q", title=unit, format="~g"),
            alt.Tooltip("papers:Q", format=","),
        ],
    )
    largest = data.sort_values("papers", ascending=False).groupby("route").head(1)
    named = (
        alt.Chart(largest)
        .mark_text(dy=-20, fontWeight=600, fontSize=11)
        .encode(x="dose:Q", y=alt.Y("label:N", sort=names), text=alt.Text("dose:Q", format="~g"))
    )
    return styled(circles + named)
