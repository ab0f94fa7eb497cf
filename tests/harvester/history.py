"""A data folder with a history: runs with changes, gone, back, merges, imports and rejected."""

from datetime import UTC, datetime, timedelta

from harvester.archive import Archive
from harvester.imports import import_files
from harvester.ledger import WHOLE, Ledger, stamp
from harvester.request import Request
from harvester.sources import READERS
from harvester.store import Store
from tests.records.pubmed import document, record

BEGIN = datetime(2026, 11, 1, 3, tzinfo=UTC)


class Clock:
    """Moves on by a second each time it is read."""

    def __init__(self, start=BEGIN):
        self.now = start

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now

    def next_day(self):
        self.now += timedelta(days=1)


def ids(**kinds):
    """The article ids of a PubMed record: pmc="PMC1", doi="10.1000/a"."""
    told = "".join(
        f'<ArticleId IdType="{kind}">{value}</ArticleId>' for kind, value in kinds.items()
    )
    return f"<ArticleIdList>{told}</ArticleIdList>"


def jats(pmcid, *, title="In PMC.", pmid=None, body="The text."):
    """One article of a pmc-articleset."""
    number = pmcid.removeprefix("PMC")
    pub = f'<article-id pub-id-type="pmid">{pmid}</article-id>' if pmid else ""
    return (
        '<article article-type="research-article"><front><journal-meta><journal-title-group>'
        "<journal-title>Journal of Invented Records</journal-title></journal-title-group>"
        f'</journal-meta><article-meta><article-id pub-id-type="pmcid">{pmcid}</article-id>'
        f'<article-id pub-id-type="pmcaid">{number}</article-id>{pub}'
        f"<title-group><article-title>{title}</article-title></title-group>"
        '<pub-date pub-type="epub"><year>2024</year></pub-date><custom-meta-group><custom-meta>'
        "<meta-name>pmc-prop-open-access</meta-name><meta-value>yes</meta-value></custom-meta>"
        "</custom-meta-group></article-meta></front>"
        f"<body><sec><title>Methods</title><p>{body}</p></sec></body></article>"
    )


def articleset(*articles):
    return (
        "<?xml version='1.0'?><pmc-articleset>" + "".join(articles) + "</pmc-articleset>"
    ).encode()


class Folder:
    """A data folder that runs are made in as the commands make them."""

    def __init__(self, path):
        self.path, self.clock = path, Clock()
        self.archive, self.ledger = Archive(path / "raw"), Ledger(path / "runs")

    def run(self, *replies, gone=(), back=(), source="pubmed"):
        """One run: replies of (source, body), then marks of source ids."""
        self.clock.next_day()
        run = self.ledger.begin("topic ketamine", self.clock(), source=source)
        with Store.open(self.path / "papers.sqlite") as store:
            for number, (kind, body) in enumerate(replies):
                request = Request("eutils", "efetch.fcgi", {"retstart": f"{run.run}{number}"})
                reply = self.archive.keep(run.run, kind, request, body, self.clock())
                store.apply(READERS[kind](body, reply.name), reply)
            for kind, which in (("gone", gone), ("back", back)):
                if which:
                    at = stamp(self.clock())
                    run.marks.append({"kind": kind, "source": source, "ids": which, "at": at})
                    getattr(store, f"mark_{kind}")(run.run, source, which, at)
            self.ledger.end(run, WHOLE, "done", self.clock())
            store.put_run(run.row())

    def take_in(self, name, body):
        """Import a file of these bytes."""
        self.clock.next_day()
        file = self.path.parent / name
        file.write_bytes(body)
        with Store.open(self.path / "papers.sqlite") as store:
            return import_files(self.path, [file], store, self.clock)


def eventful(path):
    """A folder with everything that can happen to papers."""
    folder = Folder(path)
    abstract = "<Abstract><AbstractText>An abstract.</AbstractText></Abstract>"
    one = record(pmid=99000001, title="One.", data=ids(doi="10.1000/one"))
    folder.run(
        ("pubmed", document(one, record(pmid=99000002, title="Two.", article=abstract))),
        ("pubmed", document(record(pmid=99000003), "<PubmedArticle><broken/></PubmedArticle>")),
    )
    folder.run(
        ("pmc", articleset(jats("PMC9000001"), jats("PMC9000004", title="Four."))), source="pmc"
    )
    folder.run(  # changed; unchanged; the PMC paper gains a PMID; a duplicate appears
        ("pubmed", document(one.replace("One.", "One, revised."), record(pmid=99000003))),
        ("pubmed", document(record(pmid=99000004, title="Four."))),
        ("pubmed", document(record(pmid=99000005, title="In PMC.", data=ids(pmc="PMC9000001")))),
        gone=["99000002", "99000003"],
    )
    folder.take_in("more.xml", document(record(pmid=99000009, title="Nine.", article=abstract)))
    folder.run(  # a pair proves to be one; one comes back by a reply, one by a mark; one is deleted
        ("pubmed", document(record(pmid=99000004, title="Four.", data=ids(pmc="PMC9000004")))),
        ("pubmed", document(record(pmid=99000003))),
        (
            "pubmed",
            document(
                record(pmid=99000006, title="Six."),
                tail='<DeleteCitation><PMID Version="1">99000006</PMID></DeleteCitation>',
            ),
        ),
        back=["99000002"],
    )
    folder.run(  # NLM takes 99000001 out for its duplicate 99000007; the full text changes
        (
            "pubmed",
            document(
                record(pmid=99000007, title="One, revised.", data=ids(doi="10.1000/one")),
                record(pmid=99000008, title="Eight."),
            ),
        ),
        ("pmc", articleset(jats("PMC9000001", pmid=99000005, body="Another text."))),
        gone=["99000001"],
    )
    return folder
