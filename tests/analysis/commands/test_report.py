"""`ketlit report` as a user runs it."""

import json
import re
from datetime import UTC, datetime


def test_it_writes_the_page_its_tables_and_its_figures(ketlit, data):
    done = ketlit("--data-dir", data, "report", check=0)
    assert "Traceback" not in done.stderr
    folder = data / "reports" / f"{datetime.now(UTC):%Y-%m-%d}"
    assert done.stdout.strip() == str(folder / "report.html")
    page = (folder / "report.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="((?:tables|figures)/[^"]+)"', page))
    assert {"tables/conditions.csv", "figures/growth.svg", "figures/growth.png"} <= links
    assert all((folder / link).stat().st_size for link in links)
    record = json.loads((folder / "report.json").read_text())
    assert record["papers"] == 2
    assert record["as_of"] == "2026-11-02T08:02:00Z"


def test_a_folder_of_ones_own_without_figures(ketlit, data, tmp_path):
    ketlit("--data-dir", data, "-q", "report", "--out", "mine", "--no-figures", check=0)
    assert (tmp_path / "mine" / "report.html").exists()
    assert not (tmp_path / "mine" / "figures").exists()


def test_without_a_store_it_says_what_to_do(ketlit, tmp_path):
    done = ketlit("--data-dir", tmp_path, "report", check=12)
    assert "ketlit harvest" in done.stderr
    assert not (tmp_path / "reports").exists()
