"""The known truth of the sample as CSV, in the columns of the gold labels and a few more."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from harvester.sandbox.sample.catalogue import Declared
from harvester.sandbox.sample.facts import CONDITIONS

# The gold labels' names for attributes that the contract calls otherwise.
NAMED = {"routes": "route", "forms": "form", "n": "sample_size", "doses": "dose"}
MORE = (
    "infusion_duration", "sessions", "comparator", "instrument", "adverse_effect", "onset",
    "follow_up", "registry", "subgroup",
)  # fmt: skip
POPULATIONS = tuple(f"population_{key}" for key in CONDITIONS)
PLUS = ("species", "routes", "forms")  # several values are joined by + here, as in the gold labels
COLUMNS = (
    "pmid", "pmcid", "key", "on_topic", "year", *CONDITIONS, *POPULATIONS, "focus", "retraction",
    "species", "design", *NAMED, *MORE, "trap", "shape",
)  # fmt: skip


def truth_csv(records: Iterable[Declared]) -> bytes:
    """Return one line per record: labels as 0 and 1, then population, focus and facts."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for one in records:
        writer.writerow(_line(one))
    return out.getvalue().encode()


def _line(one: Declared) -> dict[str, object]:
    truth, row = one.truth, one.row
    facts = {}
    for column in ("species", "design", *NAMED, *MORE):
        values = truth.facts.get(NAMED.get(column, column), ())
        facts[column] = ("+" if column in PLUS else "; ").join(values)
    return {
        "pmid": one.pmid or "",
        "pmcid": _pmcid(row),
        "key": one.key,
        "on_topic": int(one.on_topic),
        "year": one.year,
        **{key: int(key in truth.labels) for key in CONDITIONS},
        **{f"population_{key}": int(key in truth.population) for key in CONDITIONS},
        "focus": "; ".join(f"{key}:{focus}" for key, focus in truth.focus.items()),
        "retraction": row.get("retraction", "none"),
        **facts,
        "trap": row.get("trap", ""),
        "shape": row.get("shape", ""),
    }


def _pmcid(row: Mapping[str, Any]) -> str:
    """Return the PMCID of the same paper, whether or not its PubMed record names it."""
    if "pmc" in row:
        return f"PMC{row['pmc']['pmcid']}"
    return str(row.get("same_in_pmc") or row.get("pmcid", ""))
