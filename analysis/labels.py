"""Labels with the words that made them: `classify` and `labels_wide`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analysis.conditions import conditions
from analysis.judgement import THRESHOLDS, focus, judge, weight
from analysis.lexicon import Mention, lexicon
from harvester.errors import UsageError
from harvester.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd

VERSION = "lexicon-1"
EVIDENCE = 5  # the weightiest mentions of a condition that are shown
HUMAN_KINDS = ("disorder",)


Decided = Mapping[tuple[str, str], bool]


def classify(
    papers: "pd.DataFrame", operating_point: str = "balanced", decisions: Decided | None = None
) -> "pd.DataFrame":
    """Label every paper for every condition.

    Parameters
    ----------
    papers : frame with title and abstract, and paper_id (any unique text) or pmid. A paper may
        lack its abstract. Other columns are not read.
    operating_point : `sensitive` (recall first, for screening), `balanced` or `precise`.
    decisions : what humans decided, by (paper_id, condition); it outranks what is computed.

    Returns
    -------
    One row per paper and condition, in the order of *papers* and of conditions.toml, with the
    columns of the table `labels` (schema.toml). papers[field][start:end] == text for all evidence.

    Raises
    ------
    ValueError : naming the columns that are missing, or an identifier that is not unique.
    UsageError : an operating point that does not exist.
    """
    if operating_point not in THRESHOLDS:
        raise UsageError(
            f"There is no operating point {operating_point!r}; there are: {', '.join(THRESHOLDS)}."
        )
    ids = identifiers(papers)
    rows = (
        row
        for paper in _texts(papers, ids)
        for row in _rows(*paper, operating_point, decisions or {})
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


def _texts(papers: "pd.DataFrame", ids: list[str]) -> Iterator[tuple[str, str | None, str | None]]:
    for paper_id, title, abstract in zip(ids, papers["title"], papers["abstract"], strict=True):
        yield (
            paper_id,
            title if isinstance(title, str) else None,
            abstract if isinstance(abstract, str) else None,
        )


def _rows(
    paper_id: str, title: str | None, abstract: str | None, point: str, decisions: Decided
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one paper, in the order of the table `labels`."""
    reading = lexicon().read(title, abstract)
    mentions: dict[str, list[Mention]] = {key: [] for key in conditions()}
    for mention in lexicon().mentions(reading):
        mentions[mention.condition].append(mention)
    human = reading.count("human") > 0 and reading.count("human") >= reading.count("animal")
    for key, found in mentions.items():
        score = judge(found)
        decided = decisions.get((paper_id, key))
        if decided is not None:
            score = float(decided)
        label = score >= THRESHOLDS[point]
        people = label and human and any(m.kind in HUMAN_KINDS and m.counts for m in found)
        yield (
            paper_id,
            key,
            round(score, 4),
            label,
            people,
            focus(found, label),
            "lexicon" if decided is None else "human",
            VERSION,
            evidence(found),
        )


def evidence(mentions: list[Mention]) -> list[Mapping[str, Any]]:
    """Return the weightiest mentions as spans, in the order of the text, title first."""
    chosen = sorted(mentions, key=weight, reverse=True)[:EVIDENCE]
    chosen.sort(key=lambda m: (m.field != "title", m.start))
    return [
        {"field": m.field, "start": m.start, "end": m.end, "text": m.text, "term": m.term}
        for m in chosen
    ]
