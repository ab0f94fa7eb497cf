"""Which papers an export holds: each filter is one rule, and says what it left out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from harvester.errors import UsageError
from harvester.schema import RETRACTIONS

if TYPE_CHECKING:
    import pandas as pd

    from analysis.export.selection import Selection

DESIGNS = (
    *("rct", "nonrandomised_trial", "observational", "case_report", "protocol"),
    *("systematic_review", "narrative_review", "animal_experiment", "in_vitro", "other"),
)
ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
YEARS = re.compile(r"(\d{4})?([-:]?)(\d{4})?")


@dataclass(frozen=True)
class Choice:
    """What is asked for; an empty choice keeps every paper.

    conditions: papers with any of these labels. min_score: cut their scores here instead of at
    the operating point (without conditions: the score of any condition). since, until: day the
    record entered PubMed, else of publication, else first seen; "2019", "2019-05" and
    "2019-05-03" are whole years, months, days. first_seen_after: papers that came later (UTC).
    years: "2019", "2015-2019", "2015-" or "-2019". current: only papers that the query still
    returns.
    """

    conditions: tuple[str, ...] = ()
    min_score: float | None = None
    since: str | None = None
    until: str | None = None
    first_seen_after: str | None = None
    years: str | None = None
    designs: tuple[str, ...] = ()
    retractions: tuple[str, ...] = ()
    current: bool = False

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None and not ISO_DATE.fullmatch(value):
                raise UsageError(f"--{name} {value!r}: wanted a date: 2019, 2019-05 or 2019-05-03.")
        since, until = self.since or "", self.until or "9"
        if since[: len(until)] > until[: len(since)]:  # as exact as both are
            raise UsageError(f"--since {since} is after --until {until}: no day is between.")
        if self.min_score is not None and not 0 <= self.min_score <= 1:
            raise UsageError(f"--min-score {self.min_score}: wanted a probability, 0 to 1.")
        if self.years is not None and not (self.years and _years(self.years)):
            raise UsageError(f"--year {self.years!r}: wanted 2019, 2015-2019, 2015- or -2019.")
        _among("--design", self.designs, DESIGNS)
        _among("--retraction", self.retractions, RETRACTIONS)

    def told(self) -> dict[str, object]:
        """Return the filters in force, as they go into the .meta.json."""
        values = ((name, getattr(self, name)) for name in self.__dataclass_fields__)
        return {
            n: list(v) if isinstance(v, tuple) else v
            for n, v in values
            if v not in (None, (), False)
        }


def choose(selection: "Selection", choice: Choice) -> "tuple[Selection, dict[str, int]]":
    """Return the papers that pass, and how many each filter left out, in the order applied.

    Raises UsageError, naming what exists, for a condition that no column is of, and naming the
    command that is still to be run where no paper has labels, or facts, to choose by.
    """
    _among("--condition", choice.conditions, _conditions(selection.papers))
    _must_be_told(selection.papers, choice)
    papers, dropped = selection.papers, {}
    for name, rule in RULES.items():
        if name in choice.told() and not (name == "conditions" and choice.min_score is not None):
            kept = papers[rule(papers, choice)]
            dropped[name] = len(papers) - len(kept)
            papers = kept
    return replace(selection, papers=papers.reset_index(drop=True)), dropped


def _must_be_told(papers: "pd.DataFrame", choice: Choice) -> None:
    """Raise UsageError if a filter asks for what no paper has been read for: none is no answer."""
    if papers.empty:
        return
    scores = papers[[f"{key}_score" for key in _conditions(papers)]]
    if (choice.conditions or choice.min_score is not None) and scores.isna().all(axis=None):
        raise UsageError("--condition: no paper has labels yet: `ketlit classify` makes them.")
    if choice.designs and papers[["design", "routes"]].isna().all(axis=None):
        raise UsageError("--design: no paper has facts yet: `ketlit extract` makes them.")


def _among(option: str, asked: Sequence[str], known: Sequence[str]) -> None:
    if unknown := [value for value in asked if value not in known]:
        raise UsageError(f"{option} {unknown[0]!r} does not exist. There are: {', '.join(known)}.")


def _years(text: str) -> tuple[int, int] | None:
    found = YEARS.fullmatch(text)
    if not found or not (found[1] or found[3]) or bool(found[1] and found[3]) > bool(found[2]):
        return None
    first = int(found[1] or 0)
    last = int(found[3] or (9999 if found[2] else first))
    return (first, last) if first <= last else None


def _conditions(papers: "pd.DataFrame") -> list[str]:
    return [str(name).removesuffix("_score") for name in papers if str(name).endswith("_score")]


def _scored(papers: "pd.DataFrame", choice: Choice) -> "pd.Series[bool]":
    keys = choice.conditions or _conditions(papers)
    scores = papers[[f"{key}_score" for key in keys]]
    return (scores >= choice.min_score).fillna(value=False).any(axis=1)


def entered(papers: "pd.DataFrame") -> list[str]:
    """Return the day each paper entered PubMed, else that of publication, else first seen.

    As exact as it is known; "" where nothing is.
    """
    year = papers["year"].astype("string").str.zfill(4)
    month = year + "-" + papers["month"].astype("string").str.zfill(2)
    day = month + "-" + papers["day"].astype("string").str.zfill(2)
    when = papers["entry_date"].fillna(day).fillna(month).fillna(year)
    return [str(date) for date in when.fillna(papers["first_seen"].str[:10]).fillna("")]


def _since(papers: "pd.DataFrame", choice: Choice) -> list[bool]:
    # A date less exact than the bound is compared by what is known of it, and so kept.
    bound = str(choice.since)
    return [day[: len(bound)] >= bound[: len(day)] and day != "" for day in entered(papers)]


def _until(papers: "pd.DataFrame", choice: Choice) -> list[bool]:
    bound = str(choice.until)
    return [day[: len(bound)] <= bound[: len(day)] and day != "" for day in entered(papers)]


def _in_years(papers: "pd.DataFrame", choice: Choice) -> "pd.Series[bool]":
    first, last = _years(str(choice.years)) or (0, 9999)
    return papers["year"].between(first, last).fillna(value=False).astype(bool)


RULES: dict[str, Callable[["pd.DataFrame", Choice], Any]] = {
    "current": lambda papers, _: papers["gone_since"].isna(),
    "conditions": lambda papers, choice: (
        papers[list(choice.conditions)].fillna(value=False).any(axis=1)
    ),
    "min_score": _scored,
    "since": _since,
    "until": _until,
    "years": _in_years,
    "designs": lambda papers, choice: papers["design"].isin(choice.designs),
    "retractions": lambda papers, choice: papers["retraction"].isin(choice.retractions),
    "first_seen_after": lambda papers, choice: (
        (papers["first_seen"] > choice.first_seen_after).fillna(value=False).astype(bool)
    ),
}
