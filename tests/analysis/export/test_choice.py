"""Each filter lets through what it says, and counts what it leaves out."""

import pandas as pd
import pytest

from analysis.export.choice import Choice, choose
from analysis.export.provenance import ended, provenance, since_last_time
from analysis.export.selection import select
from harvester.errors import UsageError

PAPERS = pd.DataFrame(
    {
        "paper_id": ["a", "b", "c", "d", "e"],
        "year": [2018, 2019, 2019, 2020, None],
        "month": [None, 5, None, 1, None],
        "day": [None, 3, None, None, None],
        "entry_date": ["2018-12-30", None, None, "2020-02-01", None],
        "retraction": ["none", "retracted", "none", "concern", "none"],
        "first_seen": [f"2026-11-0{day}T00:00:00Z" for day in range(1, 6)],
        "gone_since": [None, None, None, "2026-11-09T00:00:00Z", None],
    }
)
LABELS = pd.DataFrame(
    [
        ("a", "depression", True, 0.9),
        ("a", "ptsd", False, 0.3),
        ("b", "depression", False, 0.4),
        ("c", "ptsd", True, 0.8),
    ],
    columns=["paper_id", "condition", "label", "score"],
)
FACTS = pd.DataFrame(
    [("a", "design", "rct"), ("b", "design", "case_report")],
    columns=["paper_id", "attribute", "value"],
)
WHOLE = select(PAPERS, LABELS, FACTS, conditions=["depression", "ptsd"])


def kept(**filters) -> str:
    part, dropped = choose(WHOLE, Choice(**filters))
    assert len(part.papers) + sum(dropped.values()) == len(PAPERS)
    assert part.papers.index.tolist() == list(range(len(part.papers)))
    return "".join(part.papers["paper_id"])


@pytest.mark.parametrize(
    ("filters", "papers"),
    [
        ({}, "abcde"),
        ({"conditions": ("depression",)}, "a"),
        ({"conditions": ("depression", "ptsd")}, "ac"),
        ({"conditions": ("depression",), "min_score": 0.35}, "ab"),
        ({"min_score": 0.35}, "abc"),
        ({"min_score": 0.95}, ""),
        ({"years": "2019"}, "bc"),
        ({"years": "2019-2020"}, "bcd"),
        ({"years": "2019-"}, "bcd"),
        ({"years": "-2018"}, "a"),
        ({"since": "2019"}, "bcde"),
        ({"since": "2019-05-04"}, "cde"),
        ({"until": "2018"}, "a"),
        ({"until": "2019-05-03"}, "abc"),
        ({"since": "2019-06", "until": "2020"}, "cd"),
        ({"designs": ("rct", "case_report")}, "ab"),
        ({"retractions": ("retracted", "concern")}, "bd"),
        ({"current": True}, "abce"),
        ({"first_seen_after": "2026-11-03T00:00:00Z"}, "de"),
        ({"conditions": ("depression",), "years": "2019"}, ""),
    ],
)
def test_filters(filters, papers):
    assert kept(**filters) == papers


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"since": "yesterday"}, "--since 'yesterday': wanted a date"),
        ({"until": "2019-13"}, "--until"),
        ({"years": "2020-2019"}, "--year"),
        ({"years": "-"}, "--year"),
        ({"years": ""}, "--year"),
        ({"min_score": 1.5}, "wanted a probability"),
        ({"retractions": ("maybe",)}, "There are: none, retracted, concern, corrected, notice"),
        ({"designs": ("RCT",)}, "There are: rct, nonrandomised_trial"),
        ({"conditions": ("grief",)}, "There are: depression, ptsd"),
    ],
)
def test_a_wrong_filter_names_what_exists(filters, says):
    with pytest.raises(UsageError, match=says.replace("(", r"\(")) as caught:
        kept(**filters)
    assert caught.value.exit_status == 2


def run(name, state="whole", query="ketamine", minute=0, source="pubmed"):
    ended = f"2026-11-{name[6:8]}T08:{minute:02d}:00Z"
    return {
        **{"run": name, "state": state, "source": source, "topic": "ketamine", "query": query},
        **{"translation": '"ketamine"[All Fields]', "warnings": [], "count": 5, "ended": ended},
        "started": ended,
    }


RUNS = pd.DataFrame(
    [
        run("20261101T080000Z-aa0000"),
        run("20261102T080000Z-bb0000", "incomplete"),
        run("20261103T080000Z-cc0000"),
        run("20261104T080000Z-dd0000", query=None, source="list.nbib"),
    ]
)


@pytest.mark.parametrize(
    ("filters", "command"),
    [
        ({"conditions": ("ptsd",)}, "classify"),
        ({"min_score": 0.5}, "classify"),
        ({"designs": ("rct",)}, "extract"),
    ],
)
def test_what_no_paper_was_read_for_is_no_empty_answer(filters, command):
    unread = select(PAPERS, None, None, conditions=["depression", "ptsd"])
    with pytest.raises(UsageError, match=f"ketlit {command}"):
        choose(unread, Choice(**filters))


@pytest.mark.parametrize(("since", "until"), [("2021", "2020"), ("2020-06", "2020-05-31")])
def test_a_span_that_ends_before_it_begins_is_refused(since, until):
    with pytest.raises(UsageError, match="is after"):
        Choice(since=since, until=until)
    assert Choice(since="2020-05", until="2020").until == "2020"


def test_new_is_what_came_since_the_last_whole_run_but_one():
    assert since_last_time(RUNS) == "2026-11-01T08:00:00Z"
    assert since_last_time(RUNS.iloc[:2]) is None
    assert since_last_time(RUNS.iloc[:0]) is None


@pytest.mark.parametrize("name", ["2", "20261102", "20261102T080000Z-bb0000"])
def test_a_run_by_number_or_name(name):
    assert ended(RUNS, name) == "2026-11-02T08:00:00Z"


@pytest.mark.parametrize("name", ["0", "9", "2026", "yesterday"])
def test_a_run_that_is_not_one(name):
    with pytest.raises(UsageError, match="There are 4 runs, 1 to 4"):
        ended(RUNS, name)


def test_provenance_is_that_of_the_last_whole_search():
    told = provenance(RUNS, None)
    assert told["query"] == "ketamine"
    assert told["translation"] == '"ketamine"[All Fields]'
    assert told["run"] == "20261103T080000Z-cc0000"
    assert told["as_of"] == "2026-11-04T08:00:00Z"
    assert len(told["searches"]) == 2


def test_provenance_prefers_the_search_of_pubmed():
    pmc = run("20261105T080000Z-ee0000", source="pmc", query="ketamine[abstract]")
    told = provenance(pd.concat([RUNS, pd.DataFrame([pmc])]), None)
    assert told["query"] == "ketamine"
    assert told["as_of"] == "2026-11-05T08:00:00Z"


def test_provenance_of_a_corpus_without_runs():
    assert provenance(RUNS.iloc[:0], None)["run"] is None
