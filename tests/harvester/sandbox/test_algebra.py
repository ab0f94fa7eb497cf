"""Properties of the query engine: it is an algebra of sets, and ranges cut the whole in parts."""

from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.sandbox.language import parse
from harvester.sandbox.records import cut
from harvester.sandbox.search import search
from harvester.sandbox.shelf import Shelf

from .invented import article, book, pubmed

WORDS = ["ketamine", "esketamine", "depression", "opioid", "mice", "pain"]


@cache
def shelf():
    """Sixty-four records, one for each subset of WORDS, and a book."""
    made = Shelf("pubmed")
    for number in range(64):
        chosen = [word for bit, word in enumerate(WORDS) if number >> bit & 1]
        record = article(
            1000 + 37 * number, " ".join(chosen) or "Nothing", "Words." * (number % 2),
            year=1990 + number % 30,
            day=f"{1990 + number % 30}/{number % 12 + 1:02d}/{number % 28 + 1:02d}",
            mesh=chosen[:1], status="Publisher" if number % 3 else "MEDLINE",
        )  # fmt: skip
        made.put(cut(pubmed(record)).records)
    made.put(cut(pubmed(book(9))).records)
    return made


def uids(term):
    return search(shelf(), term).uids


terms = st.one_of(
    st.sampled_from([f"{w}{t}" for w in WORDS for t in ("[tiab]", "[ti]", "[mh]", "", "*[tw]")]),
    st.sampled_from(
        ['"ketamine depression"[ti]', "all[sb]", "medline[sb]", "hasabstract", "9[uid]"]
    ),
    st.integers(1985, 2025).map(lambda year: f"{year}:{year + 7}[edat]"),
    st.integers(0, 4000).map(lambda low: f"{low}:{low + 900}[UID]"),
)
queries = st.recursive(
    terms,
    lambda inner: st.tuples(inner, st.sampled_from(["AND", "OR", "NOT"]), inner).map(
        lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
    ),
    max_leaves=6,
)


@given(queries, queries)
@settings(max_examples=150, deadline=None)
def test_operators_are_those_of_sets(a, b):
    assert uids(f"({a}) AND ({b})") == uids(a) & uids(b) == uids(f"({b}) AND ({a})")
    assert uids(f"({a}) OR ({b})") == uids(a) | uids(b)
    assert uids(f"({a}) NOT ({b})") == uids(a) - uids(b)
    assert uids(f"all[sb] NOT (({a}) OR ({b}))") == uids(
        f"(all[sb] NOT ({a})) AND (all[sb] NOT ({b}))"
    )


@given(queries, queries, queries)
@settings(max_examples=80, deadline=None)
def test_without_parentheses_from_left_to_right(a, b, c):
    assert uids(f"({a}) OR ({b}) AND ({c})") == (uids(a) | uids(b)) & uids(c)
    assert uids(f"({a}) NOT ({b}) OR ({c})") == (uids(a) - uids(b)) | uids(c)
    assert uids(f"({a}) ({b})") == uids(a) & uids(b)


@given(queries, st.lists(st.integers(1, 4200), max_size=6, unique=True))
@settings(max_examples=150, deadline=None)
def test_ranges_of_uids_cut_a_result_in_parts(query, cuts):
    bounds = [0, *sorted(cuts), 99_999_999]
    parts = [uids(f"({query}) AND {low + 1}:{high}[UID]") for low, high in pairwise(bounds)]
    assert frozenset().union(*parts) == uids(query)
    assert sum(map(len, parts)) == len(uids(query))


@given(queries, st.lists(st.integers(1986, 2024), max_size=5, unique=True))
@settings(max_examples=80, deadline=None)
def test_ranges_of_entry_dates_cut_a_result_in_parts(query, years):
    bounds = [1, *sorted(years), 3001]
    parts = [uids(f"({query}) AND {low:04d}:{high - 1}[edat]") for low, high in pairwise(bounds)]
    assert frozenset().union(*parts) == uids(query)
    assert sum(map(len, parts)) == len(uids(query))


@given(queries)
@settings(max_examples=150, deadline=None)
def test_a_translation_finds_what_the_query_found(query):
    first = search(shelf(), query)
    assert search(shelf(), first.translation).uids == first.uids


@given(st.text(st.sampled_from('ketamine AND OR NOT ()[]":*~#1290/,-é'), max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text):
    parse(text)
    assert search(shelf(), text).uids <= set(shelf().records)
