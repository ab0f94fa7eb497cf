"""One reply folded in: new, unchanged, changed, older, rejected, gone and back."""

import json

import pytest

from harvester.store import Applied
from tests.harvester.store.told import batch, record, reply

ONE = {
    "pmid": 1,
    "doi": "10.1000/a",
    "title": "Ketamine",
    "authors": ["Doe J"],
    "keywords": ["mood"],
    "tables": {
        "authors": [
            {"position": 1, "role": "author", "last_name": "Doe", "affiliations": ["X; Y"]}
        ],
        "mesh": [{"position": 1, "descriptor": "Ketamine", "kind": "descriptor"}],
        "identifiers": [{"kind": "pmid", "value": "1"}],
    },
}


def test_a_new_paper_has_all_its_rows_and_its_times(store, rows):
    done = store.apply(record(**ONE), reply("r1/1", 1))
    assert done == Applied(new=("pmid:1",))
    assert rows("papers", "paper_id", "authors", "first_seen", "last_changed", "gone_since") == [
        ("pmid:1", '["Doe J"]', "2026-11-20T01:00:00Z", "2026-11-20T01:00:00Z", None)
    ]
    assert rows("authors", "last_name", "affiliations") == [("Doe", '["X; Y"]')]
    assert rows("identifiers", "kind", "value") == [("doi", "10.1000/a"), ("pmid", "1")]
    assert rows("records", "source_id", "reply", "listed") == [("1", "r1/1", 1)]
    assert rows("changes", "paper_id", "field", "before", "after") == [
        ("pmid:1", "first_seen", None, '"2026-11-20T01:00:00Z"')
    ]


def test_a_reply_is_applied_once(store, rows):
    store.apply(record(**ONE), reply("r1/1", 1))
    before = rows("papers"), rows("records"), rows("changes"), rows("authors")
    assert store.apply(record(**ONE), reply("r1/1", 1)) == Applied()
    assert (rows("papers"), rows("records"), rows("changes"), rows("authors")) == before
    assert store.applied("r1/1")
    assert not store.applied("r1/2")


def test_an_unchanged_record_only_renews_its_provenance(store, rows):
    store.apply(record(**ONE), reply("r1/1", 1))
    papers = rows("papers")
    assert store.apply(record(**ONE), reply("r2/1", 30)) == Applied(unchanged=1)
    assert rows("papers") == papers
    assert store.known("pubmed")["1"].retrieved_at == "2026-11-21T06:00:00Z"
    assert rows("records", "reply", "run") == [("r2/1", "r2")]


def test_a_change_is_a_row_per_field_and_per_table(store, rows):
    store.apply(record(**ONE), reply("r1/1", 1))
    two = {**ONE, "title": "Esketamine", "year": 2020, "keywords": []}
    two["tables"] = {**ONE["tables"], "mesh": []}
    assert store.apply(record(**two), reply("r2/1", 2)).changed == ("pmid:1",)
    changes = {
        field: (was, now)
        for field, was, now in rows("changes", "field", "before", "after", where="run = 'r2'")
    }
    assert changes.keys() == {"title", "year", "keywords", "mesh"}
    assert changes["title"] == ('"Ketamine"', '"Esketamine"')
    assert changes["year"] == (None, "2020")
    assert changes["keywords"] == ('["mood"]', None)
    assert json.loads(changes["mesh"][0])[0]["descriptor"] == "Ketamine"
    assert rows("papers", "title", "first_seen", "last_changed") == [
        ("Esketamine", "2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z")
    ]
    assert rows("mesh") == []


def test_what_a_run_changes_and_changes_back_is_no_change(store, rows):
    store.apply(record(**ONE), reply("r1/1", 1))
    store.apply(record(**{**ONE, "title": "Other"}), reply("r2/1", 2))
    store.apply(record(**ONE), reply("r2/2", 3))
    assert rows("changes", "field", where="run = 'r2'") == []


def test_what_a_run_learns_about_a_paper_it_brought_is_part_of_its_coming(store, rows):
    store.apply(record(**ONE), reply("r1/1", 1))
    store.apply(record(**{**ONE, "title": "Other"}), reply("r1/2", 2))
    assert rows("changes", "field") == [("first_seen",)]
    assert rows("papers", "title") == [("Other",)]


def test_an_older_reply_never_overwrites_a_newer_one(store, rows):
    store.apply(record(**{**ONE, "title": "New"}), reply("r2/1", 5))
    assert store.apply(record(**{**ONE, "title": "Old"}), reply("r1/1", 1)) == Applied(stale=1)
    assert rows("papers", "title") == [("New",)]
    assert rows("records", "reply") == [("r2/1",)]


@pytest.mark.parametrize("second", ["r0/9", "r1/2", "r2/1"])
def test_two_replies_of_one_second_are_as_old_as_they_come(store, rows, second):
    store.apply(record(**ONE), reply("r1/1", 1))
    assert store.apply(record(**{**ONE, "title": "New"}), reply(second, 1)).stale == 0
    assert rows("papers", "title") == [("New",)]


def test_an_older_version_never_overwrites_a_newer_one(store, rows):
    store.apply(record(version=2, **{**ONE, "title": "New"}), reply("r1/1", 1))
    assert store.apply(record(version=1, **{**ONE, "title": "Old"}), reply("r2/1", 2)).stale == 1
    assert rows("papers", "title") == [("New",)]


