"""PMC: the same completeness, front-only articles, one paper with both ids, full texts by md5."""

from datetime import date

import pytest

from harvester.corpus import load
from harvester.run import harvest
from harvester.settings import Settings
from tests.harvester.nights import papers

HEAD = (
    '<!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pmc/articleset/nlm-articleset-2.0.dtd">'
)
OPEN = (
    "<custom-meta-group><custom-meta><meta-name>pmc-prop-open-access</meta-name>"
    "<meta-value>yes</meta-value></custom-meta></custom-meta-group>"
)


def article(number, pmid="", openly=True, title="Ketamine in an invented trial"):
    """Return one JATS article of 2026's shape; a closed one is front only."""
    ids = f'<article-id pub-id-type="pmcid">PMC{number}</article-id>'
    ids += f'<article-id pub-id-type="pmid">{pmid}</article-id>' if pmid else ""
    body = f"<body><sec><title>Methods</title><p>Doses of {number}.</p></sec></body>"
    return (
        f'<article article-type="research-article" dtd-version="1.4"><front><journal-meta>'
        "<journal-title-group><journal-title>Invented Journal</journal-title>"
        f"</journal-title-group></journal-meta><article-meta>{ids}<title-group><article-title>"
        f"{title} {number}</article-title></title-group><pub-date><year>2020</year></pub-date>"
        f"{OPEN if openly else ''}</article-meta></front>{body if openly else ''}</article>"
    )


def articles(*told):
    body = "".join(told)
    return f'<?xml version="1.0"  ?>{HEAD}<pmc-articleset>{body}</pmc-articleset>'.encode()


@pytest.fixture
def night(sandbox, tmp_path):
    """Return night(ncbi, **order): one harvest into tmp_path."""

    def harvested(ncbi, **order):
        settings = Settings(
            data_dir=tmp_path,
            eutils_url=ncbi.url,
            pmc_s3_url=ncbi.s3_url,
            rate=500.0,
            patience=5.0,
        )
        return harvest(tmp_path, settings=settings, **order)

    return harvested


def test_every_article_and_the_closed_ones_as_front_only(sandbox, night, tmp_path):
    told = [article(7_000_000 + n, openly=n % 3 > 0) for n in range(90)]
    ncbi = sandbox(articles(*told))
    run = night(ncbi, source="pmc")
    assert run.count == run.papers == 90
    assert night(ncbi, source="pmc").message.startswith("Nothing new")
    corpus = load(tmp_path)
    assert len(corpus.papers) == 90
    assert (corpus.sections.kind == "body").sum() == 60


def test_filters_of_pmc_are_options(sandbox, night):
    ncbi = sandbox(articles(*(article(7_000_000 + n, openly=n < 4) for n in range(10))))
    assert night(ncbi, source="pmc", filters=["open-access"]).count == 4
    assert night(ncbi, source="pmc").count == 10


def test_since_is_the_day_of_release_to_readers(sandbox, night):
    ncbi = sandbox(articles(article(7_000_001)))
    assert night(ncbi, source="pmc", since=date(1990, 1, 1)).count == 1
    assert night(ncbi, source="pmc", until=date(1990, 1, 1)).count == 0


@pytest.mark.parametrize("first", ["pubmed", "pmc"])
def test_the_same_work_in_both_is_one_paper(sandbox, night, tmp_path, first):
    both = papers([31_000_001, 31_000_002]), articles(article(7_000_001, 31_000_001))
    ncbi = sandbox(*both)
    night(ncbi, source=first)
    night(ncbi, source="all")
    held = load(tmp_path).papers
    assert len(held) == 2
    merged = held[held.pmcid == "PMC7000001"]
    assert list(merged.pmid) == [31_000_001]


def test_full_texts_come_from_the_bucket_once(sandbox, night, tmp_path):
    ncbi = sandbox(articles(article(7_000_001), article(7_000_002, openly=False)))
    run = night(ncbi, source="pmc", fulltext=True)
    assert run.fulltext == []
    asked = [one.utility for one in ncbi.requests]
    assert asked.count("s3") == 3
    texts = list((tmp_path / "raw").glob("*/*PMC7000001.1.xml*"))
    assert len(texts) == 1


@pytest.mark.parametrize("name", ["wrong_checksum", "sidecar_html"])
def test_row_26_a_file_that_is_not_what_it_should_be_is_asked_for_again(sandbox, night, name):
    ncbi = sandbox(articles(article(7_000_001)))
    ncbi.fail(name, times=1)
    run = night(ncbi, source="pmc", fulltext=True)
    assert (run.state, run.fulltext) == ("whole", [])


def test_row_26_an_article_whose_md5_is_wrong_is_not_believed(sandbox, night):
    ncbi = sandbox(articles(article(7_000_001)))
    ncbi.fail("wrong_checksum", after=2, times=1)  # the listing and the metadata are spared
    assert night(ncbi, source="pmc", fulltext=True).fulltext == []
    assert [one.utility for one in ncbi.requests].count("s3") == 6


def test_row_26_a_checksum_that_goes_on_being_wrong_is_said(sandbox, night, tmp_path):
    ncbi = sandbox(articles(article(7_000_001)))
    ncbi.fail("wrong_checksum")
    run = night(ncbi, source="pmc", fulltext=True)
    assert run.fulltext[0]["id"] == "PMC7000001"
    assert not list((tmp_path / "raw").glob("*/*PMC7000001.1.xml*"))
