"""Human in the loop: the least certain papers out, decisions back, agreement, when to stop."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.conditions import conditions
from harvester.decisions import Decision
from harvester.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "paper_id", "pmid", "condition", "label", "score", "evidence", "decision", "note", "title",
    "abstract",
)  # fmt: skip
ANSWERS = {"yes": True, "no": False, "unsure": None}


class Agreement(NamedTuple):
    """How far two reviewers agree on one condition. kappa is nan where it has no meaning."""

    condition: str
    first: str
    second: str
    papers: int
    agreed: int
    kappa: float


class Remaining(NamedTuple):
    """What is left to be found for one condition, by the calibrated scores.

    found: papers that carry the label. missed: expected among those that do not and that nobody
    decided on; low, high: its 95 % interval. recall: found and right, of all there are.
    """

    condition: str
    found: int
    decided: int
    missed: float
    missed_low: float
    missed_high: float
    recall: float


def least_certain(
    papers: "pd.DataFrame",
    labels: "pd.DataFrame",
    decided: Iterable[tuple[str, str]],
    keys: Sequence[str],
    number: int,
) -> "pd.DataFrame":
    """Return *number* papers per condition whose score tells least, most doubtful first.

    Doubt is closeness to one half. Papers *decided* on, by (paper_id, condition), are left out.
    The columns are COLUMNS; `decision` is for the reviewer: yes, no or unsure.
    """
    import pandas as pd

    done = set(decided)
    pairs = zip(labels["paper_id"], labels["condition"], strict=True)
    is_open = pd.Series([p not in done and p[1] in keys for p in pairs], index=labels.index)
    open_ones = labels[is_open]
    doubt = (open_ones["score"].astype(float) - 0.5).abs()
    chosen = (
        open_ones.assign(doubt=doubt)
        .sort_values(["doubt", "paper_id"])
        .groupby("condition", sort=False)
        .head(number)
    )
    order = {key: place for place, key in enumerate(keys)}
    chosen = chosen.sort_values(
        "condition", key=lambda column: column.map(order), kind="stable"
    ).merge(papers[["paper_id", "pmid", "title", "abstract"]], on="paper_id")
    return pd.DataFrame(
        {
            **{name: chosen[name] for name in COLUMNS[:5]},
            "evidence": [_words(spans) for spans in chosen["evidence"]],
            "decision": "",
            "note": "",
            "title": chosen["title"],
            "abstract": chosen["abstract"],
        }
    )


def _words(spans: Iterable[Mapping[str, Any]]) -> str:
    return " | ".join(f"{span['field']}: {span['text']}" for span in spans)


def decisions_of(
    rows: Iterable[Mapping[str, str]], reviewer: str, time: str, where: str
) -> list[Decision]:
    """Return the decisions that stand in a reviewed CSV; rows without one are passed over.

    Raises UsageError, naming the line, for a condition or an answer that does not exist.
    """
    decisions = []
    for line, row in enumerate(rows, start=2):
        if missing := [name for name in ("paper_id", "condition", "decision") if name not in row]:
            raise UsageError(f"{where}: needs the columns {', '.join(missing)}.")
        said = (row["decision"] or "").strip().lower()
        if not said:
            continue
        if said not in ANSWERS:
            raise UsageError(
                f"{where}, line {line}: decision is {said!r}; "
                f"it may be {', '.join(ANSWERS)} or empty."
            )
        if row["condition"] not in conditions():
            raise UsageError(
                f"{where}, line {line}: there is no condition {row['condition']!r}; there are: "
                f"{', '.join(conditions())}."
            )
        note = (row.get("note") or "").strip()
        decisions.append(
            Decision(row["paper_id"], row["condition"], ANSWERS[said], reviewer, time, note)
        )
    return decisions


def agreement(decisions: Iterable[Decision]) -> list[Agreement]:
    """Return Cohen's kappa of each two reviewers, per condition, over what both decided on.

    A reviewer's last word on a paper counts; "unsure" is left out.
    """
    said: dict[str, dict[str, dict[str, bool]]] = {}
    for one in sorted(decisions, key=lambda d: d.time):
        mine = said.setdefault(one.condition, {}).setdefault(one.reviewer, {})
        mine.pop(one.paper_id, None)
        if one.value is not None:
            mine[one.paper_id] = one.value
    told = []
    for key, reviewers in said.items():
        names = sorted(reviewers)
        for place, first in enumerate(names):
            for second in names[place + 1 :]:
                both = sorted(reviewers[first].keys() & reviewers[second].keys())
                pairs = [(reviewers[first][p], reviewers[second][p]) for p in both]
                if pairs:
                    agreed = sum(a == b for a, b in pairs)
                    told.append(Agreement(key, first, second, len(pairs), agreed, kappa(pairs)))
    return told


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Return Cohen's kappa; nan where chance alone would always agree.

    >>> kappa([(True, True), (False, False), (True, False), (False, False)])
    0.5
    """
    many = len(pairs)
    observed = sum(a == b for a, b in pairs) / many
    first, second = sum(a for a, _ in pairs) / many, sum(b for _, b in pairs) / many
    chance = first * second + (1 - first) * (1 - second)
    return (observed - chance) / (1 - chance) if chance < 1 else float("nan")


def remaining(labels: "pd.DataFrame", keys: Sequence[str]) -> list[Remaining]:
    """Return for each condition how much recall is left, from the calibrated scores.

    What is expected among papers without the label is the sum of their scores; its interval is
    that of a sum of independent yes and no. Human decisions are taken as they are.
    """
    told = []
    for key in keys:
        mine = labels[labels["condition"] == key]
        human = mine["method"] == "human"
        yes = mine["label"].astype(bool)
        scores = mine["score"].astype(float)
        unseen = scores[~yes & ~human]
        missed, spread = float(unseen.sum()), 1.96 * sqrt(float((unseen * (1 - unseen)).sum()))
        right = float(scores[yes].sum())
        told.append(
            Remaining(
                key,
                int(yes.sum()),
                int(human.sum()),
                missed,
                max(0.0, missed - spread),
                missed + spread,
                right / (right + missed) if right + missed else 1.0,
            )
        )
    return told
