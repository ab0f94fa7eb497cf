"""A first and a second night past the limit of one search, at NCBI's own rate.

    python benchmarks/past_the_limit.py

26,000 papers that match and 522 on other subjects, served at 3 requests per second: every matching
one, none of the others, no breach of the rate, at most 150 requests, under 90 seconds; then the
second night: at most 16 requests.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from harvester.run import harvest  # noqa: E402
from harvester.sandbox import Sandbox  # noqa: E402
from harvester.settings import Settings  # noqa: E402
from harvester.store import Store  # noqa: E402
from tests.harvester.nights import FIRST, papers  # noqa: E402


@click.command()
@click.option("--papers", "number", default=26_000, show_default=True)
@click.option("--others", default=522, show_default=True)
@click.option("--rate", type=float, help="Requests per second, up to 97 % of the cap.")
def main(number: int, others: int, rate: float | None) -> None:
    """Harvest twice and exit 1 if anything is not as it should be."""
    ids = range(FIRST, FIRST + 3 * number, 3)
    beside = range(FIRST + 1, FIRST + 3 * others, 3)
    files = papers(ids), papers(beside, "Propofol in an invented trial")
    with tempfile.TemporaryDirectory() as folder, Sandbox(files, rate=3) as ncbi:
        settings = Settings(data_dir=Path(folder), eutils_url=ncbi.url, rate=rate)
        nights = []
        for _ in range(2):
            began, asked = time.monotonic(), len(ncbi.requests)
            run = harvest(folder, settings=settings)
            seconds = round(time.monotonic() - began, 1)
            nights.append({"requests": len(ncbi.requests) - asked, "seconds": seconds})
            nights[-1] |= {"message": run.message, "slices": len(run.slices)}
        with Store.open(Path(folder) / "papers.sqlite") as store:
            held = {int(uid) for uid in store.known("pubmed")}
        told = {
            "exactly_those": held == set(ids),
            "most_in_a_second": ncbi.requests.worst(1.0),
            "breaches": sum(1 for one in ncbi.requests if one.status == 429),
            "nights": nights,
        }
    print(json.dumps(told, indent=1))
    first, second = nights
    good = told["exactly_those"] and told["most_in_a_second"] <= 3 and not told["breaches"]
    cheap = first["requests"] <= 150 and first["seconds"] < 90 and second["requests"] <= 16
    sys.exit(0 if good and cheap else 1)


if __name__ == "__main__":
    main()
