"""No id is lost, whatever the ids, the limit, the order, what was known, and one fault."""

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.errors import IncompleteError, QueryError
from harvester.eutils import Found, decode_search, search
from harvester.listing import Listing, list_ids, planned, refuse_ignored
from harvester.query import HIGHEST_UID, Query, topic_query

IDS = st.sets(st.integers(1, 2_000_000) | st.integers(99_000_000, 99_000_400), max_size=160)
QUERY = Query("ketamine[tiab]")


def answer(count, ids):
    listed = "".join(f"<Id>{uid}</Id>" for uid in ids)
    return (
        f"<eSearchResult><Count>{count}</Count><IdList>{listed}</IdList>"
        "<QueryTranslation>ketamine[Title/Abstract]</QueryTranslation></eSearchResult>"
    ).encode()


class Engine:
    """A search engine over a set of ids that lists *most* of them at once, in its own order."""

    def __init__(self, ids, most, chance, fault=None, at=0):
        self.ids, self.most, self.chance = set(ids), most, chance
        self.fault, self.at, self.asked = fault, at, 0

    def __call__(self, request):
        self.asked += 1
        term = request.params["term"]
        found = re.search(r"(\d+):(\d+)\[UID\]", term)
        low, high = map(int, found.groups()) if found else (0, HIGHEST_UID)
        inside = [uid for uid in self.ids if low <= uid <= high]
        self.chance.shuffle(inside)
        listed = inside[: min(self.most, int(request.params["retmax"]))]
        if self.asked == self.at:
            return self.fault(len(inside), listed)
        return answer(len(inside), listed)


FAULTS = {
    "count too high": lambda count, ids: answer(count + 3, ids),
    "count too low": lambda count, ids: answer(max(count - 1, 0), ids),
    "one id short": lambda count, ids: answer(count, ids[1:]),
    "an id twice": lambda count, ids: answer(count, [*ids[1:], *ids[-1:]]),
    "an id of nowhere": lambda count, ids: answer(count, [*ids[1:], 1_999_999_999]),
    "empty list": lambda count, ids: answer(count, []),
    "not well-formed": lambda count, ids: b"<eSearchResult><Count>1</Cou></eSearchResult>",
    "ids that are none": lambda count, ids: answer(count, [*ids, "PMC12"]),
    "no count": lambda count, ids: b"<eSearchResult><IdList/></eSearchResult>",
}


@settings(max_examples=300, deadline=None)
@given(
    ids=IDS,
    known=IDS,
    overlap=st.booleans(),
    most=st.integers(1, 60),
    chance=st.randoms(use_true_random=False),
    fault=st.sampled_from([None, *FAULTS]),
    at=st.integers(1, 6),
)
def test_every_id_and_no_other(*, ids, known, overlap, most, chance, fault, at):
    known = sorted(known | ids if overlap else known)
    engine = Engine(ids, most, chance, FAULTS.get(fault), at if fault else 0)
    listing = list_ids(QUERY, engine, known, most)
    assert listing.ids == sorted(ids)
    assert listing.count == len(ids) == sum(one.count for one in listing.slices)


def test_a_count_of_none_is_no_proof_where_papers_are_known():
    engine = Engine({1}, 1, random.Random(0), FAULTS["count too low"], 1)
    assert list_ids(QUERY, engine, [1, 2], 1).ids == [1]
    assert list_ids(QUERY, Engine((), 1, random.Random(0)), [1, 2], 1).ids == []


@settings(max_examples=200, deadline=None)
@given(
    expected=st.sets(st.integers(1, 10_000)),
    low=st.integers(1, 5_000),
    width=st.integers(1, 6_000),
    most=st.integers(1, 50),
    count=st.integers(51, 9_000),
)
def test_ranges_cover_everything_once_and_are_at_least_two(expected, low, width, most, count):
    ranges = planned(sorted(expected), low, low + width, most, count)
    assert len(ranges) >= 2
    assert ranges[0][0] == low
    assert ranges[-1][1] == low + width
    assert all(a <= b for a, b in ranges)
    assert all(one[1] + 1 == two[0] for one, two in pairwise(ranges))


def test_papers_may_come_in_while_the_list_is_made():
    class Growing(Engine):
        def __call__(self, request):
            self.ids.add(5_000 + self.asked)
            return super().__call__(request)

    import random

    engine = Growing(range(1, 100), 20, random.Random(1))
    assert set(list_ids(QUERY, engine, (), 20).ids) >= set(range(1, 100))


def test_a_result_that_goes_on_shrinking_is_no_result():
    class Shrinking(Engine):
        def __call__(self, request):
            self.ids.discard(self.asked)
            return super().__call__(request)

    import random

    engine = Shrinking(range(1, 3_000), 200, random.Random(1))
    with pytest.raises(IncompleteError, match="changed while it was listed"):
        list_ids(QUERY, engine, (), 200)


def test_ids_known_from_last_night_make_the_listing_cost_few_requests():
    import random

    ids = range(1_000_000, 1_035_000)
    engine = Engine(ids, 9_999, random.Random(1))
    assert list_ids(QUERY, engine, ids[:34_900]).ids == list(ids)
    assert engine.asked <= 6


def listing(translation="", ignored=()):
    return Listing([], 0, [], translation, ignored)


def test_an_ignored_phrase_of_a_topic_is_an_error():
    with pytest.raises(QueryError, match="esketamine nasal"):
        refuse_ignored(topic_query("ketamine"), listing(ignored=('"esketamine nasal"[tiab]',)))


def test_a_tag_that_ncbi_ignored_without_a_word_is_an_error():
    with pytest.raises(QueryError, match="field tag"):
        refuse_ignored(topic_query("ketamine"), listing('"ketalar"[All Fields]'))


def test_an_ignored_phrase_of_a_users_query_is_said(caplog):
    refuse_ignored(Query("ketamine AND qwertz uiop"), listing(ignored=("qwertz uiop",)))
    assert "qwertz uiop" in caplog.text


def remarked(tag, text):
    note = f"<WarningList><{tag}>{text}</{tag}></WarningList>"
    body = answer(0, []).replace(b"</eSearchResult>", note.encode() + b"</eSearchResult>")
    return decode_search(body)


def test_what_counts_as_ignored():
    assert remarked("PhraseIgnored", "of").ignored == ("of",)
    assert remarked("FieldNotFound", "foo").ignored == ("foo",)
    assert remarked("QuotedPhraseNotFound", '"two words"[tiab]').ignored
    assert not remarked("QuotedPhraseNotFound", '"kalipsol"[tiab]').ignored
    assert not remarked("OutputMessage", "No items found.").ignored
    assert remarked("OutputMessage", "No items found.").remarks


def test_zero_is_said_only_by_a_count():
    assert decode_search(answer(0, [])) == Found(0, (), "ketamine[Title/Abstract]", (), ())
    assert search(QUERY).params["sort"] == "pub_date"
