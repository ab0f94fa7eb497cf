"""`ketlit find`: what is printed, how it is narrowed, what a wrong question gets."""

import json

import pandas as pd
import pytest

from harvester.errors import UsageError
from harvester.finding import years
from harvester.schema import TABLES
from harvester.store import Store
from tests.harvester.store.told import batch, record, reply

LONG = "Rapid effect of ketamine on suicidal ideation in a long title that has to be wrapped "


@pytest.fixture
def find(ketlit, tmp_path):
    told = batch(
        record(pmid=1, title=LONG * 2, journal="Journal of Invented Records", year=2020),
        record(pmid=2, title="Rapid sedation", year=2021),
        record("pmc", pmcid="PMC3", title="Rapid onset"),
    )
    labels = [("pmid:1", "suicidality", 0.9, True), ("pmid:2", "suicidality", 0.2, False)]
    facts = [("pmid:2", "design", "rct")]
    with Store.open(tmp_path / "data" / "papers.sqlite") as store:
        store.apply(told, reply("r1/1", 1))
        for put, name, rows in (
            (store.put_labels, "labels", labels),
            (store.put_facts, "facts", facts),
        ):
            frame = pd.DataFrame(rows, columns=TABLES[name].names[: len(rows[0])])
            put(frame.reindex(columns=list(TABLES[name].names)))
    return lambda *args, check=0: ketlit(
        "--data-dir", tmp_path / "data", "find", *args, check=check
    )


def test_it_prints_papers_in_80_columns(find):
    done = find("rapid")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "PMID 1\n  Rapid effect of ketamine" in done.stdout
    assert "Journal of Invented Records · 2020 · suicidality" in done.stdout
    assert "PMC3\n  Rapid onset" in done.stdout
    assert "3 papers." in done.stderr


@pytest.mark.parametrize(
    ("narrowed", "pmids"),
    [
        (["--year", "2021"], [2]),
        (["--year", "2020-"], [1, 2]),
        (["--condition", "suicidality"], [1]),
        (["--design", "rct"], [2]),
        (["--condition", "suicidality", "--design", "rct"], []),
    ],
)
def test_it_narrows(find, narrowed, pmids):
    found = json.loads(find("rapid", "--json", *narrowed).stdout)
    assert sorted(one["pmid"] for one in found) == pmids


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["rapid", "--condition", "depresion"], "there are: suicidality"),
        (["rapid", "--design", "rtc"], "there are: rct"),
        (["rapid", "--year", "recent"], "none of 2019"),
        (["rapid AND"], "Write words"),
    ],
)
def test_a_wrong_question_is_wrong_usage_and_says_what_there_is(find, args, said):
    assert said in find(*args, check=2).stderr


def test_no_store_is_said(ketlit, tmp_path):
    assert "there is no store" in ketlit("find", "x", check=12).stderr


def test_years():
    assert years("-2021") == (0, 2021)
    for wrong in ("", "-", "20192020", "2019--2020", "x"):
        with pytest.raises(UsageError):
            years(wrong)
