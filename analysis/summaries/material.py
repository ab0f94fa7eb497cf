"""What all summaries are made from, and the one way in which they count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.conditions import conditions
from harvester.corpus import Corpus
from harvester.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd

FACT = ("paper_id", "value", "low", "high", "unit")
NAMES = ("papers", "labels", "facts", "authors", "registries", "links", "runs", "changes")
TRIALS = ("rct", "nonrandomised_trial")
REVIEWS = ("systematic_review", "narrative_review")


@dataclass(frozen=True)
class Material:
    """The frames of a corpus; `papers` without those that the query no longer returns."""

    papers: "pd.DataFrame"
    labels: "pd.DataFrame"
    facts: "pd.DataFrame"
    authors: "pd.DataFrame"
    registries: "pd.DataFrame"
    links: "pd.DataFrame"
    runs: "pd.DataFrame"
    changes: "pd.DataFrame"

    @cached_property
    def labelled(self) -> "pd.DataFrame":
        """One row per paper and condition that holds: paper_id, condition, population."""
        held = self.labels["label"].fillna(value=False).astype(bool)
        return self.labels.loc[held, ["paper_id", "condition", "population"]]

    @cached_property
    def design(self) -> "pd.Series[str]":
        """The design of each paper that has one, by paper_id."""
        rows = self.fact("design")
        return rows.set_index("paper_id")["value"]

    @cached_property
    def year(self) -> "pd.Series[int]":
        """The year of each paper that has one, by paper_id."""
        dated = self.papers[self.papers["year"].notna()]
        return dated.set_index("paper_id")["year"].astype(int)

    @cached_property
    def names(self) -> dict[str, str]:
        """The conditions by key, in the order of conditions.toml."""
        return {key: condition.name for key, condition in conditions().items()}

    def fact(self, attribute: str) -> "pd.DataFrame":
        """Return the facts of one attribute: paper_id, value, low, high, unit."""
        return self._by_attribute.get(attribute, self.facts.iloc[:0])[list(FACT)]

    @cached_property
    def _by_attribute(self) -> "dict[Any, pd.DataFrame]":
        return dict(list(self.facts.groupby("attribute")))


def material(corpus: Any) -> Material:
    """Return the frames of *corpus*; a table that it does not have is empty."""
    frames = {name: _frame(corpus, name) for name in NAMES}
    papers = frames["papers"]
    if "paper_id" not in papers:
        raise ValueError("papers: wanted a frame with a column paper_id.")
    if "gone_since" in papers:
        frames["papers"] = papers[papers["gone_since"].isna()]
    held = set(frames["papers"]["paper_id"])
    told = {name: _kept(frame, held) for name, frame in frames.items() if "paper_id" in frame}
    return Material(**{**frames, **told})


def _kept(frame: "pd.DataFrame", held: set[str]) -> "pd.DataFrame":
    """Return the rows of papers that count; text as Python's own, which is faster to look up."""
    kept = frame[frame["paper_id"].map(held.__contains__).astype(bool)]
    texts = [name for name in ("paper_id", "attribute", "value", "condition") if name in kept]
    return kept.astype(dict.fromkeys(texts, object))


def _frame(corpus: Any, name: str) -> "pd.DataFrame":
    import pandas as pd

    if name == "changes" and isinstance(corpus, Corpus):
        return corpus.columns("changes", "run", "paper_id", "field")
    is_mapping = isinstance(corpus, Mapping)
    frame = corpus.get(name) if is_mapping else getattr(corpus, name, None)
    return pd.DataFrame(columns=list(TABLES[name].names)) if frame is None else frame


def counted(rows: "pd.DataFrame", keys: Sequence[str]) -> "pd.DataFrame":
    """Return one row per combination of *keys*: how many papers, and which, the most first."""
    pairs = rows[[*keys, "paper_id"]].drop_duplicates()
    groups = pairs.groupby(list(keys), sort=False, observed=True)["paper_id"]
    found = groups.agg(papers="size", paper_ids=list).reset_index()
    down = [False, *(True for _ in keys)]
    return found.sort_values(["papers", *keys], ascending=down, ignore_index=True)


def trials_apart(rows: "pd.DataFrame", keys: Sequence[str], held: Material) -> "pd.DataFrame":
    """Return `counted`, with how many of the papers are trials, and which: trials, trial_ids."""
    found = counted(rows, keys)
    trials = set(held.design.index[held.design.isin(TRIALS)])
    found["trial_ids"] = [[one for one in ids if one in trials] for ids in found["paper_ids"]]
    found["trials"] = found["trial_ids"].map(len)
    return found
