"""Long runs with seeded faults and kills: `make soak`. Each can be run alone, with another seed."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def run(script, *args):
    command = [sys.executable, str(BENCHMARKS / script), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_four_replies_in_ten_faulty_and_killed_four_times(seed):
    done = run("soak.py", "--seed", seed)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.soak
def test_past_the_limit_at_ncbis_own_rate():
    done = run("past_the_limit.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_short_soak():
    done = run("soak.py", "--seed", 5, "--papers", 8_000, "--kills", 1, "--faulty", 0.2)
    assert done.returncode == 0, done.stdout + done.stderr
