"""Can the harvest lose a paper? Four replies in ten are faulty, and it is killed four times.

    python benchmarks/soak.py --seed 7

A local NCBI serves invented papers; `ketlit harvest` runs as a process of its own and is killed
(SIGKILL) at moments drawn with the seed, then started again until it says that all is whole. Then:
none missing, none twice, none of the others, each fetched fewer than 1.5 times on average.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from harvester.sandbox import Sandbox  # noqa: E402
from harvester.store import Store  # noqa: E402
from tests.harvester.nights import FIRST, papers  # noqa: E402

MOST_FETCHED = 1.5
LONGEST = 1800.0  # seconds


@click.command()
@click.option("--papers", "number", default=25_000, show_default=True)
@click.option("--faulty", default=0.4, show_default=True, help="Share of replies that are faulty.")
@click.option("--kills", default=4, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--rate", default=50.0, show_default=True, help="Requests per second.")
def main(number: int, faulty: float, kills: int, seed: int, rate: float) -> None:
    """Run the soak and exit 1 if a paper was lost."""
    chance = random.Random(seed)
    ids = chance.sample(range(FIRST, FIRST + 10 * number), number)
    others = papers(range(1_000_001, 1_000_501), "Propofol in an invented trial")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Sandbox([papers(ids), others], rate=None) as ncbi:
        ncbi.storm(faulty, seed=seed)
        Path(folder, "ketlit.toml").write_text(f"rate = {rate}\n")
        attempts = harvest_through(ncbi, Path(folder), chance, kills, number)
        told = judged(ncbi, Path(folder), ids)
    told |= {"seed": seed, "attempts": attempts, "seconds": round(time.monotonic() - started, 1)}
    print(json.dumps(told, indent=1))
    good = not told["missing"] and not told["others"] and told["papers"] == number
    sys.exit(0 if good and told["fetched_on_average"] < MOST_FETCHED else 1)


def harvest_through(
    ncbi: Sandbox, folder: Path, chance: random.Random, kills: int, number: int
) -> list[int]:
    """Harvest until it is whole, killed *kills* times on the way; return the exit statuses."""
    batches = number // 400
    moments = sorted(chance.sample(range(2, max(3 * kills, int(1.3 * batches))), kills))
    statuses = []
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        process = start(ncbi, folder)
        if moments:
            moment = moments.pop(0)
            while process.poll() is None and len(ncbi.requests.of("efetch")) < moment:
                time.sleep(0.005)
            time.sleep(chance.random() * 0.5)
            process.kill()
        statuses.append(process.wait())
        if statuses[-1] == 0:
            return statuses
    raise SystemExit(f"not whole after {LONGEST:g} s: {statuses}")


def start(ncbi: Sandbox, folder: Path) -> subprocess.Popen[bytes]:
    """Start one harvest, as a schedule would."""
    env = {**os.environ, **ncbi.env, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "analysis", "--data-dir", str(folder / "data"), "harvest"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=env, cwd=folder, **quiet)


def judged(ncbi: Sandbox, folder: Path, ids: list[int]) -> dict[str, object]:
    """Compare the store with the truth, and count how often each paper was sent whole."""
    with Store.open(folder / "data" / "papers.sqlite", create=False) as store:
        held = [int(uid) for uid, known in store.known("pubmed").items() if not known.gone]
        rows = store.counts()["papers"]
    asked = ncbi.requests.of("efetch")
    sent = Counter(uid for one in asked if not one.fault for uid in one.ids)
    record = next((folder / "data" / "runs").glob("*.json"))
    return {
        "papers": rows,
        "missing": len(set(ids) - set(held)),
        "others": len(set(held) - set(ids)),
        "requests": len(ncbi.requests),
        "faulty": sum(1 for one in ncbi.requests if one.fault),
        "fetched_on_average": round(sum(sent.values()) / len(ids), 3),
        "fetched_at_most": max(sent.values()),
        "retries": json.loads(record.read_text())["retries"],
    }


if __name__ == "__main__":
    main()
