"""Humans outrank the model: papers out, decisions in, kappa, what is left to be found."""

import csv
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from analysis.labelling import label_store
from analysis.review import agreement, decisions_of, kappa, least_certain, remaining
from harvester import load
from harvester.decisions import Decision, read_decisions
from harvester.errors import UsageError
from harvester.imports import import_files
from harvester.run import utc_now
from harvester.store import Store


def labels(*rows):
    return pd.DataFrame(
        [
            {
                "paper_id": p,
                "condition": c,
                "label": s >= 0.5,
                "score": s,
                "method": m,
                "evidence": [],
            }
            for p, c, s, m in rows
        ]
    )


PAPERS = pd.DataFrame(
    {"paper_id": ["a", "b", "c"], "pmid": [1, 2, 3], "title": "t", "abstract": "x"}
)


def test_the_least_certain_come_first_and_decided_ones_not_at_all():
    told = labels(
        ("a", "ptsd", 0.9, "model"), ("b", "ptsd", 0.45, "model"), ("c", "ptsd", 0.51, "model")
    )
    frame = least_certain(PAPERS, told, [("c", "ptsd")], ["ptsd"], 5)
    assert list(frame["paper_id"]) == ["b", "a"]
    assert list(least_certain(PAPERS, told, [], ["ptsd"], 1)["paper_id"]) == ["c"]


def test_rows_without_decision_are_passed_over_and_wrong_ones_named():
    rows = [
        {"paper_id": "a", "condition": "ptsd", "decision": " Yes ", "note": "n"},
        {"paper_id": "b", "condition": "ptsd", "decision": ""},
        {"paper_id": "c", "condition": "ptsd", "decision": "unsure"},
    ]
    assert [(d.paper_id, d.value) for d in decisions_of(rows, "ann", "t", "f.csv")] == [
        ("a", True),
        ("c", None),
    ]
    with pytest.raises(UsageError, match=r"f\.csv, line 2: decision is 'maybe'"):
        decisions_of([{**rows[0], "decision": "maybe"}], "ann", "t", "f.csv")
    with pytest.raises(UsageError, match=r"line 2: there is no condition 'flu'"):
        decisions_of([{**rows[0], "condition": "flu"}], "ann", "t", "f.csv")
    with pytest.raises(UsageError, match="needs the columns decision"):
        decisions_of([{"paper_id": "a", "condition": "ptsd"}], "ann", "t", "f.csv")


def test_kappa_of_two_reviewers_by_their_last_word():
    said = [
        ("a", True, "ann", "1"), ("a", True, "bob", "1"), ("b", True, "ann", "1"),
        ("b", False, "ann", "2"), ("b", False, "bob", "1"), ("c", True, "ann", "1"),
        ("c", False, "bob", "1"), ("d", False, "ann", "1"), ("d", False, "bob", "1"),
        ("e", None, "ann", "1"), ("e", True, "bob", "1"),
    ]  # fmt: skip
    (told,) = agreement(Decision(p, "ptsd", v, who, when) for p, v, who, when in said)
    assert (told.first, told.second, told.papers, told.agreed) == ("ann", "bob", 4, 3)
    assert told.kappa == pytest.approx(0.5)
    assert kappa([(True, True)]) != kappa([(True, True)])  # nan: chance alone agrees


def test_what_is_left_is_the_sum_of_the_scores_that_did_not_reach():
    told = labels(
        ("a", "ptsd", 1.0, "human"), ("b", "ptsd", 0.8, "model"), ("c", "ptsd", 0.2, "model"),
        ("d", "ptsd", 0.0, "human"),
    )  # fmt: skip
    (left,) = remaining(told, ["ptsd"])
    assert (left.found, left.decided) == (2, 2)
    assert left.missed == pytest.approx(0.2)
    assert left.recall == pytest.approx(1.8 / 2.0)
    assert left.missed_low == 0.0 < left.missed < left.missed_high


def test_out_and_back_through_the_command_line(ketlit, labelled):
    sheet = labelled.parent / "sheet.csv"
    ketlit(
        "--data-dir", labelled, "review", "--out", sheet, "--condition", "depression",
        "--number", 3, check=0,
    )  # fmt: skip
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3
    for row in rows:
        row["decision"] = "no" if row["label"] == "True" else "yes"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    ketlit("--data-dir", labelled, "review", "--in", sheet, check=2)  # whose decisions?
    for who in ("ann", "bob"):
        done = ketlit("--data-dir", labelled, "review", "--in", sheet, "--reviewer", who, check=0)
    assert "ann, bob" in done.stdout
    assert len(read_decisions(labelled)) == 6
    ketlit("--data-dir", labelled, "classify", check=0)
    after = load(labelled).labels.set_index(["paper_id", "condition"])
    for row in rows:
        told = after.loc[(row["paper_id"], row["condition"])]
        assert told["method"] == "human"
        assert bool(told["label"]) == (row["decision"] == "yes")


def test_what_somebody_decided_is_not_written_over(ketlit, labelled, tmp_path):
    sheet = tmp_path / "sheet.csv"
    out = ("--data-dir", labelled, "review", "--out", sheet, "--condition", "ptsd", "--number", 2)
    ketlit(*out, check=0)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["decision"] = "yes"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    filled = sheet.read_bytes()
    done = ketlit(*out, check=2)
    assert "holds 1 decisions already" in done.stderr
    assert sheet.read_bytes() == filled
    before = len(read_decisions(labelled))
    ketlit(*out, "--in", sheet, "--reviewer", "eve", check=0)
    assert len(read_decisions(labelled)) == before + 1


def test_an_unknown_condition_is_wrong_usage(ketlit, labelled):
    done = ketlit("--data-dir", labelled, "review", "--condition", "flu", check=2)
    assert "depression" in done.stderr


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """A data folder with the invented sample, labelled."""
    data = tmp_path_factory.mktemp("review") / "data"
    sample = files("harvester.sandbox.sample").joinpath("pubmed.xml.gz")
    with Store.open(data / "papers.sqlite") as store:
        import_files(data, [Path(str(sample))], store, utc_now)
    label_store(data)
    return data
