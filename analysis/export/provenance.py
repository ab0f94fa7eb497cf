"""Where an export comes from: the query, how NCBI understood it, the run, the day, the versions."""

import platform
from typing import TYPE_CHECKING, Any

from harvester import __version__
from harvester.cells import absent
from harvester.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

WHOLE = "whole"
PUBMED = "pubmed"
NUMBER = 6  # digits: a longer number is the beginning of a run's name, which starts with a year


def searches(runs: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the last whole run of each source and topic, newest first."""
    whole = runs[runs["state"] == WHOLE].sort_values("run", ascending=False)
    last = whole.drop_duplicates(["source", "topic", "query"])
    names = ["run", "source", "topic", "query", "translation", "warnings", "count", "ended"]
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in last[names].itertuples(index=False, name=None)
    ]


def provenance(runs: "pd.DataFrame", labels: "pd.DataFrame | None") -> dict[str, Any]:
    """Return what a .meta.json says of the corpus; nothing in it depends on when it is asked.

    query, translation and run are those of the last whole run, of PubMed's if it was asked;
    `searches` has every source's. as_of is when the last of them ended.
    """
    told = searches(runs)
    asked = [search for search in told if search["query"]]
    first = [search for search in asked if search["source"] == PUBMED]
    last: dict[str, Any] = (first or asked or told or [{}])[0]
    models = [] if labels is None else sorted(labels["model_version"].dropna().unique().tolist())
    return {
        **{name: last.get(name) for name in ("query", "translation", "warnings", "topic", "run")},
        "as_of": max((str(search["ended"]) for search in told), default=None),
        "searches": told,
        "versions": {
            "ketlit": __version__,
            "python": platform.python_version(),
            "labels": models,
        },
    }


def since_last_time(runs: "pd.DataFrame") -> str | None:
    """Return when the last whole run but one ended: what came later is new. None: all is new.

    An incomplete run in between does not count, so nothing it brought is missed.
    """
    whole = runs[(runs["state"] == WHOLE) & runs["query"].notna()].sort_values("run")
    if whole.empty:
        return None
    last = whole.iloc[-1]
    same = whole[(whole["source"] == last["source"]) & (whole["query"] == last["query"])]
    return str(same.iloc[-2]["ended"]) if len(same) > 1 else None


def ended(runs: "pd.DataFrame", name: str) -> str | None:
    """Return when a run ended: by its number, from 1 for the first, or the beginning of its name.

    "last" is the run before the last whole one, as in `since_last_time`. Raises UsageError,
    naming what exists.
    """
    if name == "last":
        return since_last_time(runs)
    told = runs.sort_values("run", ignore_index=True)
    if name.isdigit() and len(name) < NUMBER:
        found = told.iloc[int(name) - 1 : int(name)] if int(name) else told.iloc[:0]
    else:
        found = told[told["run"].str.startswith(name)]
    if len(found) != 1:
        which = f"{len(found)} runs begin so" if len(found) else "no such run"
        last = ", ".join(told["run"].tail(5))
        raise UsageError(
            f"--since-run {name!r}: {which}. There are {len(told)} runs, 1 to {len(told)}; "
            f"the last: {last or 'none'}."
        )
    row = found.iloc[0]
    return str(row["ended"] if row["ended"] == row["ended"] else row["started"])


def _plain(value: Any) -> Any:
    """Return a value that JSON knows: None for null, Python's own numbers."""
    if absent(value):
        return None
    return value.item() if hasattr(value, "item") else value
