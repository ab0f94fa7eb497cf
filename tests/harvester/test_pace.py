"""One budget for everybody on the machine, and never more than it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.errors import StoreError, UsageError
from harvester.pace import (
    LONGEST_PAUSE,
    REACHED,
    Pace,
    allowed_rate,
    budget_file,
    pace_for,
    taken_back,
)
from harvester.settings import Settings
from tests.harvester.nights import FIRST, Night, papers

ROOT = Path(__file__).resolve().parents[2]


class Clock:
    """A clock that only sleep moves."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        assert seconds > 0
        self.now += seconds


def test_starts_are_a_gap_apart_and_the_first_is_at_once(tmp_path):
    clock = Clock()
    pace = Pace(tmp_path / "pace", 4.0, clock, clock.sleep)
    starts = []
    for _ in range(5):
        pace.wait()
        starts.append(clock.now)
    assert starts == pytest.approx([1000.0, 1000.25, 1000.5, 1000.75, 1001.0])


@settings(max_examples=40, deadline=None)
@given(work=st.lists(st.floats(0, 2), min_size=8, max_size=30), rate=st.sampled_from([2.7, 2.91]))
def test_no_window_of_a_second_has_more_than_the_cap(tmp_path_factory, work, rate):
    clock = Clock()
    file = tmp_path_factory.mktemp("pace") / "pace"
    pace = Pace(file, rate, clock, clock.sleep, taken_back(rate, 3))
    starts = []
    for seconds in work:
        pace.wait()
        starts.append(clock.now)
        clock.now += seconds
    assert all(starts[n + 3] - starts[n] > 1.0 for n in range(len(starts) - 3))


def test_what_sleep_overshoots_does_not_add_up(tmp_path):
    clock = Clock()

    def sleep(seconds):
        clock.now += seconds + 0.02

    pace = Pace(tmp_path / "pace", 2.7, clock, sleep, taken_back(2.7, 3))
    for _ in range(271):
        pace.wait()
    assert clock.now - 1_000.0 == pytest.approx(100.0, abs=0.03)


def test_a_pause_holds_for_all_who_share_the_file(tmp_path):
    clock = Clock()
    one, other = (Pace(tmp_path / "pace", 10.0, clock, clock.sleep) for _ in range(2))
    one.pause(7.0)
    other.wait()
    assert clock.now == pytest.approx(1007.0)


def test_a_file_from_before_a_restart_or_of_nonsense_holds_nobody_up(tmp_path):
    for left in ("99999999", "", "not a time", "inf", "nan"):
        (tmp_path / "pace").write_text(left)
        clock = Clock()
        Pace(tmp_path / "pace", 10.0, clock, clock.sleep).wait()
        assert clock.now == 1000.0


def test_no_pause_is_longer_than_it_may_be(tmp_path):
    clock = Clock()
    pace = Pace(tmp_path / "pace", 10.0, clock, clock.sleep)
    pace.pause(86_400)
    pace.wait()
    assert clock.now <= 1000.0 + LONGEST_PAUSE


def test_a_file_that_cannot_be_opened_is_said(tmp_path):
    (tmp_path / "elsewhere").write_text("1.0")
    (tmp_path / "pace").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="TMPDIR"):
        Pace(tmp_path / "pace", 10.0).wait()
    assert (tmp_path / "elsewhere").read_text() == "1.0"


WAITS = """
import sys, time
from pathlib import Path
from harvester.pace import REACHED, Pace
pace = Pace(Path(sys.argv[1]), 40.0)
for _ in range(12):
    pace.wait()
    print(time.monotonic())
"""


def test_processes_share_one_budget(tmp_path):
    command = [sys.executable, "-c", WAITS, str(tmp_path / "pace")]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    starts = sorted(float(line) for p in started for line in p.communicate()[0].split())
    assert len(starts) == 36
    assert starts[-1] - starts[0] >= 34 * (1 / 40)


def test_the_share_of_the_cap():
    assert allowed_rate(None, 3) == pytest.approx(2.7)
    assert allowed_rate(2.91, 3) == 2.91
    assert allowed_rate(9.7, 10) == 9.7
    for asked in (2.92, 3.0, 0.0, -1.0):
        with pytest.raises(UsageError, match="97 %"):
            allowed_rate(asked, 3)
    assert allowed_rate(500.0, 3, own_server=True) == 500.0


def test_a_key_has_a_budget_of_its_own_whose_name_does_not_tell_it():
    url, key = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/", "0a1b2c3d4e5f"
    with_key = pace_for(url, Settings(api_key=key), time.sleep)
    without = pace_for(url, Settings(), time.sleep)
    assert with_key.path != without.path
    assert key not in str(with_key.path)
    assert with_key.gap == pytest.approx(1 / 9 / REACHED)
    assert without.path == budget_file("eutils.ncbi.nlm.nih.gov", None)


def test_a_harvest_keeps_the_pace(sandbox, tmp_path):
    ncbi = sandbox(papers(range(FIRST, FIRST + 2_000)))
    night = Night(ncbi, tmp_path, rate=None)
    assert night().papers == 2_000
    times = [asked.time for asked in ncbi.requests]
    # That no second sees more than three is shown by benchmarks/past_the_limit.py: a busy machine
    # delays what arrives, but cannot make it come earlier than it was sent.
    assert times[-1] - times[0] >= (len(times) - 1) * 0.37 - 0.3
