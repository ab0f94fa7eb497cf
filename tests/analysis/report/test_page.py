"""The page as text: whole, safe, sent to nobody, and true to its tables."""

import csv
import json
import re
import zlib
from base64 import b64decode

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import figures
from analysis.figures import FIGURES
from analysis.report.files import last_before, write_report
from analysis.report.findings import FINDINGS, PLAIN, finding
from analysis.report.page import Told, page
from analysis.report.sets import Numbered, Sets, deflated, ordered, pack
from analysis.summaries import summarise
from tests.analysis.report.conftest import HOSTILE


def unpack(data: bytes) -> list[int]:
    found, before, step, shift = [], 0, 0, 0
    for byte in data:
        step |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            before += step
            found.append(before)
            step = shift = 0
    return found


@given(st.sets(st.integers(0, 10**7)))
def test_sets_come_back(numbers):
    assert unpack(pack(sorted(numbers))) == sorted(numbers)


@given(st.binary())
def test_deflated_is_zlib_in_base64(data):
    assert zlib.decompress(b64decode(deflated(data))) == data


@pytest.fixture(scope="module")
def text(report):
    return report.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told(text):
    found = re.search(r'<script type="application/json" id="told">(.*?)</script>', text, re.DOTALL)
    return json.loads(found[1])


def members(told) -> list[list[int]]:
    data, at, sets = zlib.decompress(b64decode(told["sets"]["data"])), 0, []
    for length in told["sets"]["lengths"]:
        sets.append(unpack(data[at : at + length]))
        at += length
    assert at == len(data)
    return sets


def test_every_number_on_the_page_is_the_size_of_its_set(text, told):
    sets = members(told)
    found = re.findall(r'class="number" data-set="(\d+)"[^>]*>([\d,]+)</button>', text)
    assert len(found) > 150
    for number, shown in found:
        assert len(sets[int(number)]) == int(shown.replace(",", ""))


def test_every_row_of_every_chart_leads_to_as_many_papers_as_it_says(told):
    sets = members(told)
    rows = 0
    for name, table in told["tables"].items():
        for row in table["rows"]:
            for at, column in enumerate(table["columns"]):
                if "set" in column:
                    assert len(sets[row[column["set"]]]) == row[at], (name, row)
                    rows += 1
    assert rows > 300


def test_the_sets_of_the_page_are_the_papers_of_the_tables(summaries, told):
    papers = ordered(summaries.material.papers)
    ids = papers["paper_id"].tolist()
    page_ids = json.loads(zlib.decompress(b64decode(told["papers"])))["ids"]
    assert [f"pmid:{one}" for one in page_ids] == ids
    sets = members(told)
    numbered = Numbered(summaries, Sets(ids))
    table = numbered["conditions_by_design"]
    shown = told["tables"]["evidence_map"]["rows"]
    assert len(shown) == len(table)
    for row, wanted in zip(shown, table["paper_ids"], strict=True):
        assert {ids[at] for at in sets[row[-1]]} == set(wanted)


def test_nothing_is_fetched_from_anywhere(text):
    text = re.sub(r"(<script[^>]*>).*?(</script>)", r"\1\2", text, flags=re.DOTALL)
    assert "default-src 'none'" in text
    assert not re.search(r"<(?:link|iframe|object|embed|base|form)\b", text)
    assert not re.search(r"<(?:script|img|source|video|audio)\b[^>]*\bsrc=", text)
    assert not re.search(r"@import|url\(", text[: text.index("</style>")])


def test_a_hostile_title_is_text(text, told):
    assert "<script>alert(1)" not in text
    assert "onerror=alert(2)>" not in text
    assert HOSTILE in json.loads(zlib.decompress(b64decode(told["papers"])))["titles"]
    assert text.count("</script>") == 3


def test_the_page_says_what_it_was_made_from(text):
    assert "As of" in text
    assert "2026-11-22 02:10 UTC" in text
    assert "ketamine[tiab]" in text
    assert "&#34;ketamine&#34;[tiab]" in text


