"""A first and a second night past the limit of one search, at NCBI's own rate.

    python benchmarks/past_the_limit.py

26,000 papers that match and 522 on other subjects, served at 3 requests per second: every matching
one, none of the others, no breach of the rate, at most 150 requests, under 90 seconds; then the
second night: at most 16 requests.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import requests

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from harvester.sandbox import Sandbox  # noqa: E402
from harvester.store import Store  # noqa: E402
from tests.harvester.nights import FIRST, papers  # noqa: E402

CAP = 3  # NCBI's requests per second without a key


@click.command()
@click.option("--papers", "number", default=26_000, show_default=True)
@click.option("--others", default=522, show_default=True)
@click.option("--rate", type=float, help="Requests per second, up to 97 % of the cap.")
def main(number: int, others: int, rate: float | None) -> None:
    """Harvest twice and exit 1 if anything is not as it should be."""
    ids = range(FIRST, FIRST + 3 * number, 3)
    beside = range(FIRST + 1, FIRST + 3 * others, 3)
    files = papers(ids), papers(beside, "Propofol in an invented trial")
    with tempfile.TemporaryDirectory() as folder, Sandbox(files, rate=CAP) as ncbi:
        Path(folder, "ketlit.toml").write_text(f"rate = {rate}\n" if rate else "")
        warm(ncbi)
        told: dict[str, float] = {}
        for night in ("first", "second"):
            began, asked = time.monotonic(), len(ncbi.requests)
            harvest(ncbi, Path(folder))
            told[f"{night}_seconds"] = round(time.monotonic() - began, 1)
            told[f"{night}_requests"] = len(ncbi.requests) - asked
            if night == "first":
                told["share"] = share([one.time for one in ncbi.requests])
        with Store.open(Path(folder) / "data" / "papers.sqlite") as store:
            held = {int(uid) for uid in store.known("pubmed")}
        told |= {
            "wrong": len(held ^ set(ids)),
            "most_in_a_second": ncbi.requests.worst(1.0),
            "breaches": sum(1 for one in ncbi.requests if one.status == 429),
        }
    print(json.dumps(told))
    good = not told["wrong"] and told["most_in_a_second"] <= CAP and not told["breaches"]
    cheap = told["first_requests"] <= 150 and told["first_seconds"] < 90
    sys.exit(0 if good and cheap and told["second_requests"] <= 16 else 1)


def harvest(ncbi: Sandbox, folder: Path) -> None:
    """Harvest in a process of its own: one that shared ours would delay the server's clock."""
    command = [
        sys.executable,
        "-m",
        "analysis",
        "--data-dir",
        str(folder / "data"),
        "-q",
        "harvest",
    ]
    env = {**os.environ, **ncbi.env, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=env, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def warm(ncbi: Sandbox) -> None:
    """Let the local NCBI make its index, which the real one has, before anything is counted."""
    response = requests.get(f"{ncbi.url}esearch.fcgi?db=pubmed&term=ketamine", timeout=60)
    response.raise_for_status()
    ncbi.requests.clear()
    time.sleep(1)


def share(times: list[float]) -> float:
    """Return how much of the cap was used from the first request to the last, in per cent."""
    return round(100 * (len(times) - 1) / (times[-1] - times[0]) / CAP, 2)


if __name__ == "__main__":
    main()
