"""The report and the exports of 35,000 papers: size of the page, time to its first chart.

    python benchmarks/report.py

The papers are those of the bundled sample over and over, with PMIDs and titles of their own (a
page of equal titles would pack too well). The page must be under 5 MB and show its first chart
within 2 seconds of being opened in Chromium.
"""

import random
import shutil
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import click
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from analysis import classify, extract, summarise  # noqa: E402
from analysis.export import FORMATS  # noqa: E402
from analysis.export.files import export  # noqa: E402
from analysis.export.selection import select  # noqa: E402
from analysis.report.files import write_report  # noqa: E402
from harvester import parse_pubmed, read_export  # noqa: E402

LARGEST, LONGEST = 5_000_000, 2.0  # bytes, seconds
FIRST = 20_000_000
NAMES = ("papers", "authors", "registries", "links")


def many(number: int) -> dict[str, pd.DataFrame]:
    """Return the sample's tables, repeated to *number* papers."""
    sample = files("harvester.sandbox.sample").joinpath("pubmed.xml.gz").read_bytes()
    tables = dict(parse_pubmed(sample))
    frames = {name: tables[name] for name in NAMES}
    frames |= {"labels": classify(tables["papers"]), "facts": extract(tables["papers"])}
    chance = random.Random(0)
    ids = tables["papers"]["paper_id"].tolist()
    pmids = sorted(chance.sample(range(FIRST, 2 * FIRST), number))
    pairs = pd.DataFrame({"paper_id": chance.choices(ids, k=number), "pmid_of": pmids})
    made = {}
    for name, frame in frames.items():
        rows = pairs.merge(frame, on="paper_id")
        rows["paper_id"] = "pmid:" + rows["pmid_of"].astype("string")
        if name == "papers":
            rows["pmid"] = rows["pmid_of"].astype("Int64")
        made[name] = rows[frame.columns]
    words = " ".join(tables["papers"]["title"].dropna()).split()
    titles = [" ".join(chance.choices(words, k=14)) for _ in range(number)]
    made["papers"] = made["papers"].assign(title=pd.array(titles, dtype="string"))
    return made


def first_chart(page: Path) -> float:
    """Return the seconds from opening *page* in Chromium to its first chart."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for flag in ("headless=new", "no-sandbox", "disable-gpu", "disable-background-networking"):
        options.add_argument(f"--{flag}")
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    with webdriver.Chrome(options=options, service=service) as browser:
        browser.get(page.as_uri())
        marks = "return performance.getEntriesByName('first-chart').map((m) => m.startTime)"
        while not (found := browser.execute_script(marks)):
            time.sleep(0.05)
    return float(found[0]) / 1000


@click.command()
@click.option("--papers", "number", default=35_000, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page in Chromium.")
def main(number: int, browser: bool) -> None:
    """Write report and tables, print what they cost, and exit 1 where a bound is passed."""
    frames = many(number)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        about = {"versions": {"ketlit": "benchmark"}, "searches": []}
        page = write_report(summarise(frames), Path(folder) / "2026-11-23", about, pictures=False)
        size = page.stat().st_size
        print(f"report: {size / 1e6:.2f} MB in {time.perf_counter() - start:.1f} s")
        seconds = first_chart(page) if browser else 0.0
        print(f"first chart after {seconds:.2f} s")
        conditions = frames["labels"]["condition"].unique().tolist()
        tables = {"authors": frames["authors"]}
        held = (frames[name] for name in ("papers", "labels", "facts"))
        selection = select(*held, conditions=conditions, tables=tables)
        for name, told in FORMATS.items():
            start = time.perf_counter()
            path = export(selection, Path(folder) / f"{name}{told.suffix}", name)
            wrote = time.perf_counter() - start
            start = time.perf_counter()
            if told.table:
                read_export(path)
            read = f", read back in {time.perf_counter() - start:.1f} s" if told.table else ""
            print(f"{name}: {path.stat().st_size / 1e6:.1f} MB in {wrote:.1f} s{read}")
    sys.exit(int(size > LARGEST or seconds > LONGEST))


if __name__ == "__main__":
    main()
