"""Units that run `ketlit update` every night: for cron, systemd and GitHub Actions.

Their texts are in units/; here the blanks are filled in. What a status means to a schedule: 0
done; 10 incomplete, the next start goes on from there; 13 another run is at work, nothing to do;
anything else needs a person, and is reported.
"""

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from harvester.errors import UsageError

KINDS = {
    "cron": ("ketlit.cron",),
    "systemd": ("ketlit-update.service", "ketlit-update.timer", "ketlit-failed.service"),
    "github": ("ketlit.yml",),
}
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Plan:
    """When and what. time: of day, local ("03:30"); UTC on GitHub. ketlit: the program's words.

    folder: where ketlit.toml and .env are. ping: URL to call when a run needs a person.
    Raises UsageError for a time that is none.
    """

    time: str
    ketlit: Sequence[str]
    folder: Path
    data_dir: Path
    ping: str | None = None

    def __post_init__(self) -> None:
        if not _TIME.fullmatch(self.time):
            raise UsageError(f"--at {self.time!r}: wanted a time of day as HH:MM, as in 03:30.")


def units(plan: Plan, kind: str) -> dict[str, str]:
    """Return the text of each file that a *kind* of schedule needs, by its name."""
    folder = files("harvester") / "units"
    return {
        name: _filled((folder / name).read_text(encoding="utf-8"), plan, kind)
        for name in KINDS[kind]
    }


def _filled(text: str, plan: Plan, kind: str) -> str:
    quote = _QUOTE[kind]
    hour, minute = plan.time.split(":")
    alarm = f"curl -fsS -m 30 {quote(plan.ping)}" if plan.ping else _ALARM[kind]
    blanks = {
        "HOUR": str(int(hour)),
        "MINUTE": str(int(minute)),
        "TIME": f"{int(hour):02}:{minute}",
        "KETLIT": " ".join(map(quote, plan.ketlit)),
        "FOLDER": _systemd(str(plan.folder)) if kind == "systemd" else quote(str(plan.folder)),
        "DATA": quote(str(plan.data_dir)),
        "LOG": quote(str(plan.data_dir / "update.log")),
        "ALARM": alarm,
    }
    for name, value in blanks.items():
        text = text.replace(f"@{name}@", value)
    return text


def _cron(word: str) -> str:
    """Quote for a shell, inside a crontab, where an unescaped % ends the command."""
    return shlex.quote(word).replace("%", r"\%")


def _systemd(word: str) -> str:
    return word.replace("%", "%%")


def _exec(word: str) -> str:
    """Quote for ExecStart, whose rules are not a shell's."""
    told = _systemd(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{told}"'


_QUOTE: dict[str, Callable[[str], str]] = {"cron": _cron, "systemd": _exec, "github": shlex.quote}
_ALARM = {
    "cron": "echo needs a person: run ketlit doctor",
    "systemd": "logger -p user.err 'ketlit update needs a person: run ketlit doctor'",
    "github": "echo '::error::ketlit update needs a person: see the log above'",
}
