"""How good the facts are: scores on papers read by people, with intervals, beside keywords.

The gold frame has the columns of data/gold/facts.csv: pmid; species, routes and forms joined by
"+"; design; n; doses joined by ";"; and `unsure`, which names the cells that are not scored.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.extraction import facts_of, papers_of
from analysis.facts.baseline import keywords
from analysis.facts.paper import Paper

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

# Column of the gold -> attribute of facts, and the measure. `exact`: right when the one value said
# is the gold's; `sets`: F1 over all values of all papers.
MEASURES = {
    "species": ("species", "sets"),
    "design": ("design", "exact"),
    "routes": ("route", "sets"),
    "forms": ("form", "sets"),
    "n": ("sample_size", "exact"),
    "doses": ("dose", "sets"),
}
RESAMPLES = 2000
Values = Mapping[str, set[str]]


class Score(NamedTuple):
    """One line of the table. score: F1 or share of papers right; low, high: its 95 % interval.

    papers: scored; values: how many the gold has in them. extra: papers where the gold says none
    and the reader does, which `exact` measures do not count.
    """

    attribute: str
    reader: str
    measure: str
    papers: int
    values: int
    precision: float
    recall: float
    score: float
    low: float
    high: float
    extra: int


def gold_values(column: str, cell: object) -> set[str]:
    """Return the values of one gold cell, numbers without idle zeros.

    >>> sorted(gold_values("doses", "0.50 mg/kg; 1.0 mg/kg")), gold_values("species", "none")
    (['0.5 mg/kg', '1 mg/kg'], set())
    """
    text = "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124 (a NaN)
    parts = {part.strip() for part in re.split(r";" if column == "doses" else r"\+", text)}
    return {_plain(part) if column in ("doses", "n") else part for part in parts - {"", "none"}}


def _plain(text: str) -> str:
    return re.sub(r"\d+(?:\.\d+)?", lambda number: f"{float(number[0]):.10g}", text)


def evaluate_facts(papers: "pd.DataFrame", gold: "pd.DataFrame", seed: int = 0) -> "pd.DataFrame":
    """Score the readers of facts and the keywords on the papers that both frames hold.

    papers: as for extract(), with pmid. Returns one row per attribute that the gold has a column
    of, and reader (Score).
    """
    import pandas as pd

    told = _told(papers)
    scores = []
    for column, (attribute, measure) in _asked(gold):
        wanted = _wanted(gold, column, told)
        for reader in ("ketlit", "keywords"):
            pairs = [(wanted[pmid], told[pmid][reader].get(attribute, set())) for pmid in wanted]
            scores.append(_score(attribute, reader, measure, pairs, seed))
    return pd.DataFrame(scores, columns=list(Score._fields))


def facts_mistakes(papers: "pd.DataFrame", gold: "pd.DataFrame") -> "pd.DataFrame":
    """List what the readers got wrong: one row per paper and attribute."""
    import pandas as pd

    told, rows = _told(papers), []
    for column, (attribute, _) in _asked(gold):
        for pmid, wanted in _wanted(gold, column, told).items():
            said = told[pmid]["ketlit"].get(attribute, set())
            if said != wanted:
                rows.append((pmid, attribute, "; ".join(sorted(wanted)), "; ".join(sorted(said))))
    return pd.DataFrame(rows, columns=["pmid", "attribute", "gold", "ketlit"])


def parts(gold: "pd.DataFrame") -> dict[str, "pd.DataFrame"]:
    """Return the gold by what it shows: locked papers, on which no rule was made, and open ones."""
    if "locked" not in gold:
        return {"all papers": gold}
    locked = gold["locked"].fillna(0).astype(int) == 1
    told = {"locked papers": gold[locked], "open papers": gold[~locked]}
    return {name: frame for name, frame in told.items() if len(frame)}


def _asked(gold: "pd.DataFrame") -> list[tuple[str, tuple[str, str]]]:
    return [(column, told) for column, told in MEASURES.items() if column in gold]


def _told(papers: "pd.DataFrame") -> dict[int, dict[str, Values]]:
    """Return what both readers say of each paper, by PMID."""
    pmids = [int(pmid) for pmid in papers["pmid"]]
    return {
        pmid: {"ketlit": _values(paper), "keywords": keywords(paper)}
        for pmid, (_, paper) in zip(pmids, papers_of(papers), strict=True)
    }


def _values(paper: Paper) -> Values:
    values: dict[str, set[str]] = {}
    for fact in facts_of(paper):
        values.setdefault(fact.attribute, set()).add(fact.value)
    return values


def _wanted(gold: "pd.DataFrame", column: str, told: Mapping[int, Any]) -> dict[int, set[str]]:
    unsure = gold["unsure"].fillna("").astype(str).str.split(";")
    return {
        int(pmid): gold_values(column, cell)
        for pmid, cell, doubts in zip(gold["pmid"], gold[column], unsure, strict=True)
        if int(pmid) in told and column not in doubts
    }


def _score(
    attribute: str, reader: str, measure: str, pairs: Iterable[tuple[set[str], set[str]]], seed: int
) -> Score:
    import numpy as np

    pairs = list(pairs)
    extra = sum(bool(said) and not wanted for wanted, said in pairs)
    if measure == "exact":
        pairs = [(wanted, said) for wanted, said in pairs if wanted]
    counts = np.array(
        [(len(w & s), len(s - w), len(w - s), int(w == s)) for w, s in pairs] or [(0, 0, 0, 0)],
        float,
    )
    chosen = np.random.default_rng(seed).integers(0, len(counts), (RESAMPLES, len(counts)))
    low, high = np.quantile(
        _measured(counts[chosen].sum(axis=1), measure, len(counts)), [0.025, 0.975]
    )
    total = counts.sum(axis=0)
    right, wrong, missed = total[:3]
    return Score(
        attribute,
        reader,
        measure,
        len(pairs),
        int(right + missed),
        float(right / max(right + wrong, 1)),
        float(right / max(right + missed, 1)),
        float(_measured(total[None], measure, len(counts))[0]),
        float(low),
        float(high),
        extra,
    )


def _measured(
    totals: "npt.NDArray[np.float64]", measure: str, papers: int
) -> "npt.NDArray[np.float64]":
    """Return the score of each row of summed counts (right, wrong, missed, exact)."""
    import numpy as np

    right, wrong, missed, exact = totals.T
    score: npt.NDArray[np.float64] = (
        exact / papers
        if measure == "exact"
        else 2 * right / np.maximum(2 * right + wrong + missed, 1)
    )
    return score
