"""`ketlit sandbox` as a user runs it: a process that serves until it is told to stop."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from .invented import article, pubmed

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def serve(tmp_path):
    """Return serve(*args): the running command and the addresses that it printed."""
    running = []

    def start(*args):
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "analysis", "sandbox", *map(str, args)],
            cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        running.append(process)
        lines = [process.stdout.readline() for _ in range(2)]
        urls = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
        return process, urls

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_what_to_export_and_serves_until_told_to_stop(serve, tmp_path, ending):
    (tmp_path / "own.xml").write_bytes(pubmed(article(1, "Ketamine"), article(2, "Ketamine")))
    process, urls = serve(tmp_path, "--fault", "server_error:times=1")
    assert set(urls) == {"KETLIT_EUTILS_URL", "KETLIT_PMC_S3_URL"}
    address = urls["KETLIT_EUTILS_URL"] + "esearch.fcgi"
    asked = {"db": "pubmed", "term": "ketamine", "rettype": "count", "api_key": "secret-key"}
    assert requests.get(address, params=asked, timeout=30).status_code == 500
    assert "<Count>2</Count>" in requests.get(address, params=asked, timeout=30).text
    process.send_signal(ending)
    _, remarks = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "2 records of pubmed" in remarks
    assert "[server_error]" in remarks
    assert "secret-key" not in remarks


def test_faults_are_listed(ketlit):
    listed = ketlit("sandbox", "--list-faults", check=0).stdout
    assert {"rate_limited", "blocked", "hang"} <= {line.split()[0] for line in listed.splitlines()}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nowhere.xml"], "nowhere.xml: no such file or folder."),
        (["own.txt"], "own.txt: neither PubMed records nor JATS articles"),
        (["own.xml", "--fault", "flood"], "flood: no such fault. There are: rate_limited"),
    ],
)
def test_wrong_usage_names_what_is_wrong(ketlit, tmp_path, args, says):
    (tmp_path / "own.txt").write_text("PMID- 1")
    (tmp_path / "own.xml").write_bytes(pubmed(article(1)))
    done = ketlit("sandbox", *args, check=2)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_said(ketlit, sandbox, tmp_path):
    (tmp_path / "own.xml").write_bytes(pubmed(article(1)))
    port = sandbox().origin.rpartition(":")[2]
    done = ketlit("sandbox", "own.xml", "--port", port, check=2)
    assert f"port {port} " in done.stderr
    assert "Traceback" not in done.stderr
