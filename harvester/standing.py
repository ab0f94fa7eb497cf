"""How things stand in a data folder: what is there, from when, and what is incomplete."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from harvester.errors import KetlitError, UsageError
from harvester.ledger import WHOLE, Ledger, Run
from harvester.store import Store

LAST_RUNS = 5
HARVESTS = ("harvest", "update")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class StaleError(KetlitError):
    """The last whole run is older than it should be: a schedule has stopped."""


@dataclass(frozen=True)
class Standing:
    """The state of one data folder.

    tables: rows of each table, and "gone"; empty without a store. whole: the last whole harvest of
    each question. unfinished: questions whose last run did not get to its end. runs: the last ones.
    distinct: papers that the whole harvests found together, those of several databases once.
    """

    data_dir: Path
    tables: Mapping[str, int]
    whole: tuple[Run, ...]
    unfinished: tuple[Run, ...]
    runs: tuple[Run, ...]
    distinct: int = 0

    def age(self, now: datetime, questions: Iterable[str] = ()) -> timedelta | None:
        """Return how long ago the last whole harvest ended; None if there was none.

        questions: those that a schedule asks. If any of them was ever asked, the one that was
        longest not answered counts; else, whatever was answered last.
        """
        ends = {run.question: datetime.fromisoformat(run.ended or "") for run in self.whole}
        asked = {run.question for run in (*self.whole, *self.unfinished)}
        if wanted := asked & set(questions):
            return now - min(ends[one] for one in wanted) if wanted <= ends.keys() else None
        return now - max(ends.values()) if ends else None

    def told(self, now: datetime, questions: Iterable[str] = ()) -> dict[str, Any]:
        """Return it as plain data."""
        age = self.age(now, questions)
        return {
            "data_dir": str(self.data_dir),
            "tables": dict(self.tables),
            "age_hours": None if age is None else round(age / timedelta(hours=1), 2),
            "whole": [run.row() for run in self.whole],
            "incomplete": [
                {"question": run.question, "state": run.state, "message": run.message}
                for run in self.unfinished
            ],
            "runs": [run.row() for run in self.runs],
        }


def standing(data_dir: Path) -> Standing:
    """Read ledger and store. A folder without them has nothing in it; that is no error."""
    ledger = Ledger(data_dir / "runs")
    runs = list(ledger.runs())
    last: dict[str, Run] = {}
    whole: dict[str, Run] = {}
    for run in runs:
        if run.command in HARVESTS and not run.partial:
            last[run.question] = run
            if run.state == WHOLE:
                whole[run.question] = run
    unfinished = tuple(run for run in last.values() if run.state != WHOLE)
    tables: dict[str, int] = {}
    distinct = 0
    if (data_dir / "papers.sqlite").exists():
        with Store.open(data_dir / "papers.sqlite", create=False) as store:
            tables = store.counts()
            distinct = len(_papers(whole.values(), ledger, store))
    latest = tuple(runs[-LAST_RUNS:][::-1])
    return Standing(data_dir, tables, tuple(whole.values()), unfinished, latest, distinct)


def _papers(runs: Iterable[Run], ledger: Ledger, store: Store) -> set[str]:
    """Return the papers behind the ids that *runs* proved: one paper may be in two databases."""
    found: set[str] = set()
    for run in runs:
        known = store.known(run.source)
        papers = {uid.removeprefix("PMC"): one.paper_id for uid, one in known.items()}
        found.update(papers[str(uid)] for uid in ledger.ids(run) or () if str(uid) in papers)
    return found


def read_age(text: str) -> timedelta:
    """Read "36h", "90m", "2d" or "1w". Raises UsageError for anything else.

    >>> read_age("36h")
    datetime.timedelta(days=1, seconds=43200)
    """
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not number.isdecimal():
        raise UsageError(f"--max-age {text!r}: wanted a number and m, h, d or w, as in 36h.")
    return timedelta(**{_UNITS[unit]: int(number)})


def refuse_stale(
    state: Standing, most: timedelta, now: datetime, questions: Iterable[str] = ()
) -> None:
    """Raise StaleError if the last whole harvest is older than *most*, or there was none."""
    age = state.age(now, questions)
    if age is None:
        raise StaleError(
            f"{state.data_dir}: no whole harvest of all that is asked. Run `ketlit update`."
        )
    if age > most:
        raise StaleError(
            f"{state.data_dir}: the last whole harvest ended {_hours(age)} ago, more than "
            f"{_hours(most)}. Look at the schedule (systemctl list-timers, crontab -l) and its log."
        )


def _hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.1f} h"
