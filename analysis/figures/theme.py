"""How every chart looks: colours that colour-blind readers tell apart, few lines, direct labels.

The categorical colours are those of Okabe and Ito (Color Universal Design, 2008), darkened where
they would be too light on white. The report puts CSS variables in place of these hexadecimal
values, so that one drawing is right on a light page, on a dark one, and on paper.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

INK = "#1d2329"
MUTED = "#5b6570"
GRID = "#e3e6ea"
PAPER = "#fefefe"
ACCENT = "#0b6e75"
FAINT = "#9fc6c9"
SERIES = ("#0072b2", "#d55e00", "#00825f", "#b3558a", "#9a6700", "#3f8fbf")
COLOURS = {"ink": INK, "muted": MUTED, "grid": GRID, "paper": PAPER, "accent": ACCENT}
COLOURS |= {"faint": FAINT, **{f"series-{n}": colour for n, colour in enumerate(SERIES, 1)}}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
WIDTH = 640  # of a chart that stands alone; the report sets its own


def styled(chart: "alt.TopLevelMixin") -> Any:
    """Return *chart* with the look of this project."""
    _offline()
    axis = {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "grid": False,
        "gridColor": GRID,
        "labelPadding": 6,
    }
    return (
        chart.configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(**axis)
        .configure_header(
            labelColor=INK,
            labelFontSize=13,
            labelFontWeight=600,
            labelAnchor="start",
            title=None,
            labelPadding=2,
        )
        .configure_text(color=INK, fontSize=12)
    )


def _offline() -> None:
    """Let a notebook draw charts itself, as SVG: Altair's default asks a server for its scripts.

    Who wants them interactive says so: `altair.renderers.enable("html")` is left as it is.
    """
    import altair as alt

    if alt.renderers.active == "default":
        alt.renderers.enable("svg")


def plain(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return *table* without its lists of papers, with plain dtypes, as a chart's data."""
    kept = table.drop(columns=[name for name in table if str(name).endswith("_ids")])
    return kept.astype({name: object for name in kept if str(kept[name].dtype) == "string"})


def words(key: str) -> str:
    """Return a key as people read it.

    >>> words("increased_blood_pressure"), words("rct"), words("iv")
    ('Increased blood pressure', 'Randomised trial', 'Intravenous')
    """
    return SPOKEN.get(key) or key.replace("_", " ").capitalize()


SPOKEN = {
    "rct": "Randomised trial",
    "nonrandomised_trial": "Other trial",
    "in_vitro": "In vitro",
    "iv": "Intravenous",
    "im": "Intramuscular",
    "sc": "Subcutaneous",
    "ip": "Intraperitoneal",
    "opioid_receptor": "Opioid receptors",
    "NMDA": "NMDA receptors",
    "AMPA": "AMPA receptors",
    "monoamine": "Monoamines",
    "brain_network": "Brain networks",
    **{key: key for key in ("BDNF", "mTOR", "GABA", "VEGF", "HCN", "GSK-3")},
}
# From the strongest to the weakest evidence, as the evidence map and all lists have them.
DESIGNS = (
    *("systematic_review", "rct", "nonrandomised_trial", "protocol", "observational"),
    *("case_report", "narrative_review", "animal_experiment", "in_vitro", "other"),
)
