"""Grids of counts: two things crossed, each cell with its number."""

from typing import TYPE_CHECKING, Any

from analysis.figures.theme import ACCENT, DESIGNS, INK, PAPER, WIDTH, plain, styled, words

if TYPE_CHECKING:
    import pandas as pd

    from analysis.summaries import Summaries

ROWS = 14  # of a grid; what comes after is in the table
ROW = 30  # pixels
DARK = 0.74  # of the strongest shade: from there on numbers are light


def evidence_map(summaries: "Summaries") -> Any:
    """Conditions by study design, from the strongest evidence to the weakest."""
    data = plain(summaries["conditions_by_design"])
    data = data.assign(across=data["design"].map(words), down=data["name"])
    across = [words(design) for design in DESIGNS]
    return grid(data, across, summaries["conditions"]["name"].tolist())


def sample_sizes(summaries: "Summaries") -> Any:
    """Study designs by number of participants or animals."""
    from analysis.summaries.treatment import classes

    data = plain(summaries["sample_sizes"])
    data = data.assign(across=data["participants"], down=data["design"].map(words))
    present = set(data["design"])
    return grid(data, classes(), [words(design) for design in DESIGNS if design in present])


def adverse_effects(summaries: "Summaries") -> Any:
    """Adverse effects by condition, the most named first."""
    data = plain(summaries["adverse_effects_by_condition"])
    data = data.assign(across=data["name"], down=data["adverse_effect"].map(words))
    down = [words(key) for key in summaries["adverse_effects"]["adverse_effect"]]
    totals = data.groupby("across")["papers"].sum().sort_values(ascending=False)
    return grid(data, totals.index.tolist(), down)


def grid(data: "pd.DataFrame", across: list[str], down: list[str]) -> Any:
    """Return a grid of the columns `down` and `across`; shade and number are `papers`.

    The shade follows the square root, so that small numbers are still told from none.
    """
    import altair as alt

    down = down[:ROWS]
    data = data[data["down"].isin(down) & data["across"].isin(across)]
    across = [name for name in across if name in set(data["across"])]
    most = int(data["papers"].max()) if len(data) else 1
    x = alt.X(
        "across:N",
        sort=across,
        title=None,
        axis=alt.Axis(orient="top", labelAngle=-35, labelAlign="left", labelLimit=150),
    )
    y = alt.Y("down:N", sort=down, title=None, axis=alt.Axis(labelColor=INK, labelLimit=190))
    base = alt.Chart(data, width=WIDTH, height=ROW * len(down)).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("down:N", title=" "),
            alt.Tooltip("across:N", title="  "),
            alt.Tooltip("papers:Q", format=","),
        ],
    )
    shade = alt.Scale(type="sqrt", domain=[0, most], range=[0.05, 1])
    cells = base.mark_rect(color=ACCENT, cornerRadius=3, stroke=PAPER, strokeWidth=2).encode(
        fillOpacity=alt.FillOpacity("papers:Q", scale=shade, legend=None)
    )
    light = f"sqrt(datum.papers / {most}) > {DARK}"
    numbers = base.mark_text(fontSize=12).encode(
        text=alt.Text("papers:Q", format=","),
        color=alt.condition(light, alt.value(PAPER), alt.value(INK)),
    )
    return styled(cells + numbers)
