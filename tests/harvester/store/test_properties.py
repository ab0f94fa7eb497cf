"""Whatever records come, in whatever replies: the store holds together."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.store import Store
from tests.harvester.store.told import batch, record, reply

# Hundreds of stores are made: in memory where the machine has such a folder.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PMIDS = st.sampled_from([None, 1, 2, 3])
PMCIDS = st.sampled_from([None, "PMC1", "PMC2"])
DOIS = st.sampled_from([None, "10.1000/a", "10.1000/b"])
TITLES = st.sampled_from(["One", "Two"])


@st.composite
def records(draw):
    ids = {"pmid": draw(PMIDS), "pmcid": draw(PMCIDS), "doi": draw(DOIS)}
    source = draw(st.sampled_from(["pubmed", "pmc", "ris"]))
    if source == "pubmed":
        ids["pmid"] = ids["pmid"] or 1
    if source == "pmc" or not any(ids.values()):
        ids["pmcid"] = ids["pmcid"] or "PMC1"
    return source, {**ids, "title": draw(TITLES), "year": 2020}


def fill(path, told, sizes):
    """Apply *told* in replies of these sizes, one an hour; return what each reply did."""
    done = []
    with Store.open(path) as store:
        at = 0
        for number, size in enumerate(sizes):
            some = [record(source, **cells) for source, cells in told[at : at + size]]
            at += size
            if some:
                done.append(store.apply(batch(*some), reply(f"r1/{number}", 1)))
        assert store.check() == []
    return done


def tables(path):
    """What does not depend on how records were cut into replies."""
    with closing(sqlite3.connect(path)) as db:
        return {
            query: sorted(db.execute(query).fetchall(), key=repr)
            for query in (
                "SELECT paper_id, pmid, pmcid, doi, title, source, gone_since FROM papers",
                "SELECT * FROM identifiers",
                "SELECT paper_id, source, source_id, sha256 FROM records",
            )
        }


def unique(told):
    """Keep the last record of each source id, as readers do."""
    last = {}
    for source, cells in told:
        [origin] = record(source, **cells).origins
        last[origin.source, origin.source_id] = (source, cells)
    return list(last.values())


@settings(max_examples=30, deadline=None)
@given(st.lists(records(), min_size=1, max_size=6))
def test_every_record_has_one_paper_and_no_id_has_two(told):
    told = unique(told)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / "papers.sqlite"
        fill(path, told, [1] * len(told))
        with closing(sqlite3.connect(path)) as db:
            twice = db.execute(
                "SELECT value FROM identifiers WHERE kind = 'pmid' "
                "GROUP BY value HAVING count(DISTINCT paper_id) > 1"
            ).fetchall()
            assert twice == []
            held = {row[0] for row in db.execute("SELECT pmid FROM papers WHERE pmid NOT NULL")}
        assert held == {cells["pmid"] for _, cells in told if cells["pmid"]}


@settings(max_examples=30, deadline=None)
@given(st.lists(records(), min_size=1, max_size=6), st.lists(st.integers(1, 4), min_size=8))
def test_how_records_are_cut_into_replies_does_not_matter(told, sizes):
    told = unique(told)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        one, other = Path(folder) / "a" / "papers.sqlite", Path(folder) / "b" / "papers.sqlite"
        fill(one, told, [1] * len(told))
        fill(other, told, sizes)
        assert tables(one) == tables(other)


@settings(max_examples=20, deadline=None)
@given(st.lists(records(), min_size=1, max_size=6))
def test_what_was_applied_changes_nothing_when_it_comes_again(told):
    told = unique(told)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / "papers.sqlite"
        fill(path, told, [1] * len(told))
        before = tables(path)
        with Store.open(path) as store:
            again = batch(*(record(source, **cells) for source, cells in told))
            done = store.apply(again, reply("r2/1", 30))
            assert (done.new, done.changed, done.merged) == ((), (), ())
        assert tables(path) == before
