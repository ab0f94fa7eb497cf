"""The units are what cron, systemd and GitHub take: each asked for its own opinion."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from croniter import croniter

from harvester.errors import UsageError
from harvester.schedule import KINDS, Plan, units

PING = "https://ping.example/a%20b?run=$x&night"


@pytest.fixture
def plan(tmp_path):
    folder = tmp_path / "a folder 100% odd"
    folder.mkdir()
    return Plan("03:07", [sys.executable, "-m", "analysis"], folder, folder / "data", PING)


def test_systemd_takes_the_units(plan, tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        reason = "no systemd-analyze (Debian: systemd)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    for name, text in units(plan, "systemd").items():
        (tmp_path / name).write_text(text)
    files = [tmp_path / name for name in KINDS["systemd"]]
    done = subprocess.run([program, "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_says_what_each_status_means(plan):
    service = units(plan, "systemd")["ketlit-update.service"]
    assert "OnFailure=ketlit-failed.service" in service
    assert "RestartPreventExitStatus=1 2 11 12" in service
    assert "SuccessExitStatus=13" in service
    assert "03:07" in units(plan, "systemd")["ketlit-update.timer"]


def test_cron_takes_the_line_and_runs_it_every_night(plan):
    text = units(plan, "cron")["ketlit.cron"]
    (line,) = [line for line in text.splitlines() if not line.startswith("#")]
    when, command = line.split(" ", 5)[:5], line.split(" ", 5)[5]
    assert croniter.is_valid(" ".join(when))
    assert when == ["7", "3", "*", "*", "*"]
    assert all(command[at - 1] == "\\" for at, sign in enumerate(command) if sign == "%")


def as_cron_would(text):
    line = next(line for line in text.splitlines() if not line.startswith("#"))
    return line.split(" ", 5)[5].replace(r"\%", "%")


@pytest.mark.parametrize(("status", "called"), [(0, 0), (10, 0), (13, 0), (1, 1), (11, 1), (12, 1)])
def test_the_cron_line_calls_for_a_person_when_one_is_needed(tmp_path, status, called):
    ketlit, curl, log = (tmp_path / name for name in ("ketlit", "curl", "called"))
    ketlit.write_text(f"#!/bin/sh\nexit {status}\n")
    curl.write_text(f'#!/bin/sh\necho "$@" >> {log}\n')
    for program in (ketlit, curl):
        program.chmod(0o755)
    plan = Plan("3:30", [str(ketlit)], tmp_path, tmp_path / "some data", PING)
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = as_cron_would(units(plan, "cron")["ketlit.cron"])
    subprocess.run(["/bin/sh", "-c", command], env=env, check=True)
    assert log.exists() == bool(called)
    if called:
        assert PING in log.read_text()
    assert f"status {status}" in (tmp_path / "some data" / "update.log").read_text()


def test_the_workflow_is_yaml_and_keeps_the_data(plan):
    told = yaml.safe_load(units(plan, "github")["ketlit.yml"])
    assert told[True]["schedule"] == [{"cron": "7 3 * * *"}]  # YAML 1.1 reads `on` as true
    steps = told["jobs"]["update"]["steps"]
    uses = [step.get("uses", "").partition("@")[0] for step in steps]
    assert uses.index("actions/cache/restore") < uses.index("actions/cache/save")
    assert all(("uses" in step) != ("run" in step) for step in steps)
    script = next(step["run"] for step in steps if step.get("name") == "update")
    subprocess.run(["bash", "-n", "-c", script], check=True)
    assert PING in steps[-1]["run"]
    assert steps[-1]["if"] == "failure()"


@pytest.mark.parametrize("time", ["25:00", "3", "03:60", "noon", ""])
def test_a_time_that_is_none_is_a_usage_error(time):
    with pytest.raises(UsageError, match="HH:MM"):
        Plan(time, ["ketlit"], Path(), Path("data"))


def test_the_command_prints_and_writes(ketlit, tmp_path):
    printed = ketlit("schedule", "cron", "--at", "4:05", check=0).stdout
    assert printed.splitlines()[-1].startswith("5 4 * * * ")
    ketlit("schedule", "systemd", "--out", tmp_path / "units", check=0)
    assert {path.name for path in (tmp_path / "units").iterdir()} == set(KINDS["systemd"])
