"""Horizontal bars, the most first; trials are the darker part of each bar."""

from typing import TYPE_CHECKING, Any

from analysis.figures.theme import ACCENT, FAINT, INK, WIDTH, plain, styled, words

if TYPE_CHECKING:
    from analysis.summaries import Summaries

SHOWN = 12
ROW = 24  # pixels


def journals(summaries: "Summaries") -> Any:
    """Journals."""
    return _ranking(summaries, "journals", "journal")


def countries(summaries: "Summaries") -> Any:
    """Countries of the journals."""
    return _ranking(summaries, "countries", "country")


def institutions(summaries: "Summaries") -> Any:
    """Institutions, as affiliations name them."""
    return _ranking(summaries, "institutions", "institution")


def groups(summaries: "Summaries") -> Any:
    """Last authors."""
    return _ranking(summaries, "groups", "last_author")


def mechanisms(summaries: "Summaries") -> Any:
    """Mechanisms."""
    return _ranking(summaries, "mechanisms", "mechanism", spoken=True)


def _ranking(summaries: "Summaries", table: str, key: str, *, spoken: bool = False) -> Any:
    import altair as alt

    data = plain(summaries[table].head(SHOWN))
    data = data.assign(label=data[key].map(words) if spoken else data[key])
    order = data["label"].tolist()
    base = alt.Chart(data, width=WIDTH, height=ROW * max(len(order), 1)).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelColor=INK, labelLimit=240)),
        tooltip=[
            alt.Tooltip("label:N", title=" "),
            alt.Tooltip("papers:Q", format=","),
            alt.Tooltip("trials:Q", format=","),
        ],
    )
    x = alt.X("papers:Q", title=None, axis=None)
    every = base.mark_bar(color=FAINT, cornerRadiusEnd=2, height={"band": 0.72}).encode(x=x)
    trials = base.mark_bar(color=ACCENT, cornerRadiusEnd=2, height={"band": 0.72}).encode(
        x=alt.X("trials:Q", axis=None)
    )
    number = base.mark_text(align="left", dx=5, fontSize=12).encode(
        x=x, text=alt.Text("papers:Q", format=",")
    )
    return styled((every + trials + number).properties(padding={"right": 10}))
