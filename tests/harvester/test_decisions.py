"""Human decisions: appended, ordered by time, and following their papers through merges."""

import pytest

from harvester.decisions import Decision, add_decisions, in_force, read_decisions
from harvester.errors import StoreError
from harvester.store import Store
from tests.harvester.store.told import record, reply


def decision(paper_id, value, time="2026-11-01T00:00:00Z", condition="ptsd"):
    return Decision(paper_id, condition, value, "ab", time)


def test_decisions_are_appended_and_read_by_time(tmp_path):
    assert read_decisions(tmp_path) == []
    late, early = decision("pmid:1", True, "2026-11-02T00:00:00Z"), decision("pmid:1", False)
    path = add_decisions(tmp_path, [late])
    first = path.read_bytes()
    add_decisions(tmp_path, [early, decision("pmid:2", None)])
    assert path.read_bytes().startswith(first)
    assert read_decisions(tmp_path) == [early, decision("pmid:2", None), late]
    assert in_force(read_decisions(tmp_path))["pmid:1", "ptsd"].value is True


def test_a_decision_follows_its_paper_into_a_merge(tmp_path):
    add_decisions(tmp_path, [decision("pmid:1", True), decision("pmid:7", True)])
    with Store.open(tmp_path / "papers.sqlite") as store:
        store.apply(record("pmc", pmcid="PMC1"), reply("r1/1", 1))
        store.apply(record(pmid=1), reply("r1/2", 2))
        store.apply(record(pmid=1, pmcid="PMC1"), reply("r2/1", 3))
    assert [d.paper_id for d in read_decisions(tmp_path)] == ["pmcid:PMC1", "pmid:7"]


def test_a_line_that_a_power_cut_left_unfinished_is_named_and_spoils_no_other(tmp_path):
    path = add_decisions(tmp_path, [decision("pmid:1", True)])
    path.write_bytes(path.read_bytes() + b'{"paper_id": "pmid:2", "cond')
    add_decisions(tmp_path, [decision("pmid:3", True)])
    assert path.read_text().splitlines()[2].startswith('{"paper_id": "pmid:3"')
    with pytest.raises(StoreError, match=r"labels\.jsonl, line 2: this is no decision"):
        read_decisions(tmp_path)


@pytest.mark.parametrize("line", ['{"paper_id": "pmid:1"}', "[1]", '"x"'])
def test_a_line_that_is_no_decision_is_named(tmp_path, line):
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "mine.jsonl").write_text(line + "\n")
    with pytest.raises(StoreError, match=r"mine\.jsonl, line 1"):
        read_decisions(tmp_path)


def test_a_value_that_is_none_of_three_is_named(tmp_path):
    (tmp_path / "decisions").mkdir()
    line = '{"paper_id":"pmid:1","condition":"x","value":"yes","reviewer":"a","time":"t"}'
    (tmp_path / "decisions" / "mine.jsonl").write_text(line)
    with pytest.raises(StoreError, match="value is not true, false or null"):
        read_decisions(tmp_path)
