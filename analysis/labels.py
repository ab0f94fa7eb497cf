"""Labels with the words that made them: `classify` and `labels_wide`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.conditions import conditions
from analysis.judgement import POINTS, focus, weight
from analysis.judges import Judge, ModelJudge
from analysis.lexicon import Mention, by_condition, lexicon
from analysis.model import shipped
from harvester.errors import UsageError
from harvester.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd

EVIDENCE = 5  # the weightiest mentions of a condition that are shown
HEADINGS = ("mesh", "mesh_terms")  # columns that may hold MeSH descriptors, as ids or names

Decided = Mapping[tuple[str, str], bool]


class Paper(NamedTuple):
    """What is read of a paper: headings are MeSH descriptors, as ids or names."""

    paper_id: str
    title: str | None
    abstract: str | None
    headings: frozenset[str]


def classify(
    papers: "pd.DataFrame",
    operating_point: str = "balanced",
    decisions: Decided | None = None,
    judge: Judge | None = None,
) -> "pd.DataFrame":
    """Label every paper for every condition.

    Parameters
    ----------
    papers : frame with title and abstract, and paper_id (any unique text) or pmid. A paper may
        lack its abstract. mesh or mesh_terms (lists of MeSH descriptors, as ids or names) are
        used where they are there. Other columns are not read.
    operating_point : `sensitive` (recall first, for screening), `balanced` or `precise`.
    decisions : what humans decided, by (paper_id, condition); it outranks what is computed.
    judge : who decides: by default the learned model that is shipped; `LexiconJudge()` is the
        base it has to beat.

    Returns
    -------
    One row per paper and condition, in the order of *papers* and of conditions.toml, with the
    columns of the table `labels` (schema.toml). papers[field][start:end] == text for all evidence.

    Raises
    ------
    ValueError : naming the columns that are missing, or an identifier that is not unique.
    UsageError : an operating point that does not exist.
    """
    if operating_point not in POINTS:
        raise UsageError(
            f"There is no operating point {operating_point!r}; there are: {', '.join(POINTS)}."
        )
    judge = judge or ModelJudge(shipped())
    rows = (
        row
        for paper in read_papers(papers)
        for row in _rows(paper, judge, operating_point, decisions or {})
    )
    return labels_frame(rows)


def labels_wide(labels: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row per paper: paper_id, then label and score of each condition.

    The columns are named `depression` (boolean), `depression_score` (0 to 1), and so on, in the
    order of conditions.toml; papers stand in the order of *labels*.
    """
    require(labels, ("paper_id", "condition", "score", "label"), "labels")
    wide = labels[["paper_id"]].drop_duplicates().set_index("paper_id")
    keys = [key for key in conditions() if key in set(labels["condition"])]
    keys += [key for key in labels["condition"].unique() if key not in keys]
    for key in keys:
        rows = labels[labels["condition"] == key].set_index("paper_id")
        wide[key] = rows["label"].astype("boolean")
        wide[f"{key}_score"] = rows["score"].astype("Float64")
    return wide.reset_index()


def identifiers(papers: "pd.DataFrame") -> list[str]:
    """Return a paper_id for each row. Raises ValueError for missing columns and double ids."""
    require(papers, ("title", "abstract"), "papers")
    if "paper_id" in papers:
        ids = papers["paper_id"].astype("string")
    elif "pmid" in papers:
        ids = "pmid:" + papers["pmid"].astype("Int64").astype("string")
    else:
        require(papers, ("paper_id or pmid",), "papers")
    if ids.isna().any():
        raise ValueError(f"papers: row {int(ids.isna().argmax())} has no paper_id or pmid.")
    if ids.duplicated().any():
        raise ValueError(f"papers: {ids[ids.duplicated()].iloc[0]!r} stands more than once.")
    return [str(one) for one in ids]


def require(frame: "pd.DataFrame", columns: tuple[str, ...], name: str) -> None:
    """Raise ValueError naming the *columns* that *frame* lacks."""
    if missing := [column for column in columns if column not in frame]:
        raise ValueError(
            f"{name}: needs the column{'s' * (len(missing) > 1)} {', '.join(missing)}; "
            f"it has: {', '.join(map(str, frame.columns)) or 'none'}."
        )


def labels_frame(rows: Iterator[tuple[Any, ...]]) -> "pd.DataFrame":
    """Return *rows* as a frame typed as schema.toml says."""
    import pandas as pd

    table = TABLES["labels"]
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * len(table.names)
    kinds = {"text": "string", "real": "Float64", "flag": "boolean", "objects": "object"}
    return pd.DataFrame(
        {
            column.name: pd.Series(list(values), dtype=kinds[column.kind])
            for column, values in zip(table.columns, columns, strict=True)
        }
    )


def read_papers(papers: "pd.DataFrame") -> Iterator[Paper]:
    """Yield the papers of a frame in its order; what is not text is missing."""
    ids = identifiers(papers)
    column = next((name for name in HEADINGS if name in papers), None)
    headings = papers[column] if column else [()] * len(ids)
    for paper_id, title, abstract, told in zip(
        ids, papers["title"], papers["abstract"], headings, strict=True
    ):
        yield Paper(
            paper_id,
            title if isinstance(title, str) else None,
            abstract if isinstance(abstract, str) else None,
            frozenset(told) if isinstance(told, list | tuple | np.ndarray) else frozenset(),
        )


def _rows(paper: Paper, judge: Judge, point: str, decisions: Decided) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one paper, in the order of the table `labels`."""
    reading = lexicon().read(paper.title, paper.abstract)
    mentions = by_condition(lexicon().mentions(reading))
    verdicts = judge.verdicts(reading, mentions, paper.headings, point)
    for key in conditions():
        found = mentions.get(key, [])
        score, label, people = verdicts[key]
        method = judge.method
        decided = decisions.get((paper.paper_id, key))
        if decided is not None:
            score, label, people, method = float(decided), decided, people and decided, "human"
        chief = focus(found, label)
        seen = evidence(found) if found else []
        yield paper.paper_id, key, score, label, people, chief, method, judge.version, seen


def evidence(mentions: list[Mention]) -> list[Mapping[str, Any]]:
    """Return the weightiest mentions as spans, in the order of the text, title first."""
    chosen = sorted(mentions, key=weight, reverse=True)[:EVIDENCE]
    chosen.sort(key=lambda m: (m.field != "title", m.start))
    return [
        {"field": m.field, "start": m.start, "end": m.end, "text": m.text, "term": m.term}
        for m in chosen
    ]
