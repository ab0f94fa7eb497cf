"""Night after night: what is new, changed, gone and back; what it costs; and the proof."""

from datetime import UTC, date, datetime, timedelta

import pytest

from harvester.changes import modified
from harvester.corpus import load
from harvester.errors import KetlitError
from harvester.ledger import Ledger
from harvester.query import Query
from tests.harvester.nights import FIRST, Night, papers

MANY = range(FIRST, FIRST + 2_000)
LATE = 50_000_000


def named(run):
    return {what: papers for what, papers in run.named.items() if papers}


def test_second_night_over_an_unchanged_corpus_is_cheap_and_says_so(sandbox, tmp_path):
    night = Night(sandbox(papers(MANY)), tmp_path)
    first = night()
    assert first.papers == first.count == len(MANY)
    second = night()
    assert second.message.startswith("Nothing new")
    assert second.requests <= 16
    assert second.refetched >= len(MANY) / 28


def test_late_changed_and_vanished_papers_are_all_named(sandbox, tmp_path):
    ncbi = sandbox(papers(MANY))
    night = Night(ncbi, tmp_path)
    night()
    changed, vanished = FIRST + 7, FIRST + 1_500
    ncbi.add(papers([LATE], entered="1999/05/05"))
    ncbi.add(papers([changed], "Ketamine, corrected,"), on=night.now.date())
    ncbi.delete(vanished)
    run = night()
    assert named(run) == {
        "new": [f"pmid:{LATE}"],
        "changed": [f"pmid:{changed}"],
        "gone": [f"pmid:{vanished}"],
    }
    assert run.left == [{"id": str(vanished), "reason": "deleted or merged"}]
    assert run.message.startswith("1 new, 1 changed, 1 gone, 0 back")
    assert run.count == run.papers == len(MANY)
    assert night.held() == {*MANY, LATE} - {vanished}
    gone = load(tmp_path).papers.set_index("paper_id").loc[f"pmid:{vanished}"]
    assert gone.gone_since
    assert "Ketamine" in gone.title


def test_a_paper_that_no_longer_matches_is_told_from_a_deleted_one(sandbox, tmp_path):
    ncbi = sandbox(papers(MANY))
    night = Night(ncbi, tmp_path)
    night()
    ncbi.add(papers([FIRST], "Propofol, after all,"), on=date(2019, 1, 1))
    assert night().left == [{"id": str(FIRST), "reason": "no longer matches"}]


def test_a_paper_that_comes_back_is_said_to_be_back(sandbox, tmp_path):
    ncbi = sandbox(papers(MANY))
    night = Night(ncbi, tmp_path)
    night()
    ncbi.delete(FIRST)
    assert night().gone == 1
    ncbi.add(papers([FIRST]))
    run = night()
    assert (run.back, run.new, run.gone) == (1, 0, 0)
    assert named(run)["back"] == [f"pmid:{FIRST}"]
    assert FIRST in night.held()


def test_more_than_one_percent_gone_at_once_stops_the_run_and_marks_nothing(sandbox, tmp_path):
    ncbi = sandbox(papers(MANY))
    night = Night(ncbi, tmp_path)
    night()
    for pmid in MANY[:21]:
        ncbi.delete(pmid)
    asked = len(ncbi.requests)
    with pytest.raises(KetlitError, match="--accept-gone"):
        night()
    assert night.held() == set(MANY)
    assert not [one for one in list(ncbi.requests)[asked:] if one.utility == "efetch"]
    run = night(accept_gone=True)
    assert run.gone == 21
    assert night.held() == set(MANY[21:])


def test_a_change_without_a_modification_date_is_seen_within_a_month(sandbox, tmp_path):
    ncbi = sandbox(papers(MANY))
    night = Night(ncbi, tmp_path)
    night()
    ncbi.add(papers([FIRST + 900], "Ketamine, silently revised,"), on=date(2001, 1, 1))
    seen = next((n for n in range(1, 30) if night().changed), None)
    assert seen is not None
    assert seen <= 28


def test_a_run_after_a_long_pause_fetches_all_again_but_no_more(sandbox, tmp_path):
    night = Night(sandbox(papers(MANY)), tmp_path)
    night()
    night.now += timedelta(days=400)
    assert night().refetched == len(MANY)


def test_past_the_limit_of_one_search_every_paper_and_no_other(sandbox, tmp_path):
    ids = range(FIRST, FIRST + 10_400)
    others = papers(range(FIRST + 100_000, FIRST + 100_100), "Propofol in an invented trial")
    night = Night(sandbox(papers(ids), others), tmp_path)
    first = night()
    assert night.held() == set(ids)
    assert len(first.slices) > 1
    assert sum(one["count"] for one in first.slices) == first.count == len(ids)
    second = night()
    assert second.message.startswith("Nothing new")
    assert second.requests <= 16


def test_the_ids_of_the_last_whole_run_are_kept_and_no_older(sandbox, tmp_path):
    night = Night(sandbox(papers(MANY)), tmp_path)
    first, second = night(), night()
    ledger = Ledger(tmp_path / "runs")
    assert ledger.ids(first) is None
    assert ledger.ids(second) == list(MANY)


def test_what_another_question_still_finds_is_not_gone(sandbox, tmp_path):
    ncbi = sandbox(papers(MANY))
    night = Night(ncbi, tmp_path)
    night()
    night(query="ketamine[tiab] AND 2020/01/01:2020/12/31[edat]")
    ncbi.add(papers([FIRST], entered="2021/05/05"))
    run = night(query="ketamine[tiab] AND 2020/01/01:2020/12/31[edat]")
    assert (run.count, run.gone) == (len(MANY) - 1, 0)
    assert FIRST in night.held()


@pytest.mark.parametrize(("understood", "ids"), [("Date - Modification", [5]), ("All Fields", [])])
def test_a_date_that_the_database_does_not_know_is_not_trusted(understood, ids):
    reply = (
        "<eSearchResult><Count>1</Count><IdList><Id>5</Id></IdList><QueryTranslation>ketamine AND "
        f'"2026/11/01"[{understood}]</QueryTranslation></eSearchResult>'
    )
    since = datetime(2026, 11, 6, tzinfo=UTC)
    assert modified(Query("ketamine", "pmc"), since, lambda _: reply.encode()) == ids


def test_a_small_question_beside_a_large_corpus_is_one_search(sandbox, tmp_path):
    night = Night(sandbox(papers(range(FIRST, FIRST + 10_050))), tmp_path)
    night()
    assert night(query=f"{FIRST}:{FIRST + 5}[UID]").requests == 1
