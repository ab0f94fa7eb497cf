"""EFetch and ESummary: which records come back, and in what dress."""

import pytest
import requests

from harvester.errors import UsageError

from .invented import article, book, jats, pmc, pubmed

FILE = pubmed(
    article(1, "First version", version=1),
    article(1, "Second version", "Words.", version=2, doi="10.1/A", pmc="PMC5", types=("Review",)),
    article(2, "Two <i>in italics</i> &amp; more"),
    article(3, "Taken away"),
    book(4),
    deleted=[3, 777],
)
HEAD = (
    b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st '
    b'January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
    b"<PubmedArticleSet>"
)


@pytest.fixture
def server(sandbox):
    return sandbox(FILE, pmc(jats(5, "Article five", "A body."), jats(6, "Six", bare=True)))


def fetch(server, **params):
    params = {"db": "pubmed", "retmode": "xml", **params}
    return requests.post(f"{server.url}efetch.fcgi", data=params, timeout=30)


def summarise(server, **params):
    params = {"db": "pubmed", **params}
    return requests.post(f"{server.url}esummary.fcgi", data=params, timeout=30)


def test_records_are_the_bytes_that_were_put_in(server):
    body = fetch(server, id="2").content
    assert body == HEAD + article(2, "Two <i>in italics</i> &amp; more").encode() + (
        b"</PubmedArticleSet>"
    )


def test_duplicates_once_unknown_ones_in_silence_leading_zeros_allowed(server):
    body = fetch(server, id="2,0002,99,2,x,1").content
    assert body.count(b"<PubmedArticle>") == 2


def test_of_several_versions_the_highest(server):
    body = fetch(server, id="1").content
    assert (b"Second version" in body, b"First version" in body) == (True, False)


def test_books_come_as_books(server):
    assert b"<PubmedBookArticle><BookDocument>" in fetch(server, id="4").content


def test_deleted_citations_are_gone_and_an_unknown_id_alone_is_an_empty_set(server):
    reply = fetch(server, id="3")
    assert (reply.status_code, reply.content) == (200, HEAD + b"</PubmedArticleSet>")


@pytest.mark.parametrize("ids", ["0", "00000000", "abc", ""])
def test_no_valid_id_at_all_is_the_400_document(server, ids):
    reply = fetch(server, id=ids)
    assert reply.status_code == 400
    assert reply.text == (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eEfetchResult PUBLIC "-//NLM//DTD '
        'efetch 20131226//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20131226/efetch.dtd">\n'
        "<eFetchResult>\n\t<ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR>\n"
        "</eFetchResult>\n"
    )
    as_text = fetch(server, id=ids, rettype="medline", retmode="text")
    assert (as_text.status_code, as_text.text.startswith("ID+list+is+empty!")) == (400, True)


def test_an_unsupported_rettype_is_200_and_nothing(server):
    reply = fetch(server, id="1", rettype="full")
    assert (reply.status_code, reply.content) == (200, b"")


def test_texts(server):
    uids = fetch(server, id="1,2", rettype="uilist", retmode="text")
    assert (uids.text, uids.headers["Content-Type"]) == ("1\n2\n", "text/plain; charset=UTF-8")
    assert fetch(server, id="1", retmode="json").text == "1\n"
    abstract = fetch(server, id="1", rettype="abstract", retmode="text").text
    assert abstract.startswith("1. Inv J Tests. 2020.\n\nSecond version")
    assert "PMID: 1 [Indexed for MEDLINE]" in abstract


def test_an_unknown_database_and_none(server):
    assert "Invalid db name specified: nonsense" in fetch(server, db="nonsense", id="1").text
    none = fetch(server, db="", id="1")
    assert (none.status_code, "Mandatory parameter: db - is omitted" in none.text) == (400, True)


def test_pmc_in_the_dress_of_2026(server):
    text = fetch(server, db="pmc", id="PMC5,6,7").text
    assert text.startswith(
        '<?xml version="1.0"  ?><!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pmc/articleset/nlm-articleset-2.0.dtd"><pmc-articleset>'
        "<article "
    )
    assert text.count("<article ") == 2
    assert '<error id="7">The following PMCID is not available: 7</error>' in text


def test_a_closed_article_has_a_front_only_and_says_why(server):
    server.close_article("PMC5")
    text = fetch(server, db="pmc", id="5").text
    assert "><!--The publisher of this article does not allow downloading of the full text" in text
    assert ("<front>" in text, "<body>" in text) == (True, False)
    with pytest.raises(UsageError, match="PMC99: the sandbox holds no such record"):
        server.close_article("PMC99")


def test_summaries_as_json(server):
    result = summarise(server, id="1,2,99", retmode="json").json()["result"]
    assert result["uids"] == ["1", "2", "99"]
    one = result["1"]
    assert (one["title"], one["pubtype"], one["attributes"]) == (
        "Second version", ["Review"], ["Has Abstract"],
    )  # fmt: skip
    assert {i["idtype"]: i["value"] for i in one["articleids"]} == {
        "pubmed": "1", "doi": "10.1/A", "pmc": "PMC5", "pmcid": "pmc-id: PMC5;",
    }  # fmt: skip
    assert result["2"]["title"] == "Two in italics & more"
    assert result["99"] == {"uid": "99", "error": "cannot get document summary"}


def test_summaries_as_json_of_at_most_500(server):
    reply = summarise(server, id=",".join(map(str, range(1, 502))), retmode="json")
    assert (reply.status_code, reply.json()["error"]) == (
        200,
        "Too many UIDs in request. Maximum number of UIDs is 500 for JSON format output.",
    )
    bad = summarise(server, id="abc", retmode="json").json()
    assert (bad["error"], bad["result"]) == ("Invalid uid abc at position= 0", {"uids": []})


def test_summaries_as_xml_of_both_versions(server):
    assert (
        '<Item Name="Title" Type="String">Second version</Item>' in summarise(server, id="1").text
    )
    second = summarise(server, id="1,999999999", version="2.0").text
    assert '<DocumentSummary uid="1"><PubDate>2020</PubDate>' in second
    assert (
        '<DocumentSummary uid="999999999"><error>cannot get document summary</error>'
        "</DocumentSummary>" in second
    )
    assert "<ERROR>Neither query_key nor id specified</ERROR>" in summarise(server).text
    assert "PMC" in summarise(server, db="pmc", id="5").text


def test_the_summary_whose_failure_hides_in_a_comment(server):
    server.fail("summary_comment", times=1)
    assert '<DocumentSummarySet status="OK"><!--' in summarise(server, id="1").text
    server.fail("no_document_summary", ids={1}, times=1)
    lost = summarise(server, id="1,2", retmode="json").json()["result"]
    assert lost["1"] == {"uid": "1", "error": "cannot get document summary"}
    assert lost["2"]["title"] == "Two in italics & more"
