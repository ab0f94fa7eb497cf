"""Commands run in fresh processes, in turn, and what each cost.

This process stays small: Linux counts the memory of the process that forks into the peak of the
one that it starts.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.cases import Case, Subject
from benchmarks.inputs import ROOT, Inputs, Unavailable

Cost = dict[str, float]  # cpu, wall (seconds), peak (MB), and what the command told


def measure(
    subject: Subject, inputs: Inputs, rounds: int, notice: Callable[[str], object]
) -> tuple[dict[str, list[Cost]], dict[str, str]]:
    """Return what each case cost in each round, and why which case was left out."""
    costs: dict[str, list[Cost]] = {case.name: [] for case in subject.cases}
    left_out: dict[str, str] = {}
    for number in range(rounds):
        for case in _wanted(subject.cases, number, left_out):
            notice(f"{subject.says}, round {number + 1} of {rounds}: {case.name}")
            try:
                costs[case.name].append(run(case, inputs))
            except Unavailable as reason:
                left_out[case.name] = str(reason)
    return costs, left_out


def _wanted(cases: Iterable[Case], number: int, left_out: dict[str, str]) -> list[Case]:
    return [case for case in cases if case.name not in left_out and not (case.once and number)]


def run(case: Case, inputs: Inputs) -> Cost:
    """Run a case once. Raises Unavailable if it fails, with what it said last."""
    with tempfile.TemporaryDirectory(prefix="ketlit-bench-") as folder:
        scratch = Path(folder, "made")
        scratch.mkdir()
        command = [told for word in case.command for told in inputs.words(word, scratch)]
        env = {k: v for k, v in os.environ.items() if not k.startswith(("KETLIT_", "NCBI_"))}
        env |= {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        said, told = Path(folder, "said"), Path(folder, "told")
        with told.open("wb") as out, said.open("wb") as err:
            began = time.perf_counter()
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=folder
            )
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        found = _numbers(told)
        if process.returncode and not found:
            last = said.read_text(errors="replace").strip().splitlines()[-1:] or [""]
            raise Unavailable(f"exit status {process.returncode}: {last[0][:200]}")
        cost = {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "peak": used.ru_maxrss / 1024}
        return cost | found


def _numbers(told: Path) -> Cost:
    """Return the numbers of the JSON object that a command printed last, if it did."""
    with told.open("rb") as file:
        file.seek(max(0, told.stat().st_size - 10_000))
        last = file.read().strip().rsplit(b"\n", 1)[-1]
    if not last.startswith(b"{"):
        return {}
    return {name: float(number) for name, number in json.loads(last).items()}
