"""The report as one HTML page: everything it shows, put together. Pure: frames in, text out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from analysis.figures import FIGURES
from analysis.figures.theme import COLOURS, plain, words
from analysis.report.findings import finding
from analysis.report.sets import Numbered, Sets, listed, ordered, set_column
from analysis.report.told import (
    key_figures,
    labels_told,
    lead,
    ledger_told,
    new_told,
    rows_of,
    searches,
    together_told,
    trust_told,
)
from analysis.summaries.questions import declared
from harvester.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.summaries import Summaries

SECTIONS = (
    *(("overview", "At a glance"), ("conditions", "Conditions"), ("questions", "Questions")),
    *(("treatment", "Treatment"), ("sources", "Journals"), ("new", "New")),
    *(("trust", "Retracted"), ("quality", "Quality"), ("ledger", "Sources")),
)
WIDE = frozenset({"evidence_map", "adverse_effects", "sample_sizes"})
TABLES = ("conditions", "missing", "indexing", "methods")  # that stand on the page whole
LIBRARY = "window.vegaEmbed = vegaEmbed;"  # Vega, Vega-Lite and their embedding, in one script
# Of every summary the columns that people read, and what they are called.
NAMES = {"papers": "Papers", "trials": "Trials", "name": "Condition"}


@dataclass(frozen=True)
class Told:
    """What the page is told beside the summaries.

    about: provenance (analysis/export/provenance.py). since: papers first seen after that time are
    new; None for the first report. scores: a frame of label scores, or None. files: paths of the
    files beside the page, by figure or table. notice: what must be said before all else.
    """

    about: Mapping[str, Any]
    since: str | None = None
    since_name: str | None = None
    scores: "pd.DataFrame | None" = None
    files: Mapping[str, list[str]] = field(default_factory=dict)
    notice: str = ""


def page(summaries: "Summaries", told: Told) -> str:
    """Return the page. Raises MissingExtraError where the packages it is drawn with are absent."""
    try:
        import altair  # noqa: F401
        import jinja2
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("The report", "report") from error
    papers = ordered(summaries.material.papers)
    sets = Sets(papers["paper_id"])
    numbered = Numbered(summaries, sets)
    titles = {name: finding(name, summaries) for name in FIGURES}
    context = {
        "about": told.about,
        "as_of": as_of(told.about),
        "notice": told.notice,
        "lead": lead(numbered, told.about),
        "sections": SECTIONS,
        "ledger": ledger_told(numbered),
        "searches": searches(told.about),
        "keys": key_figures(numbered, sets, told.since),
        "figures": {name: _figure(name, title, told) for name, title in titles.items()},
        "tables": {name: rows_of(numbered[name]) for name in TABLES},
        "questions": _questions(numbered),
        "new": new_told(numbered, sets, told.since, told.since_name),
        "together": together_told(numbered),
        "trust": trust_told(numbered),
        "labels": labels_told(numbered, told.scores),
        "downloads": [{"path": path, "name": _name(path)} for path in told.files.get("", [])],
    }
    data: dict[str, Any] = {
        "figures": {name: _drawn(name, title, numbered) for name, title in titles.items()},
        "tables": {name: _table(numbered[figure.table], name) for name, figure in FIGURES.items()},
    }
    data |= {"papers": listed(papers), "sets": sets.told()}  # last: all sets are known by now
    loader = jinja2.PackageLoader("analysis.report", ".")
    made = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    template = made.get_template("page.html.j2")
    return template.render(
        **context,
        told=data,
        style=_asset("page.css"),
        script=_asset("page.js"),
        library=in_script(vl_convert.javascript_bundle(LIBRARY)),
    )


def as_of(about: Mapping[str, Any]) -> str:
    """Return the day and time at which the corpus was last whole, as people read it."""
    told = str(about.get("as_of") or "")
    return f"{told[:10]} {told[11:16]} UTC" if told else "no harvest: the papers were imported"


def in_script(text: str) -> Any:
    """Return *text* as it may stand in a script element: nothing in it ends the element."""
    from markupsafe import Markup

    return Markup(text.replace("</script", "<\\/script").replace("<!--", "<\\!--"))  # noqa: S704


def _asset(name: str) -> Any:
    return in_script(files("analysis.report").joinpath(name).read_text(encoding="utf-8"))


def _figure(name: str, title: str, told: Told) -> dict[str, Any]:
    paths = told.files.get(name, [])
    return {
        "title": title,
        "note": FIGURES[name].says,
        "wide": name in WIDE,
        "files": [{"path": path, "name": path.rsplit(".", 1)[-1].upper()} for path in paths],
    }


def _drawn(name: str, title: str, numbered: Numbered) -> dict[str, Any]:
    """Return the drawing with the page's colours in place of fixed ones, so that it follows it."""
    figure = FIGURES[name]
    text = json.dumps(figure.draw(numbered).to_dict(), allow_nan=False)
    for variable, colour in COLOURS.items():
        text = text.replace(f'"{colour}"', f'"var(--{variable})"')
    says = f"{title}. {figure.says}"
    return {"spec": json.loads(text), "says": says, "columns": figure.columns}


def _table(table: "pd.DataFrame", figure: str) -> dict[str, Any]:
    """Return what the page makes a table of: visible columns, rows, and where the sets stand."""
    import pandas as pd

    if figure.startswith("doses_"):
        table = table[table["unit"] == figure.removeprefix("doses_").replace("_per_", "/")]
    kept = plain(table)
    hidden = {str(name) for name in kept if str(name) == "set" or str(name).endswith("_set")}
    if "name" in kept:
        hidden.add("condition")
    shown = [str(name) for name in kept if name not in hidden]
    behind = [name for name in kept if str(name) in hidden - {"condition"}]
    columns = []
    for name in shown:
        column: dict[str, Any] = {"name": NAMES.get(name, name.replace("_", " ").capitalize())}
        column["numeric"] = bool(pd.api.types.is_numeric_dtype(kept[name]))
        column["year"] = name == "year"
        if set_column(name) in behind and name.endswith("s"):
            column["set"] = len(shown) + behind.index(set_column(name))
        columns.append(column)
    for name in {"design", "route", "form", "adverse_effect", "mechanism"} & set(kept):
        kept = kept.assign(**{name: kept[name].map(words)})
    rows = kept[[*shown, *behind]].astype(object)
    return {"columns": columns, "rows": rows.where(rows.notna(), None).to_numpy().tolist()}


def _questions(numbered: Numbered) -> list[dict[str, Any]]:
    rows = rows_of(numbered["questions"])
    return [
        {**question, "rows": [row for row in rows if row["question"] == key]}
        for key, question in declared().items()
    ]


def _name(path: str) -> str:
    return path.removesuffix(".csv").rsplit("/", 1)[-1].replace("_", " ")