def test_an_imported_file_is_as_old_as_its_records_say(store, rows):
    new = {**ONE, "title": "New", "revised_date": "2026-01-01"}
    old = {**ONE, "title": "Old", "revised_date": "2019-01-01"}
    store.apply(record(**new), reply("r1/1", 1))
    assert store.apply(record(**old), reply("r2/1", 2, path="import/old.xml")).stale == 1
    assert rows("papers", "title") == [("New",)]
    newer = {**new, "title": "Newer", "revised_date": "2026-02-01"}
    store.apply(record(**newer), reply("r3/1", 3, path="import/new.xml"))
    assert rows("papers", "title") == [("Newer",)]


def test_a_rejected_record_is_kept_with_its_bytes(store, rows):
    done = store.apply(batch(record(**ONE), rejected=[(2, "bad")]), reply("r1/1", 1))
    assert done.rejected == 1
    assert rows("rejected") == [("r1", "r1/1", "record 2", "bad", "<x>\\xff")]


def test_gone_and_back(store, rows):
    store.apply(batch(record(**ONE), record(pmid=2)), reply("r1/1", 1))
    at = "2026-11-21T00:00:00Z"
    assert store.mark_gone("r2", "pubmed", ["1", "77"], at) == ("pmid:1",)
    assert store.mark_gone("r2", "pubmed", ["1"], at) == ()
    assert rows("papers", "paper_id", "gone_since") == [("pmid:1", at), ("pmid:2", None)]
    assert store.known("pubmed")["1"].gone
    assert store.counts()["gone"] == 1
    assert store.run_counts("r2") == {"new": 0, "changed": 0, "gone": 1, "back": 0, "rejected": 0}
    assert store.mark_back("r3", "pubmed", ["1"], "2026-11-22T00:00:00Z") == ("pmid:1",)
    assert rows("changes", "run", "before", "after", where="field = 'gone_since'") == [
        ("r2", None, f'"{at}"'),
        ("r3", f'"{at}"', None),
    ]
    assert store.run_counts("r3")["back"] == 1


def test_a_later_reply_that_holds_a_gone_record_brings_it_back(store, rows):
    store.apply(record(**ONE), reply("r1/1", 1))
    store.mark_gone("r2", "pubmed", ["1"], "2026-11-20T05:00:00Z")
    assert store.apply(record(**ONE), reply("r1/2", 4)).back == ()  # retrieved before it went
    done = store.apply(record(**ONE), reply("r3/1", 6))
    assert (done.back, done.unchanged) == (("pmid:1",), 1)
    assert rows("papers", "gone_since") == [(None,)]


def test_an_import_does_not_bring_back_what_the_query_does_not_return(store, rows):
    store.apply(record(**ONE), reply("r1/1", 1))
    store.mark_gone("r2", "pubmed", ["1"], "2026-11-20T05:00:00Z")
    assert store.apply(record(**ONE), reply("r3/1", 6, path="import/x.xml")).back == ()
    assert rows("papers", "gone_since") == [("2026-11-20T05:00:00Z",)]


def test_what_only_an_import_brought_is_never_gone(store):
    store.apply(record(**ONE), reply("r1/1", 1, path="import/x.xml"))
    assert not store.known("pubmed")["1"].listed
    assert store.mark_gone("r2", "pubmed", ["1"], "2026-11-20T05:00:00Z") == ()


def test_a_delete_citation_marks_its_paper(store, rows):
    store.apply(batch(record(**ONE), record(pmid=2)), reply("r1/1", 1))
    assert store.apply(batch(deleted=[2, 9]), reply("r2/1", 2)).gone == ("pmid:2",)
    assert rows("papers", "paper_id", where="gone_since NOT NULL") == [("pmid:2",)]


def test_labels_of_another_text_are_dropped(store, rows):
    import pandas as pd

    from harvester.schema import TABLES

    store.apply(batch(record(**ONE), record(pmid=2)), reply("r1/1", 1))
    names = TABLES["labels"].names
    frame = pd.DataFrame(
        [
            (paper, "ptsd", 0.5, True, None, None, "model", "1", [{"start": 0}])
            for paper in ("pmid:1", "pmid:2")
        ],
        columns=names,
    ).astype({"population": "boolean", "focus": "string"})
    store.put_labels(frame)
    assert rows("labels", "paper_id", "label", "population", "evidence") == [
        ("pmid:1", 1, None, '[{"start":0}]'),
        ("pmid:2", 1, None, '[{"start":0}]'),
    ]
    store.apply(record(**{**ONE, "title": "Other"}), reply("r2/1", 2))
    assert rows("labels", "paper_id") == [("pmid:2",)]
    store.put_labels(frame.iloc[:1], papers=["pmid:1", "pmid:2"])
    assert rows("labels", "paper_id") == [("pmid:1",)]


def test_put_run_takes_the_columns_it_knows(store, rows):
    store.put_run({"run": "r1", "state": "running", "warnings": ["w"], "marks": [1]})
    store.put_run({"run": "r1", "state": "whole", "drops": [{"id": "1", "reason": "book"}]})
    assert rows("runs", "run", "state", "warnings", "drops") == [
        ("r1", "whole", "[]", '[{"id":"1","reason":"book"}]')
    ]


def test_a_sound_store_says_so_and_an_unsound_one_says_why(store, path):
    import sqlite3

    store.apply(record(**ONE), reply("r1/1", 1))
    assert store.check() == []
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM records")
    db.close()
    assert store.check() == ["1 papers without a source record, pmid:1 among them."]


def test_records_of_one_reply_may_come_in_batches_and_in_any_mix(store, rows):
    done = store.apply(
        iter([batch(record(pmid=1), record(pmid=2)), batch(record(pmid=1, title="Later"))]),
        reply("r1/1", 1),
    )
    assert done.new == ("pmid:1", "pmid:2")
    assert rows("papers", "paper_id", "title") == [("pmid:1", "Later"), ("pmid:2", "A title")]