def test_new_papers_are_those_that_came_after_the_last_report(text, frames):
    assert "2 papers came since the report of 2026-11-10." in text
    new = text[text.index('id="new"') : text.index('id="trust"')]
    assert new.count("<li>") == 2
    assert str(frames["papers"]["pmid"].iloc[1]) in new


def test_retracted_papers_are_listed(text, summaries):
    papers = summaries.material.papers
    trust = text[text.index('id="trust"') : text.index('id="quality"')]
    marked = papers[papers["retraction"].isin(["retracted", "concern"])]
    assert len(marked)
    assert trust.count("<li>") == len(marked)


def test_every_chart_has_its_csv_with_the_papers(report, summaries, text):
    for figure in FIGURES.values():
        path = report.parent / "tables" / f"{figure.table}.csv"
        assert f'href="tables/{figure.table}.csv"' in text
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(summaries[figure.table])
        for row in rows:
            ids = row["paper_ids"].split("; ") if row["paper_ids"] else []
            assert len(ids) == int(row["papers"])


def test_same_corpus_same_page(report, summaries):
    again = page(summaries, Told({"versions": {"ketlit": "x"}, "searches": []}))
    assert again == page(summaries, Told({"versions": {"ketlit": "x"}, "searches": []}))


def test_figures_are_drawn_at_print_quality(summaries, tmp_path, frames):
    from analysis.report.files import draw

    draw(summaries, "growth", tmp_path)
    assert (tmp_path / "growth.svg").read_text().startswith("<svg")
    png = (tmp_path / "growth.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") > 2000  # pixels wide


@pytest.mark.parametrize("name", FIGURES)
def test_titles_say_a_number_and_charts_carry_no_lists(name, summaries):
    assert re.search(r"\d", finding(name, summaries))
    spec = json.dumps(getattr(figures, name)(summaries).to_dict(), allow_nan=False)
    assert "pmid:" not in spec


@pytest.mark.parametrize("name", FIGURES)
def test_an_empty_corpus_has_plain_titles(name, frames):
    empty = summarise({"papers": frames["papers"].iloc[:0]})
    assert finding(name, empty) == PLAIN[name]
    assert FINDINGS.keys() == FIGURES.keys() == PLAIN.keys()


def test_a_corpus_without_labels_and_facts_has_a_report_too(frames, tmp_path):
    bare = summarise({"papers": frames["papers"].iloc[:3]})
    about = {"versions": {"ketlit": "x"}, "searches": []}
    path = write_report(bare, tmp_path / "2026-11-22", about, pictures=False)
    assert "the command classify makes them" in path.read_text()


def test_the_last_report_is_the_one_of_an_earlier_day(tmp_path):
    for day in ("2026-11-01", "2026-11-05", "2026-11-09", "notes"):
        folder = tmp_path / day
        folder.mkdir()
        (folder / "report.json").write_text(json.dumps({"date": day}))
    assert last_before(tmp_path / "2026-11-09") == {"date": "2026-11-05"}
    assert last_before(tmp_path / "2026-11-01") == {}


def test_a_paper_that_is_not_of_the_page_is_no_member():
    with pytest.raises(KeyError):
        Sets(["pmid:1"]).add(["pmid:2"])


def test_equal_sets_are_kept_once():
    sets = Sets(pd.Series(["pmid:1", "pmid:2"]))
    assert sets.add(["pmid:1", "pmid:2"]) == sets.add(["pmid:2", "pmid:1"]) == 0
    assert sets.add([]) == 1


@pytest.mark.parametrize("invented", [True, False])
def test_the_report_of_a_demo_says_that_its_papers_are_invented(summaries, tmp_path, invented):
    if invented:
        (tmp_path / "INVENTED.txt").touch()
    about = {"versions": {"ketlit": "x"}, "searches": []}
    path = write_report(summaries, tmp_path / "reports" / "2026-11-22", about, pictures=False)
    assert ("Invented papers" in path.read_text()) == invented
