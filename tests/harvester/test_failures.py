"""Each row of the catalogue of failures, done by the local NCBI to a real harvest."""

import traceback
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from harvester import load
from harvester.archive import Archive
from harvester.errors import IncompleteError, KetlitError, RefusedError
from harvester.failures import FAILURES
from harvester.intake import Intake
from harvester.ledger import Ledger
from harvester.sandbox.faults import kinds
from harvester.store import Store
from tests.harvester.nights import FIRST, Night, papers

IDS = range(FIRST, FIRST + 12)
VICTIM = FIRST + 5
FAULTS = kinds()
SEARCH, FETCH = ("esearch", "efetch")
# Faults of one record, however often it is asked for; what stops everything; S3's own.
OF_ONE_RECORD = ("record_missing", "malformed_record", "illegal_character")
STOPPING = tuple(name for name, kind in FAULTS.items() if kind.row in (2, 3))
HARMFUL = ("huge", "gzip_bomb", "xml_bomb", "external_entity")
PASSING = [
    (name, utility)
    for name, kind in FAULTS.items()
    for utility in (SEARCH, FETCH)
    if kind.touches(utility) and name not in (*OF_ONE_RECORD, *STOPPING, *HARMFUL, "url_too_long")
]


def named(case):
    name, utility = case
    return f"row_{FAULTS[name].row:02d}_{name}_{utility}"


@pytest.fixture
def night(sandbox, tmp_path):
    return Night(sandbox(papers(IDS)), tmp_path)


@pytest.mark.parametrize("case", PASSING, ids=named)
def test_passing_trouble_loses_nothing(night, case):
    name, utility = case
    night.sandbox.fail(name, times=2, utility=utility, pause=3)
    run = night()
    assert run.state == "whole"
    assert night.held() == set(IDS)
    assert run.count == run.papers == len(IDS)
    assert run.drops == []


def reasons(run):
    return {drop["id"]: drop["reason"] for drop in run.drops}


def test_row_01_retry_after_is_waited_for(night):
    night.sandbox.fail("rate_limited", times=1, utility="esearch")
    night()
    first, second = (asked.time for asked in night.sandbox.requests.of("esearch")[:2])
    assert second - first >= 1.9  # its Retry-After says 2; the policy of this test, 0.01


def test_row_18_a_reply_that_drips_is_given_up_at_its_deadline(night):
    night.sandbox.fail("slow_drip", times=1, utility="efetch", pause=0.3)
    run = night()
    assert run.retries == [{"kind": "broken_off", "count": 1}]
    assert run.papers == len(IDS)


def test_row_02_key_invalid_stops_and_does_not_show_the_key(night, caplog):
    caplog.set_level("DEBUG")
    night.settings = replace(night.settings, api_key="0f1e2d3c4b5a", email="me@uni.example")
    night.sandbox.fail("key_invalid")
    with pytest.raises(RefusedError, match="NCBI_API_KEY") as caught:
        night()
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    told += "".join(path.read_text() for path in night.folder.glob("runs/*.json"))
    assert "0f1e2d3c4b5a" not in told
    assert "me@uni.example" not in told
    assert len(night.sandbox.requests) == 1


@pytest.mark.parametrize("name", ["blocked", "blocked_page"])
def test_row_03_block_page_stops_all_traffic(night, name):
    night.sandbox.fail(name)
    with pytest.raises(RefusedError, match=r"eutilities@ncbi\.nlm\.nih\.gov"):
        night()
    assert len(night.sandbox.requests) == 1, "the block page was followed, or asked for again"
    assert next(Ledger(night.folder / "runs").runs()).state == "refused"


def test_row_03_block_page_in_mid_harvest_is_the_last_answer_asked_for(sandbox, tmp_path):
    night = Night(sandbox(papers(range(FIRST, FIRST + 4000))), tmp_path, rate=50.0)
    night.sandbox.fail("blocked", utility="efetch", after=2)
    with pytest.raises(RefusedError):
        night()
    block = min(asked.time for asked in night.sandbox.requests if asked.fault)
    later = [asked for asked in night.sandbox.requests if asked.time > block + 0.05]
    assert later == []


def test_row_13_and_14_an_id_that_does_not_exist_is_dropped_as_deleted(night):
    night.sandbox.fail("id_list_empty", ids=[VICTIM])
    night.sandbox.fail("no_document_summary", ids=[VICTIM])
    run = night()
    assert reasons(run) == {str(VICTIM): "deleted"}
    assert night.held() == set(IDS) - {VICTIM}
    assert run.count == run.papers + len(run.drops)


def test_row_22_record_missing_is_asked_for_singly_then_noted(night):
    night.sandbox.fail("record_missing", ids=[VICTIM], utility="efetch")
    run = night()
    assert reasons(run) == {str(VICTIM): "not returned"}
    assert night.held() == set(IDS) - {VICTIM}
    assert [str(VICTIM)] in [asked.ids for asked in night.sandbox.requests.of("efetch")]
    assert night.sandbox.requests.of("esummary")[0].ids == [str(VICTIM)]


def test_row_23_url_too_long_cannot_happen_since_all_goes_by_post(sandbox, tmp_path):
    ids = range(FIRST, FIRST + 1200)
    night = Night(sandbox(papers(ids)), tmp_path)
    assert night().papers == len(ids)
    assert {asked.method for asked in night.sandbox.requests} == {"POST"}


