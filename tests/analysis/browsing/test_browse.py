"""`ketlit browse` in a real browser: search, facet, a paper's page, CSV, and a hostile title."""

import csv
import io
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from analysis.browsing.highlight import Piece, marked, pieces

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = "<script>document.title='taken'</script> Ketamine & \"depression\" <b onclick=alert(1)>"
RECORD = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet"><PubDate><Year>{year}</Year>
</PubDate></JournalIssue><Title>Journal of Invented Psychiatry (sample)</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract>
<PublicationTypeList><PublicationType UI="D016449">Randomized Controlled Trial</PublicationType>
</PublicationTypeList></Article></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"""
ABSTRACT = (
    "Twenty adults with {condition} were randomised to intravenous ketamine 0.5 mg/kg over 40 min"
    " or saline. The primary outcome was the change of {scale} at 24 h."
)


def _xml() -> bytes:
    def escape(text):
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    told = [
        (99900001, 2019, HOSTILE, ("treatment-resistant depression", "the MADRS")),
        (99900002, 2021, "Ketamine in post-traumatic stress disorder: a trial", ("PTSD", "CAPS-5")),
        (99900003, 2022, "Ketamine for depression: a second trial", ("major depression", "MADRS")),
    ]
    records = [
        RECORD.format(
            pmid=pmid,
            year=year,
            title=escape(title),
            abstract=ABSTRACT.format(condition=about[0], scale=about[1]),
        )
        for pmid, year, title, about in told
    ]
    return f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>".encode()


@pytest.fixture
def site(sandbox, ketlit, tmp_path):
    """The address of a running `ketlit browse` over three invented papers."""
    ncbi = sandbox(_xml())
    env = {"KETLIT_EUTILS_URL": ncbi.url}
    for command in ("harvest", "classify"):
        ketlit("--data-dir", tmp_path / "data", command, env=env, check=0)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "analysis",
            "--data-dir",
            tmp_path / "data",
            "browse",
            "--port",
            "0",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    first = process.stdout.readline()
    assert "3 papers at http://127.0.0.1:" in first
    yield first.split(" at ")[1].strip()
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()


def _errors(driver):
    return [
        entry["message"]
        for entry in driver.get_log("browser")
        if entry["level"] == "SEVERE" and "favicon" not in entry["message"]
    ]


def test_search_facet_open_download_and_a_hostile_title(site, browser):
    from selenium.webdriver.common.by import By

    browser.get(site)
    assert "3 rows" in browser.find_element(By.TAG_NAME, "body").text
    facets = browser.find_element(By.CSS_SELECTOR, ".facet-results").text
    assert "ptsd" in facets
    assert "2019" in facets

    browser.find_element(By.LINK_TEXT, "ptsd").click()
    assert "1 row" in browser.find_element(By.TAG_NAME, "body").text

    browser.get(site)
    box = browser.find_element(By.NAME, "_search")
    box.send_keys("resistant")
    box.submit()
    assert "1 row" in browser.find_element(By.TAG_NAME, "body").text

    browser.find_element(By.CSS_SELECTOR, "td.type-pk a").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == HOSTILE
    assert browser.title != "taken"
    assert not browser.find_elements(By.CSS_SELECTOR, "h1 script, h1 b")
    words = [mark.text for mark in browser.find_elements(By.CSS_SELECTOR, ".abstract mark")]
    assert any("depression" in word for word in words)
    assert browser.find_element(By.LINK_TEXT, "PubMed").get_attribute("href").endswith("/99900001/")
    assert _errors(browser) == []


def test_csv_of_the_page_and_no_way_to_write(site):
    base = site.split("/browse/")[0]
    with urllib.request.urlopen(f"{base}/browse/papers.csv?_sort=pmid") as reply:
        rows = list(csv.DictReader(io.StringIO(reply.read().decode())))
    assert [row["pmid"] for row in rows] == ["99900001", "99900002", "99900003"]
    assert rows[0]["title"] == HOSTILE
    for database in ("browse", "papers"):
        address = f"{base}/{database}.json?sql=delete+from+papers"
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(address)


def test_a_list_of_nothing_is_an_empty_cell_and_not_its_brackets():
    from analysis.browsing.plugins.paper_page import render_cell

    assert render_cell('["iv", "oral"]', "routes", "browse") == "iv, oral"
    assert render_cell("[]", "routes", "browse") == "&nbsp;"  # Datasette takes what is not empty


def test_saved_queries_run(site):
    base = site.split("/browse/")[0]
    from analysis.browsing.app import QUERIES

    for name in QUERIES:
        with urllib.request.urlopen(f"{base}/browse/{name}.json?condition=ptsd") as reply:
            assert b'"ok": true' in reply.read()


def test_pieces_put_together_are_the_text():
    cut = pieces("rapid relief of depression", [(0, 12, "onset"), (6, 26, "depression")])
    assert "".join(piece.text for piece in cut) == "rapid relief of depression"
    assert Piece("relief", ("onset", "depression")) in cut


def test_a_span_outside_its_text_marks_nothing():
    told = [("ptsd", {"field": "title", "start": 3, "end": 99})]
    assert marked({"title": "PTSD", "abstract": None}, told) == {
        "title": [Piece("PTSD")],
        "abstract": [],
    }
