"""The report in a real Chromium: drawn, silent, reachable by keyboard and screen reader."""

import json
import re
import time
from pathlib import Path

import pytest

from analysis.figures import FIGURES

pytestmark = pytest.mark.browser
ARTEFACTS = Path(__file__).resolve().parents[3] / "test-artefacts"
PATIENCE = 60  # seconds; a busy machine is slow, and no test is timed


def until(browser, script, wanted=True):
    end = time.monotonic() + PATIENCE
    while (got := browser.execute_script(script)) != wanted:
        assert time.monotonic() < end, f"{script}: {got!r}"
        time.sleep(0.05)


def show(browser, page, width=1280, dark=False):
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    browser.get(page.as_uri())
    until(browser, "return document.body.dataset.drawn", "all")


@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (1280, True), (390, False), (390, True)]
)
def test_it_draws_every_chart_and_asks_nobody(browser, report, axe, width, dark):
    show(browser, report, width, dark)
    assert browser.execute_script(
        "return document.querySelectorAll('.vega svg[role=img][aria-label]').length"
    ) == len(FIGURES)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    ARTEFACTS.mkdir(exist_ok=True)
    name = f"report-{width}-{'dark' if dark else 'light'}.png"
    browser.save_screenshot(str(ARTEFACTS / name))
    browser.execute_script(axe)
    found = browser.execute_async_script(
        "const done = arguments[0]; axe.run({ resultTypes: ['violations'] }).then(done);"
    )
    serious = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert [e for e in browser.get_log("browser") if e["level"] in ("SEVERE", "WARNING")] == []
    asked = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [
        told["params"]["request"]["url"]
        for told in asked
        if told["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in urls if not url.startswith(("file:", "data:", "blob:", "chrome:"))] == []


def listed(browser):
    until(browser, "return document.getElementById('panel').open")
    text = browser.execute_script("return document.getElementById('panel-list').textContent")
    return {f"pmid:{pmid}" for pmid in re.findall(r"PMID (\d+)", text)}


def test_a_number_leads_to_its_papers_and_back(browser, report, summaries):
    show(browser, report)
    row = summaries["conditions"].set_index("condition").loc["ptsd"]
    browser.execute_script(
        "[...document.querySelectorAll('#conditions th[scope=row]')]"
        ".find((cell) => cell.textContent === arguments[0])"
        ".parentElement.querySelector('button').click()",
        row["name"],
    )
    assert listed(browser) == set(row["paper_ids"])
    title = browser.execute_script("return document.getElementById('panel-title').textContent")
    assert title == row["name"]
    browser.execute_script("document.getElementById('panel-close').click()")
    assert not browser.execute_script("return document.getElementById('panel').open")


def test_the_panel_filters(browser, report, frames):
    show(browser, report)
    browser.execute_script("document.querySelector('.figures button.number').click()")
    until(browser, "return document.getElementById('panel').open")
    pmid = str(frames["papers"]["pmid"].iloc[5])
    browser.execute_script(
        "const box = document.getElementById('panel-filter'); box.value = arguments[0];"
        "box.dispatchEvent(new Event('input'))",
        pmid,
    )
    assert listed(browser) == {f"pmid:{pmid}"}


def test_a_mark_of_a_chart_leads_to_its_papers(browser, report, summaries):
    show(browser, report)
    browser.execute_script(
        "const view = document.querySelector('[data-figure=evidence_map] svg');"
        "view.querySelector('.mark-rect path[d^=M]:not(.background)').dispatchEvent("
        "new MouseEvent('click', { bubbles: true }))"
    )
    found = listed(browser)
    assert found in [set(ids) for ids in summaries["conditions_by_design"]["paper_ids"]]


def test_the_numbers_of_a_chart_unfold_as_a_table(browser, report, summaries):
    show(browser, report)
    browser.execute_script("document.querySelector('#growth details').open = true")
    until(browser, "return document.querySelectorAll('#growth tbody tr').length > 0")
    count = browser.execute_script("return document.querySelectorAll('#growth tbody tr').length")
    assert count == len(summaries["papers_by_year"])


def test_a_hostile_title_runs_nothing(browser, report):
    show(browser, report)
    browser.execute_script("document.querySelector('#new .papers').scrollIntoView()")
    assert browser.execute_script("return document.querySelectorAll('img').length") == 0


def test_it_prints_without_what_only_a_screen_can_use(browser, report):
    show(browser, report)
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    assert len(printed["data"]) > 50_000
