"""Killed, interrupted, refused room on the disk: the same command goes on, and loses nothing."""

import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.archive import Archive
from harvester.errors import IncompleteError, LockedError, StoreError
from harvester.ledger import Ledger
from harvester.lock import DataLock
from harvester.run import utc_now
from tests.harvester.nights import FIRST, Night, papers

ROOT = Path(__file__).resolve().parents[2]
IDS = range(FIRST, FIRST + 3_200)  # eight batches


@pytest.fixture
def harvester(sandbox, tmp_path):
    """Return (start, ncbi, folder): start() begins `ketlit harvest` as a process of its own."""
    ncbi, folder = sandbox(papers(IDS)), tmp_path / "data"
    (tmp_path / "ketlit.toml").write_text("rate = 20.0\npatience = 20\n")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("NCBI", "KETLIT"))}
    env |= {"PYTHONPATH": str(ROOT), "KETLIT_DATA_DIR": str(folder), **ncbi.env}
    started = []

    def start(*args, **options):
        command = [sys.executable, "-m", "analysis", *args, "harvest"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, env=env, cwd=tmp_path, **pipes, **options))
        return started[-1]

    yield start, ncbi, folder
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def wait_for(ncbi, fetched):
    """Wait until so many EFetch requests have come."""
    until = time.monotonic() + 60
    while len(ncbi.requests.of("efetch")) < fetched and time.monotonic() < until:
        time.sleep(0.01)


def finish(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def fetched(ncbi):
    return Counter(uid for asked in ncbi.requests.of("efetch") for uid in asked.ids)


def test_killed_at_any_moment_it_goes_on_and_fetches_little_twice(harvester):
    start, ncbi, folder = harvester
    for at in (2, 4, 7):
        process = start()
        wait_for(ncbi, at)
        process.kill()
        process.wait()
    status, _, err = finish(start())
    assert status == 0, err
    assert Night(ncbi, folder).held() == set(IDS)
    times = fetched(ncbi)
    assert set(map(int, times)) == set(IDS)
    # What was in flight when it was killed is asked for again: four batches at most each time.
    assert sum(times.values()) <= len(IDS) + 3 * 4 * 400
    runs = list(Ledger(folder / "runs").runs())
    assert [run.state for run in runs] == ["whole"]
    assert len(runs[0].attempts) == 4
    assert runs[0].new == runs[0].papers == len(IDS)


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_ends_cleanly_with_status_10(harvester, with_signal):
    start, ncbi, folder = harvester
    process = start()
    wait_for(ncbi, 3)
    process.send_signal(with_signal)
    status, _, err = finish(process)
    assert status == 10, err
    assert "run the same command again" in err
    assert "Traceback" not in err
    assert next(Ledger(folder / "runs").runs()).state == "incomplete"
    status, _, err = finish(start())
    assert status == 0, err
    assert Night(ncbi, folder).held() == set(IDS)


def test_interrupted_between_a_begin_and_its_guard_it_still_ends_cleanly(sandbox, tmp_path):
    night = Night(sandbox(papers(IDS)), tmp_path)

    def interrupted(_done, _asked):
        night.store._db.execute("BEGIN IMMEDIATE")
        raise KeyboardInterrupt

    with pytest.raises(IncompleteError, match="Interrupted"):
        night(note=interrupted)
    assert next(Ledger(tmp_path / "runs").runs()).state == "incomplete"
    assert night().papers == len(IDS)


def test_a_second_harvest_on_the_same_data_is_refused_and_told_by_whom(harvester):
    start, ncbi, _ = harvester
    first = start()
    wait_for(ncbi, 1)
    status, _, err = finish(start())
    assert status == 13
    assert f"process {first.pid} on {socket.gethostname()}" in err
    first.kill()
    first.wait()
    assert finish(start())[0] == 0, "a dead process holds no lock"


def test_the_lock_names_its_holder_and_falls_with_it(tmp_path):
    with DataLock(tmp_path, "harvest", utc_now()):
        told = json.loads((tmp_path / "lock").read_text())
        assert (told["pid"], told["host"]) == (os.getpid(), socket.gethostname())
        with pytest.raises(LockedError, match=str(os.getpid())):
            DataLock(tmp_path, "harvest", utc_now()).__enter__()
    with DataLock(tmp_path, "harvest", utc_now()):
        pass


def test_disk_full_is_said_and_the_same_command_heals_it(harvester):
    start, ncbi, folder = harvester

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    status, _, err = finish(start(preexec_fn=little_room))
    assert status == 12, err
    assert "Traceback" not in err
    status, _, err = finish(start())
    assert status == 0, err
    assert Night(ncbi, folder).held() == set(IDS)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    done = (
        subprocess.run(mount, capture_output=True, check=False) if shutil.which("mount") else None
    )
    if done is None or done.returncode:
        pytest.skip("this user may not mount a tmpfs; the same with a quota is tested above")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_small_disk_fills_up_and_a_larger_one_heals_it(harvester, small_disk):
    start, ncbi, _ = harvester
    data = small_disk / "data"
    status, _, err = finish(start("--data-dir", str(data)))
    assert status == 12, err
    assert "Traceback" not in err
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    status, _, err = finish(start("--data-dir", str(data)))
    assert status == 0, err
    assert Night(ncbi, data).held() == set(IDS)


def test_a_store_that_another_program_locks_is_said_and_the_same_night_heals(sandbox, tmp_path):
    night = Night(sandbox(papers(IDS[:500])), tmp_path)
    night()
    night.sandbox.add(papers([50_000_000]))
    night.store_patience = 0.1
    other = sqlite3.connect(tmp_path / "papers.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        night()
    other.close()
    assert night().papers == 501


def test_a_data_folder_that_cannot_be_is_said_and_nothing_asked(harvester):
    start, ncbi, folder = harvester
    folder.write_text("a file where the folder should be")
    status, _, err = finish(start())
    assert status == 12
    assert str(folder) in err
    assert len(ncbi.requests) == 0


def test_a_power_cut_in_the_manifest_is_no_harm(sandbox, tmp_path):
    night = Night(sandbox(papers(IDS)), tmp_path)
    night.sandbox.fail("unavailable", utility="efetch", after=6)
    night.settings = replace(night.settings, patience=1.0)
    with pytest.raises(IncompleteError, match="--patience"):
        night()
    manifest = next(tmp_path.glob("raw/*/manifest.jsonl"))
    with manifest.open("ab") as file:  # a reply that was being noted when the power went
        file.write(manifest.read_bytes().splitlines()[-1][:-40])
    night.sandbox.heal()
    assert night().papers == len(IDS)
    assert night.held() == set(IDS)
    kept = list(Archive(tmp_path / "raw").replies())
    assert {uid for reply in kept for uid in reply.params["id"].split(",")} == set(map(str, IDS))
