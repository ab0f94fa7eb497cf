"""Cases run in turn, each in a fresh process, and their medians."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Measured:
    """What the runs of a case took. cpu: user and system seconds. peak: MB of resident memory."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)
    said: str = ""

    def median(self, what: str = "cpu") -> float:
        """Return the median of the runs."""
        return statistics.median(getattr(self, what))


def ours(case: str, *files: Path) -> list[str]:
    """Return the command that runs a case of `benchmarks.case`."""
    return [sys.executable, "-m", "benchmarks.case", case, *map(str, files)]


def in_turn(
    commands: Mapping[str, Sequence[str]], runs: int = 5, path: str = ""
) -> dict[str, Measured]:
    """Run the commands *runs* times, A B C … A B C …, and return what each took.

    path: folders of peers' modules, added to PYTHONPATH. A machine's speed drifts; what runs in
    turn drifts alike, so ratios hold where absolute figures do not.
    """
    told = {name: Measured() for name in commands}
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), path)))}
    for _ in range(runs):
        for name, command in commands.items():
            began = time.perf_counter()
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, cwd=ROOT
            )
            tail = b""
            while block := process.stdout.read(1 << 20):
                tail = (tail + block)[-80:]
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise SystemExit(f"{name}: {command} ended with {process.returncode}.")
            one = told[name]
            one.wall.append(time.perf_counter() - began)
            one.cpu.append(used.ru_utime + used.ru_stime)
            one.peak.append(used.ru_maxrss / 1e3)
            one.said = tail.decode("utf-8", "replace").strip()
    return told
