"""How things stand in a data folder: what is there, from when, and what is incomplete."""

from collections.abc import Mapping
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
    """

    data_dir: Path
    tables: Mapping[str, int]
    whole: tuple[Run, ...]
    unfinished: tuple[Run, ...]
    runs: tuple[Run, ...]

    def age(self, now: datetime) -> timedelta | None:
        """Return how long ago the last whole harvest ended; None if there was none."""
        ends = [datetime.fromisoformat(run.ended) for run in self.whole if run.ended]
        return now - max(ends) if ends else None

    def told(self, now: datetime) -> dict[str, Any]:
        """Return it as plain data."""
        age = self.age(now)
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
    runs = list(Ledger(data_dir / "runs").runs())
    last: dict[str, Run] = {}
    whole: dict[str, Run] = {}
    for run in runs:
        if run.command in HARVESTS:
            last[run.question] = run
            if run.state == WHOLE:
                whole[run.question] = run
    unfinished = tuple(run for run in last.values() if run.state != WHOLE)
    tables: dict[str, int] = {}
    if (data_dir / "papers.sqlite").exists():
        with Store.open(data_dir / "papers.sqlite", create=False) as store:
            tables = store.counts()
    return Standing(
        data_dir, tables, tuple(whole.values()), unfinished, tuple(runs[-LAST_RUNS:][::-1])
    )


def read_age(text: str) -> timedelta:
    """Read "36h", "90m", "2d" or "1w". Raises UsageError for anything else.

    >>> read_age("36h")
    datetime.timedelta(days=1, seconds=43200)
    """
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not number.isdecimal():
        raise UsageError(f"--max-age {text!r}: wanted a number and m, h, d or w, as in 36h.")
    return timedelta(**{_UNITS[unit]: int(number)})


def refuse_stale(state: Standing, most: timedelta, now: datetime) -> None:
    """Raise StaleError if the last whole harvest is older than *most*, or there was none."""
    age = state.age(now)
    if age is None:
        raise StaleError(f"{state.data_dir}: no harvest was ever whole. Run `ketlit harvest`.")
    if age > most:
        raise StaleError(
            f"{state.data_dir}: the last whole harvest ended {_hours(age)} ago, more than "
            f"{_hours(most)}. Look at the schedule (systemctl list-timers, crontab -l) and its log."
        )


def _hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.1f} h"
