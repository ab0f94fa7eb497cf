"""Replies judged by status, shape and text: NCBI's real errors, and what only looks like one."""

import pytest

from harvester.eutils import REPLIES, decode_summaries, fetch, judge, search, summaries
from harvester.failures import BY_NAME, FAILURES, Kind
from harvester.query import Query
from tests.harvester.nights import FIRST, papers

XML, HTML, JSON = "text/xml; charset=utf-8", "text/html", "application/json"
ERROR = "<eSearchResult><ERROR>{}</ERROR></eSearchResult>"
WHOLE = b"<eSearchResult><Count>0</Count><IdList/></eSearchResult>"


def name(wanted, status, kind, body):
    failure = judge(wanted, status, kind, body.encode() if isinstance(body, str) else body)
    return failure and failure.name


@pytest.mark.parametrize(
    ("status", "kind", "body", "expected"),
    [
        (200, XML, WHOLE, None),
        (200, XML, "", "empty_body"),
        (200, XML, "  \n", "empty_body"),
        (200, XML, '<?xml version="1.0"?>', "cut"),
        (200, XML, '<?xml version="1.0"?><!DOCTYPE eSearchResult>', "cut"),
        (200, XML, "<eSearchResult><Count>3</Count>", "cut"),
        (200, XML, "<eSearchResult><Count>3</Count><IdList/>", "cut"),
        (200, XML, ERROR.format("Search Backend failed: gone"), "search_backend"),
        (200, XML, ERROR.format("Unable to obtain query #1"), "history_lost"),
        (200, XML, ERROR.format("Invalid db name specified: nothing"), "unknown_database"),
        (200, XML, ERROR.format("'retstart' cannot be larger than 9998"), "past_9998"),
        (200, XML, ERROR.format("Never seen before"), "other_error"),
        (429, JSON, '{"error":"API rate limit exceeded"}', "rate_limited"),
        (200, JSON, '{"error":"API rate limit exceeded"}', "rate_limited"),
        (400, JSON, '{"error":"API key invalid","api-key":"x"}', "key_invalid"),
        (302, HTML, "", "blocked"),
        (200, HTML, "<html><title>NCBI - WWW Error Blocked Diagnostic</title>", "blocked"),
        (500, HTML, "<html><title>WWW Error 500 Diagnostic</title>", "diagnostic_page"),
        (200, HTML, "<html><title>Maintenance</title>", "html"),
        (200, XML, "<!DOCTYPE html><html></html>", "html"),
        (400, XML, ERROR.format("External viewer error: Empty Response"), "viewer_timeout"),
        (400, XML, ERROR.format("NCBI C++ Exception: x"), "cpp_exception"),
        (400, XML, WHOLE, "other_status"),
        (503, HTML, "<html>Service Unavailable</html>", "server_error"),
        (403, HTML, "<html>Forbidden</html>", "forbidden"),
        (404, HTML, "<html>Not found</html>", "no_such_address"),
        (414, HTML, "<html>Too long</html>", "url_too_long"),
        (500, "text/plain", "Unable to route request! service name:", "unroutable"),
        (200, JSON, '{"esearchresult":{"count":"1"}}', "odd_json"),
    ],
)
def test_a_reply_is_what_it_shows(status, kind, body, expected):
    assert name("esearch", status, kind, body) == expected


def test_what_an_abstract_says_is_no_failure():
    told = papers([FIRST], "API rate limit exceeded: Search Backend failed, NCBI C++ Exception,")
    assert name("pubmed", 200, XML, told) is None
    assert name("pubmed", 200, XML, told[:-30]) == "cut"
    assert name("pubmed", 200, XML, papers([])) is None
    assert name("pubmed", 200, XML, "<PubmedArticleSet/>") is None
    assert name("pubmed", 200, XML, "<PubmedArticleSet><PubmedArticle/>") == "cut"


def test_real_error_replies_have_a_row_of_their_own(corpus):
    folder = corpus / "eutils" / "errors"
    wanted = {
        "200_esearch_invalid_db_rentrez208.json": "unknown_database",
        "200_esearch_retstart_over_9998_cyanheads95.fragment.xml": "past_9998",
        "200_esearch_search_backend_failed_refinebio1390.xml": "search_backend",
        "200_esummary_cpp_exception_clinvar4.xml": "cpp_exception",
        "400_efetch_history_out_of_range_pubmedR7.xml": "history_range",
        "429_rate_limit_rentrez132.json": "rate_limited",
        "xxx_ecitmatch_unable_to_route_artbio425.txt": "unroutable",
    }
    for file, expected in wanted.items():
        status = 500 if file.startswith("xxx") else int(file[:3])
        asked = next((kind for kind in REPLIES if kind in file), "pubmed")
        body = (folder / file).read_bytes()
        assert name(asked, status, XML, body) == expected, file


def test_real_whole_replies_are_whole(corpus):
    for file in (corpus / "eutils" / "biopython").glob("esearch*.xml"):
        body = file.read_bytes()
        assert (name("esearch", 200, XML, body) is None) == (b"<ERROR>" not in body), file
    for file in ("pubmed1.xml", "pubmed2.xml", "pubmed5.xml"):
        assert name("pubmed", 200, XML, (corpus / "eutils/biopython" / file).read_bytes()) is None


def test_every_failure_says_what_happened_and_has_one_answer():
    assert all(failure.says and isinstance(failure.kind, Kind) for failure in FAILURES)
    assert all(failure.todo for failure in FAILURES if failure.refuses)
    answers = {f.name: {g.kind for g in FAILURES if g.name == f.name} for f in FAILURES}
    assert all(len(kinds) == 1 for kinds in answers.values())
    assert set(BY_NAME) == set(answers)


def test_requests_are_the_pairs_that_ncbi_answers():
    asked = fetch("pubmed", range(FIRST, FIRST + 3))
    assert asked.params["retmode"] == "xml"
    assert "rettype" not in asked.params
    assert asked.post
    assert summaries("pubmed", [1]).params["version"] == "2.0"
    assert search(Query("a"), 50_000).params["retmax"] == "50000"
    assert "sort" not in search(Query("a", "pmc")).params


def test_summaries_say_which_ids_exist():
    body = (
        '<eSummaryResult><DocumentSummarySet status="OK"><DocumentSummary uid="5"><Title>A</Title>'
        '</DocumentSummary><DocumentSummary uid="9"><error>cannot get document summary</error>'
        "</DocumentSummary></DocumentSummarySet></eSummaryResult>"
    )
    assert decode_summaries(body.encode()) == {5: True, 9: False}
