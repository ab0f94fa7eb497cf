"""The local NCBI over real HTTP: wire, paging, limit."""

import requests

from .invented import article, book, jats, pmc, pubmed

NUMBERED = pubmed(*(article(n, f"Ketamine number {n}") for n in range(1, 31)), book(31))


def get(server, utility, **params):
    return requests.get(f"{server.url}{utility}.fcgi", params=params, timeout=30)


def post(server, utility, **params):
    return requests.post(f"{server.url}{utility}.fcgi", data=params, timeout=30)


def test_a_search_and_a_fetch_over_get_and_post(sandbox):
    server = sandbox(NUMBERED)
    for ask in (get, post):
        found = ask(server, "esearch", db="pubmed", term="ketamine[ti]", retmode="json").json()
        assert found["esearchresult"]["count"] == "31"
        assert len(found["esearchresult"]["idlist"]) == 20
        fetched = ask(server, "efetch", db="pubmed", id="0007,3,7,999", retmode="xml")
        assert fetched.content.count(b"<PubmedArticle>") == 2
        assert fetched.headers["Content-Type"] == "text/xml; charset=UTF-8"


def test_the_fourth_request_of_a_second_is_refused(sandbox):
    server = sandbox(NUMBERED, rate=3)
    replies = [get(server, "esearch", db="pubmed", term="ketamine") for _ in range(4)]
    assert [r.status_code for r in replies] == [200, 200, 200, 429]
    assert [r.headers["X-RateLimit-Remaining"] for r in replies] == ["2", "1", "0", "0"]
    assert replies[3].headers["Retry-After"] == "2"
    said = '{"error":"API rate limit exceeded","api-key":"127.0.0.1","count":"4","limit":"3"}'
    assert replies[3].text == said
    assert server.requests.worst() == 4


def test_a_missing_article_of_pmc_is_said_in_the_reply(sandbox):
    server = sandbox(pmc(jats(5, "Ketamine", "Body"), jats(6, "Ketamine too", bare=True)))
    reply = post(server, "efetch", db="pmc", id="5,7,6", retmode="xml").text
    assert reply.count("<article ") == 2
    assert '<error id="7">The following PMCID is not available: 7</error>' in reply
