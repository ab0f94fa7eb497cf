"""`ketlit extract`: facts into the store, before or after `classify`, and counts on stdout."""

import json

import pytest

from harvester import load
from harvester.archive import Reply
from harvester.sources import READERS
from harvester.store import Store

ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{pmid}</PMID><Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">
<PubDate><Year>2020</Year></PubDate></JournalIssue><Title>Journal</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
</PublicationTypeList></Article></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"""
PAPERS = [
    (11, "Ketamine for depression: a randomised trial", "Sixty patients had ketamine 0.5 mg/kg."),
    (12, "Esketamine nasal spray", "Esketamine 84 mg was given. Dizziness was common."),
]


@pytest.fixture
def data(tmp_path):
    articles = "".join(ARTICLE.format(pmid=p, title=t, abstract=a) for p, t, a in PAPERS)
    body = f"<PubmedArticleSet>{articles}</PubmedArticleSet>".encode()
    at = "2026-11-01T08:01:00Z"
    reply = Reply("run/1.gz", "run", "pubmed", "k", "efetch.fcgi", {}, at, len(body), "-")
    (tmp_path / "data").mkdir()
    with Store.open(tmp_path / "data" / "papers.sqlite") as store:
        store.apply(READERS["pubmed"](body, "made"), reply)
    return tmp_path / "data"


def doses(data):
    facts = load(data).facts
    return {
        (row.paper_id, row.value, row.low, row.unit)
        for row in facts[facts["attribute"] == "dose"].itertuples()
    }


DOSES = {("pmid:11", "0.5 mg/kg", 0.5, "mg/kg"), ("pmid:12", "84 mg", 84.0, "mg")}


def test_facts_go_into_the_store(ketlit, data):
    done = ketlit("--data-dir", data, "extract", check=0)
    assert "dose                     2 papers" in done.stdout
    assert doses(data) == DOSES
    spans = load(data).facts["spans"]
    assert all({"field", "start", "end", "text", "term"} == set(s) for row in spans for s in row)


def test_any_order_with_classify_and_twice_is_as_once(ketlit, data):
    for command in ("extract", "classify", "extract"):
        ketlit("--data-dir", data, "-q", command, check=0)
    assert doses(data) == DOSES
    assert len(load(data).labels) == 24


def test_counts_as_json(ketlit, data):
    told = json.loads(ketlit("--data-dir", data, "extract", "--json", check=0).stdout)
    assert told["attributes"]["dose"] == 2
    assert told["attributes"]["registry"] == 0


def test_without_a_store_it_says_so(ketlit, tmp_path):
    done = ketlit("--data-dir", tmp_path, "extract", check=12)
    assert "Traceback" not in done.stderr
