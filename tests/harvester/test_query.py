"""Queries as values, and the standing topics as data."""

from datetime import date

import pytest

from harvester.errors import QueryError, UsageError
from harvester.order import Order, orders, read_ids
from harvester.query import Query, topic_query, topics


def test_the_topic_has_every_name_of_the_drug():
    text = topic_query("ketamine").text
    for name in ("ketamin*", "esketamin*", "arketamin*", "norketamin*", "hydroxynorketamin*"):
        assert f"{name}[tiab]" in text
    assert '"Ketamine"[MeSH Terms]' in text
    assert '"Esketamine"[Supplementary Concept]' in text
    assert '"spravato"[tiab]' in text
    assert ")[" not in text.replace("(", ""), "a tag on a group is ignored by PubMed"


def test_pmc_has_fields_of_its_own():
    text = topic_query("ketamine", "pmc").text
    assert "[tiab]" not in text
    assert "Supplementary Concept" not in text
    assert "ketamin*[Title]" in text
    assert "ketamin*[Abstract]" in text


def test_what_does_not_exist_is_named_beside_what_does():
    with pytest.raises(UsageError, match="ketamine"):
        topic_query("aspirin")
    with pytest.raises(UsageError, match="pubmed, pmc"):
        Query("ketamine", "scopus")
    with pytest.raises(QueryError, match="empty"):
        Query(" \n ")
    with pytest.raises(UsageError, match="open-access"):
        Query("ketamine", "pmc").filtered(["free"])
    assert topics()["ketamine"]


def test_a_users_query_is_never_edited():
    own = 'ketamine AND "major depression"[tiab]'
    assert orders(query=own)[0].query.text == own
    narrowed = orders(query=own, since=date(2024, 1, 1), until=date(2024, 2, 1))[0].query
    assert narrowed.text == f"({own}) AND (2024/01/01:2024/02/01[edat])"


def test_runs_on_the_same_question_share_it_and_others_do_not():
    topic = orders()[0]
    assert topic.question == "pubmed:ketamine"
    others = [
        orders(query="ketamine")[0],
        orders(since=date(2024, 1, 1))[0],
        orders(until=date(2024, 1, 1))[0],
        orders(limit=10)[0],
        orders(ids=[1, 2])[0],
        orders(ids=[1, 3])[0],
        orders(sources="pmc")[0],
        orders(sources="pmc", filters=["open-access"])[0],
    ]
    assert len({order.question for order in (topic, *others)}) == len(others) + 1
    assert [order.query.db for order in orders(sources=("all", "pmc"))] == ["pubmed", "pmc"]
    assert isinstance(topic, Order)


def test_a_file_of_ids(tmp_path):
    path = tmp_path / "ids.txt"
    path.write_text("\ufeff123, 45\n# a remark\npmid:6  # and another\n\nPMC789\n", "utf-8")
    assert read_ids(path) == [123, 45, 6, 789]
    path.write_text("123\n36402838.0\n")
    with pytest.raises(UsageError, match=r"line 2: '36402838\.0'"):
        read_ids(path)
