"""Faults by name, and when they strike: so many times, for these ids, with this chance."""

import random
import threading
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.errors import UsageError
from harvester.sandbox.asked import ids


@dataclass(frozen=True)
class Kind:
    """One row of faults.toml."""

    name: str
    row: int
    says: str = ""
    passing: bool = False
    status: int = 200
    type: str = "text/xml; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    page: str | None = None
    error: str | None = None
    alter: str = ""
    wire: str = "whole"
    cut: float = 1.0
    only: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """Status and what arrives, in one line."""
        what = self.says or self.error or self.page or self.body or "an empty body"
        return f"{self.status} {' '.join(what.split())[:70]}"

    def touches(self, utility: str) -> bool:
        """Whether *utility* can suffer it."""
        return utility in self.only if self.only else utility not in ("s3", "idconv", "other")


@cache
def kinds() -> dict[str, Kind]:
    """Return every fault by name, in the order of faults.toml."""
    text = files(__package__).joinpath("faults.toml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {
        name: Kind(name, **{**row, "only": tuple(row.get("only", ()))})
        for name, row in rows.items()
    }


@dataclass
class Fault:
    """A named fault and when it strikes.

    times: how often, None for ever. after: matching requests that are spared first. utility:
    only there. ids: only requests that name one of these; a fault of single records strikes
    these. probability: of each matching request. pause: seconds, for what is slow. cut: the share
    of the reply that comes before the harm, where it is not to be that of faults.toml.
    """

    name: str
    times: int | None = None
    after: int = 0
    utility: str = ""
    ids: frozenset[int] = frozenset()
    probability: float = 1.0
    pause: float = 0.2
    cut: float | None = None
    met: int = 0

    def __post_init__(self) -> None:
        self.ids = frozenset(map(int, self.ids))
        if self.name not in kinds():
            raise UsageError(f"{self.name}: no such fault. There are: {', '.join(kinds())}.")

    @property
    def kind(self) -> Kind:
        """Its row of faults.toml, with its own place to cut."""
        kind = kinds()[self.name]
        return kind if self.cut is None else replace(kind, cut=self.cut)

    def concerns(self, utility: str, params: Mapping[str, str]) -> bool:
        """Whether it may strike this request."""
        if self.times == 0 or (self.utility and self.utility != utility):
            return False
        if not self.kind.touches(utility) and (self.kind.only or not self.utility):
            return False
        return not self.ids or not self.ids.isdisjoint(ids(params.get("id", "")))

    def victim(self, asked: list[int]) -> int | None:
        """Return the id that it strikes, of those asked for; the same one each time."""
        struck = [uid for uid in asked if uid in self.ids] if self.ids else asked
        if not struck:
            return None
        chosen = struck[len(struck) // 2]
        if not self.ids and self.probability >= 1:
            self.ids = frozenset({chosen})
        return chosen


def read(text: str) -> Fault:
    """Return the fault of "NAME" or "NAME:times=2,utility=efetch,probability=0.4,ids=1+2".

    Raises UsageError, naming what exists, for an unknown name or setting.
    """
    name, _, rest = text.partition(":")
    given: dict[str, Any] = {}
    for part in filter(None, rest.split(",")):
        key, _, value = part.partition("=")
        if key not in _SETTINGS:
            raise UsageError(f"{text}: unknown setting {key!r}; there are: {', '.join(_SETTINGS)}.")
        try:
            given[key] = _SETTINGS[key](value)
        except ValueError as problem:
            raise UsageError(f"{text}: {key} cannot be {value!r}.") from problem
    return Fault(name, **given)


def _ids(text: str) -> frozenset[int]:
    return frozenset(int(one) for one in text.split("+"))


_SETTINGS: dict[str, Any] = {
    "times": int, "after": int, "utility": str, "ids": _ids, "probability": float, "pause": float,
    "cut": float,
}  # fmt: skip


class Weather:
    """The faults in force. Each request meets the first that strikes it, or none."""

    def __init__(self, faults: Iterable[Fault | str] = (), seed: int = 0):
        self.faults = [read(one) if isinstance(one, str) else one for one in faults]
        self._lock, self._dice = threading.Lock(), random.Random(seed)  # noqa: S311 (no secret)
        self._storm: tuple[float, tuple[str, ...]] = (0.0, ())

    def storm(self, probability: float, names: Iterable[str] | None, seed: int) -> None:
        """Have a share of all requests meet one of *names*, drawn with a seed.

        names: None for every fault that passes when the request is made again, but those that
        only cost time.
        """
        slow = ("hang", "hang_in_body", "slow_drip")
        passing = (k.name for k in kinds().values() if k.passing and k.row and k.name not in slow)
        self._storm = (probability, tuple(passing if names is None else names))
        self._dice = random.Random(seed)  # noqa: S311 (no secret)

    def strike(self, utility: str, params: Mapping[str, str]) -> Fault | None:
        """Return the fault that this request meets."""
        with self._lock:
            for fault in self.faults:
                if not fault.concerns(utility, params):
                    continue
                fault.met += 1
                if fault.met <= fault.after or self._dice.random() >= fault.probability:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                return fault
            return self._from_storm(utility)

    def _from_storm(self, utility: str) -> Fault | None:
        probability, names = self._storm
        if self._dice.random() >= probability:
            return None
        fitting = [name for name in names if kinds()[name].touches(utility)]
        return Fault(self._dice.choice(fitting), probability=probability) if fitting else None
