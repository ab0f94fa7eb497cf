"""Harvests of invented papers from the local NCBI, as many nights as a test needs."""

from datetime import UTC, datetime, timedelta

from harvester.body import Limits
from harvester.order import orders
from harvester.query import topic_query
from harvester.retry import RetryPolicy
from harvester.run import Harvest
from harvester.settings import Settings
from harvester.store import Store
from harvester.transport import Transport

FIRST = 99_000_001
HASTY = RetryPolicy(base=0.01, cap=0.05)
SHORT = Limits(connect=2, read=0.5, whole=1.5, size=8 << 20)
HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st '
    'January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


def paper(pmid, title="Ketamine in an invented trial", *, entered="2020/01/02", revised=""):
    """Return one PubmedArticle on ketamine. revised: YYYY/MM/DD."""
    y, m, d = entered.split("/")
    changed = ""
    if revised:
        parts = zip(("Year", "Month", "Day"), revised.split("/"), strict=True)
        changed = "<DateRevised>" + "".join(f"<{k}>{v}</{k}>" for k, v in parts) + "</DateRevised>"
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}'
        f"</PMID>{changed}<Article><Journal><JournalIssue><PubDate><Year>2020</Year></PubDate>"
        "</JournalIssue><Title>Invented Journal of Nights</Title></Journal>"
        f"<ArticleTitle>{title} {pmid}.</ArticleTitle></Article></MedlineCitation><PubmedData>"
        f'<History><PubMedPubDate PubStatus="entrez"><Year>{y}</Year><Month>{m}</Month><Day>{d}'
        f'</Day></PubMedPubDate></History><ArticleIdList><ArticleId IdType="pubmed">{pmid}'
        "</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"
    )


def papers(pmids, title="Ketamine in an invented trial", **told):
    """Return a PubMed document of one paper for each PMID."""
    body = "\n".join(paper(pmid, title, **told) for pmid in pmids)
    return f"{HEAD}<PubmedArticleSet>\n{body}\n</PubmedArticleSet>\n".encode()


class Night:
    """One data folder and one local NCBI; `night()` is a harvest, the next one a day later.

    `patience`, `policy`, `limits` may be set between nights.
    """

    def __init__(self, sandbox, folder, **settings):
        self.sandbox, self.folder = sandbox, folder
        sandbox.index()  # or the first search would wait for it, and time out on a busy machine
        told = {"rate": 2000.0, "patience": 30.0, **settings}
        self.settings = Settings(data_dir=folder, eutils_url=sandbox.url, **told)
        self.policy, self.limits, self.store_patience = HASTY, SHORT, 30.0
        self.now = datetime.now(UTC)

    def __call__(self, note=lambda *_: None, **order):
        asked = orders(**order)[0]
        transport = Transport(self.settings, self.limits, self.policy)
        with Store.open(self.folder / "papers.sqlite", patience=self.store_patience) as store:
            self.store = store
            harvest = Harvest(asked, self.folder, store, transport, note=note, now=lambda: self.now)
            try:
                return harvest.carry_out("harvest")
            finally:
                self.now += timedelta(days=1)

    def held(self):
        """Return the PMIDs of the papers that the store holds and that are not gone."""
        with Store.open(self.folder / "papers.sqlite") as store:
            return {int(uid) for uid, known in store.known("pubmed").items() if not known.gone}


TOPIC = topic_query("ketamine")
