"""One row per paper with all that is known of it: what every export starts from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.exported import typed
from harvester.schema import TABLES, Column

if TYPE_CHECKING:
    import pandas as pd

# Columns made of the facts of a paper: (column, its attribute).
FACTS = (
    (
        Column("design", "text", "Study design, in the codebook's words.", "facts: design"),
        "design",
    ),
    (Column("species", "list", "human, animal, in_vitro.", "facts: species"), "species"),
    (Column("routes", "list", "Routes by which ketamine was given.", "facts: route"), "route"),
    (
        Column("forms", "list", "ketamine, esketamine, arketamine, metabolite.", "facts: form"),
        "form",
    ),
    (
        Column("sample_size", "int", "Participants or animals analysed.", "facts: sample_size"),
        "sample_size",
    ),
    (Column("doses", "list", "Each dose, normalised: 0.5 mg/kg.", "facts: dose"), "dose"),
)


@dataclass(frozen=True)
class Selection:
    """The papers of an export, their columns, and the tables beside them.

    papers: one row per paper, columns and dtypes as in *columns*. tables: authors, mesh, … by
    name, for formats that need more than a row; absent ones are left out.
    """

    papers: "pd.DataFrame"
    columns: tuple[Column, ...]
    tables: Mapping[str, "pd.DataFrame"] = field(default_factory=dict)

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of each column, in order."""
        return {column.name: column.kind for column in self.columns}


def export_columns(conditions: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of an export, in order."""
    labels = [
        column
        for key in conditions
        for column in (
            Column(key, "flag", f"The paper studies {key} (codebook).", f"labels: {key}"),
            Column(f"{key}_score", "real", f"Probability of {key}.", f"labels: {key}"),
        )
    ]
    return (*TABLES["papers"].columns, *labels, *(column for column, _ in FACTS))


def select(
    papers: "pd.DataFrame",
    labels: "pd.DataFrame | None" = None,
    facts: "pd.DataFrame | None" = None,
    *,
    conditions: Sequence[str],
    tables: Mapping[str, "pd.DataFrame"] | None = None,
) -> Selection:
    """Join papers, labels and facts into one row per paper, in the order of *papers*.

    A column of `papers` that the frame lacks is null. Without labels, or without facts, their
    columns are null; a paper with facts, but none of an attribute, has an empty list there.
    Raises ValueError for a frame without paper_id, or with one twice.
    """
    if "paper_id" not in papers or papers["paper_id"].duplicated().any():
        raise ValueError("papers: wanted a frame with one row per paper_id.")
    ids = papers["paper_id"].tolist()
    columns = export_columns(conditions)
    values: dict[str, list[object]] = {}
    for column in TABLES["papers"].columns:
        values[column.name] = (
            _plain(papers[column.name]) if column.name in papers else [None] * len(ids)
        )
    values |= _labelled(ids, labels, conditions)
    values |= _factual(ids, facts)
    kinds = {column.name: column.kind for column in columns}
    return Selection(typed(values, kinds), columns, tables or {})


def _plain(series: "pd.Series") -> list[object]:
    """Return plain values, None for null."""
    missing = series.isna().tolist()
    return [None if gone else value for value, gone in zip(series.tolist(), missing, strict=True)]


def _labelled(
    ids: list[str], labels: "pd.DataFrame | None", conditions: Sequence[str]
) -> dict[str, list[object]]:
    values: dict[str, list[object]] = {}
    for key in conditions:
        flags: dict[str, object] = {}
        scores: dict[str, object] = {}
        if labels is not None and len(labels):
            mine = labels[labels["condition"] == key]
            flags = dict(zip(mine["paper_id"], _plain(mine["label"]), strict=True))
            scores = dict(zip(mine["paper_id"], _plain(mine["score"]), strict=True))
        values[key] = [flags.get(paper) for paper in ids]
        values[f"{key}_score"] = [scores.get(paper) for paper in ids]
    return values


def _factual(ids: list[str], facts: "pd.DataFrame | None") -> dict[str, list[object]]:
    found: dict[str, dict[str, list[str]]] = {}
    if facts is not None:
        rows = facts[["paper_id", "attribute", "value"]].itertuples(index=False)
        for paper, attribute, value in rows:
            found.setdefault(attribute, {}).setdefault(paper, []).append(str(value))
    values: dict[str, list[object]] = {}
    for column, attribute in FACTS:
        told = found.get(attribute, {})
        if column.kind == "list":
            values[column.name] = [told.get(paper, []) if found else None for paper in ids]
        else:
            firsts = [told.get(paper, [None])[0] for paper in ids]
            as_int = column.kind == "int"
            values[column.name] = [int(float(v)) if v and as_int else v for v in firsts]
    return values