def test_row_24_hidden_failure_of_esummary_is_asked_for_again(night):
    night.sandbox.fail("record_missing", ids=[VICTIM], utility="efetch")
    night.sandbox.fail("summary_comment", times=2)
    assert reasons(night()) == {str(VICTIM): "not returned"}


@pytest.mark.parametrize("name", ["malformed_record", "illegal_character"])
def test_row_25_malformed_record_is_quarantined_and_the_others_kept(night, name):
    night.sandbox.fail(name, ids=[VICTIM])
    run = night()
    assert reasons(run) == {str(VICTIM): "rejected"}
    assert night.held() == set(IDS) - {VICTIM}
    assert run.count == run.papers + len(run.drops)
    kept = [Archive(night.folder / "raw").body(r) for r in Archive(night.folder / "raw").replies()]
    assert any(str(VICTIM).encode() in body for body in kept), "its bytes are to be kept"
    night.sandbox.heal()
    assert night().papers == len(IDS)


def test_a_bad_record_that_is_asked_for_again_is_one_row_of_the_rejected(night):
    night.sandbox.fail("malformed_record", ids=[VICTIM])
    night()
    with load(night.folder) as corpus:
        assert len(corpus.rejected) == 1


def test_a_night_in_which_most_papers_are_left_out_is_incomplete(tmp_path):
    def fetch(request):
        if request.path == "efetch.fcgi":
            return b"<PubmedArticleSet></PubmedArticleSet>"
        listed = request.params["id"].split(",")
        known = "".join(f'<DocumentSummary uid="{uid}"/>' for uid in listed)
        told = f"<DocumentSummarySet>{known}</DocumentSummarySet>"
        return f"<eSummaryResult>{told}</eSummaryResult>".encode()

    with Store.open(tmp_path / "papers.sqlite") as store:
        intake = Intake(
            run="r",
            db="pubmed",
            archive=Archive(tmp_path / "raw"),
            store=store,
            fetch=fetch,
            now=lambda: datetime.now(UTC),
            note=lambda *_: None,
        )
        assert len(intake.bring([1, 2])) == 2
        with pytest.raises(IncompleteError, match="40 of 40 papers were not returned"):
            intake.bring(range(1, 41))


@pytest.mark.parametrize("name", ["xml_bomb", "url_too_long"])
def test_a_server_whose_every_answer_is_of_no_use_ends_the_night_incomplete(
    sandbox, tmp_path, name
):
    night = Night(sandbox(papers(range(FIRST, FIRST + 1000))), tmp_path)
    night.sandbox.fail(name, utility="efetch")
    with pytest.raises(IncompleteError, match="16 answers in a row were of no use"):
        night()
    assert len(night.sandbox.requests) < 50
    night.sandbox.heal()
    assert night().papers == 1000


@pytest.mark.parametrize("name", ["server_error", "truncated", "viewer_timeout", "empty_body"])
def test_a_record_that_spoils_every_batch_is_found_by_halving(sandbox, tmp_path, name):
    night = Night(sandbox(papers(range(FIRST, FIRST + 100))), tmp_path)
    night.sandbox.fail(name, ids=[VICTIM])
    run = night()
    assert reasons(run) == {str(VICTIM): "rejected"}
    assert run.papers == 99


@pytest.mark.parametrize("name", ["huge", "gzip_bomb"])
def test_a_reply_without_end_is_refused_with_the_reason(night, name):
    night.sandbox.fail(name, utility="efetch", ids=[VICTIM])
    run = night()
    assert reasons(run) == {str(VICTIM): "rejected"}
    assert "larger than any whole reply" in run.drops[0]["detail"]
    assert night.held() == set(IDS) - {VICTIM}


@pytest.mark.parametrize("name", ["xml_bomb", "external_entity"])
def test_entities_are_not_expanded(night, name):
    night.sandbox.fail(name, utility="efetch", ids=[VICTIM])
    run = night()
    assert run.count == run.papers + len(run.drops)
    assert night.held() >= set(IDS) - {VICTIM}


def test_ncbi_down_is_neither_whole_nor_a_usage_error_and_the_next_night_heals(night):
    night.settings = replace(night.settings, patience=0.2)
    night.sandbox.fail("unavailable")
    with pytest.raises(IncompleteError, match="--patience"):
        night()
    night.sandbox.heal()
    run = night()
    assert (run.state, run.papers, len(run.attempts)) == ("whole", len(IDS), 2)


def test_an_outage_of_minutes_is_waited_out(night):
    night.sandbox.fail("search_backend_failed", times=11)
    assert night().papers == len(IDS)


def test_an_error_is_never_no_papers(night):
    night.settings = replace(night.settings, patience=0.1)
    for name in ("search_backend_failed", "query_lost", "html_instead", "empty_body"):
        night.sandbox.fail(name)
        with pytest.raises(KetlitError) as caught:
            night()
        assert caught.value.exit_status not in (0, 2)
        night.sandbox.heal()
    assert night().papers == len(IDS)


def test_every_row_of_the_catalogue_has_an_answer_and_a_fault():
    assert {failure.row for failure in FAILURES} >= set(range(1, 27))
    assert {kind.row for kind in FAULTS.values()} >= set(range(1, 27))
