"""The report of the bundled sample: one of the whole, made once; and a browser's tools."""

import os
import shutil
import subprocess
import tarfile
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from analysis import classify, extract
from analysis.export.provenance import provenance
from analysis.report.files import write_report
from analysis.summaries import Summaries, summarise
from harvester import parse_pubmed
from harvester.frames import to_frame
from harvester.schema import TABLES

AXE = "4.10.3"  # axe-core, from the npm registry
HOSTILE = '</script><script>alert(1)</script> <img src=x onerror=alert(2)> "\u2028'
RUN = {
    **{"run": "20261122T020000Z-aa0000", "command": "harvest", "state": "whole"},
    **{"started": "2026-11-22T02:00:00Z", "ended": "2026-11-22T02:10:00Z", "source": "pubmed"},
    **{"topic": "ketamine", "query": "ketamine[tiab]", "translation": '"ketamine"[tiab]'},
    **{"count": 400, "new": 400, "changed": 0, "gone": 0, "message": "400 new."},
}


@pytest.fixture(scope="session")
def frames() -> dict[str, pd.DataFrame]:
    """The sample's tables with labels and facts; one title is hostile, and two papers are new."""
    sample = files("harvester.sandbox.sample").joinpath("pubmed.xml.gz").read_bytes()
    tables = dict(parse_pubmed(sample))
    papers = tables["papers"]
    papers.loc[papers.index[0], "title"] = HOSTILE
    papers["first_seen"] = "2026-11-01T00:00:00Z"
    papers.loc[papers.index[:2], "first_seen"] = "2026-11-22T02:05:00Z"
    run = tuple(RUN.get(name) for name in TABLES["runs"].names)
    made = {"labels": classify(papers), "facts": extract(papers), "runs": to_frame("runs", [run])}
    return {**tables, "papers": papers, **made}


@pytest.fixture(scope="session")
def summaries(frames) -> Summaries:
    return summarise(frames)


@pytest.fixture(scope="session")
def report(frames, summaries, tmp_path_factory) -> Path:
    """The page of a second report; the first was made before two of its papers came."""
    reports = tmp_path_factory.mktemp("reports")
    about = provenance(frames["runs"], frames["labels"])
    papers = frames["papers"]
    before = {**frames, "papers": papers[papers["first_seen"] < "2026-11-10"]}
    write_report(summarise(before), reports / "2026-11-10", about, pictures=False)
    return write_report(summaries, reports / "2026-11-22", about, pictures=False)


@pytest.fixture(scope="session")
def axe(tmp_path_factory) -> str:
    """The text of axe-core, fetched with npm."""
    if not shutil.which("npm"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no npm: axe-core not installed")
    folder = tmp_path_factory.mktemp("axe")
    command = ["npm", "pack", "--silent", f"axe-core@{AXE}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no axe-core: {done.stderr}")
    with tarfile.open(folder / done.stdout.split()[-1]) as packed:
        return packed.extractfile("package/axe.min.js").read().decode()
