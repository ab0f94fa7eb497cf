"""A data folder of two papers that two runs brought, labelled."""

import pytest

from analysis.labelling import label_store
from harvester.archive import Reply
from harvester.sources import READERS
from harvester.store import Store

RUNS = ("20261101T080000Z-aa0000", "20261102T080000Z-bb0000")
ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<Article><Journal><JournalIssue><PubDate><Year>{year}</Year></PubDate></JournalIssue>
<Title>Journal; with a semicolon</Title></Journal><ArticleTitle>{title}</ArticleTitle>
<Abstract><AbstractText>{abstract}</AbstractText></Abstract>
<AuthorList><Author><LastName>Öst</LastName><Initials>A</Initials></Author></AuthorList></Article>
<MedlineJournalInfo/></MedlineCitation><PubmedData/></PubmedArticle>"""
PAPERS = (
    (99000001, 2018, "Ketamine in major depression: a trial", "Patients with depression."),
    (99000002, 2024, "=Ketamine and alcohol use disorder", "Patients drank less; “craving” fell."),
)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    with Store.open(folder / "papers.sqlite") as store:
        for day, (run, (pmid, year, title, abstract)) in enumerate(
            zip(RUNS, PAPERS, strict=True), 1
        ):
            article = ARTICLE.format(pmid=pmid, year=year, title=title, abstract=abstract)
            body = f"<PubmedArticleSet>{article}</PubmedArticleSet>".encode()
            at = f"2026-11-0{day}T08:01:00Z"
            reply = Reply(f"{run}/1.gz", run, "pubmed", "k", "efetch.fcgi", {}, at, len(body), "-")
            store.apply(READERS["pubmed"](body, "made"), reply)
            times = {"started": at, "ended": at.replace("01:00", "02:00")}
            told = {"command": "harvest", "state": "whole", "source": "pubmed", "topic": "ketamine"}
            store.put_run({"run": run, "query": "ketamine", **told, **times})
    label_store(folder)
    return folder
