"""`ketlit train` on the invented sample, whose truth is known: it learns, and learns the same."""

import subprocess
import sys
from importlib.resources import files

import pandas as pd
import pytest

pytest.importorskip("sklearn", reason="the extra `train` is not installed")

from analysis import evaluate
from analysis.judges import ModelJudge
from analysis.model import read_model, shipped
from harvester import parse_pubmed

SAMPLE = files("harvester.sandbox") / "sample"


@pytest.fixture(scope="module")
def gold(tmp_path_factory):
    """The truth of the sample as a gold file: every other paper locked."""
    truth = pd.read_csv(str(SAMPLE / "truth.csv"))
    truth["locked"] = truth["pmid"] % 2
    truth["unsure"] = ""
    path = tmp_path_factory.mktemp("gold") / "sample.csv"
    truth[truth["on_topic"] == 1].to_csv(path, index=False)
    return path


def train(gold, out):
    command = [sys.executable, "-m", "analysis", "--data-dir", str(out.parent), "train", str(gold)]
    told = subprocess.run(
        [*command, "--offline", "--texts", str(SAMPLE / "pubmed.xml.gz"), "--out", str(out)],
        capture_output=True,
        text=True,
        check=True,
    )
    return out.read_text(encoding="utf-8"), told.stdout


@pytest.fixture(scope="module")
def trained(gold, tmp_path_factory):
    return train(gold, tmp_path_factory.mktemp("model") / "labels.json")


def test_the_same_papers_give_the_same_file(gold, trained, tmp_path):
    assert train(gold, tmp_path / "again.json")[0] == trained[0]


def test_what_is_learned_serves_papers_that_were_not_seen(gold, trained):
    frame = pd.read_csv(gold)
    papers = parse_pubmed(str(SAMPLE / "pubmed.xml.gz")).papers
    scores = evaluate(papers, frame[frame["locked"] == 1], judge=ModelJudge(read_model(trained[0])))
    told = scores[(scores["condition"] == "micro of the four") & (scores["task"] == "label")]
    f1 = told.set_index("reader")["f1"]
    assert f1["model"] > f1["keywords"]


def test_every_condition_is_told_with_its_papers(trained):
    lines = trained[1].splitlines()
    assert [line.split()[1] for line in lines if line.startswith("label")] == list(
        shipped().tasks["label"].conditions
    )
