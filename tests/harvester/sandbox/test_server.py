"""The wire: both methods, both versions of HTTP, chunks, gzip, headers, limit, keys, log."""

import gzip
import http.client
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from harvester.errors import UsageError

from .invented import article, book, pubmed

FILE = pubmed(*(article(n, f"Ketamine number {n}") for n in range(1, 31)), book(31))


@pytest.fixture
def server(sandbox):
    return sandbox(FILE)


def get(server, utility, **params):
    return requests.get(f"{server.url}{utility}.fcgi", params=params, timeout=30)


def post(server, utility, **params):
    return requests.post(f"{server.url}{utility}.fcgi", data=params, timeout=30)


@pytest.mark.parametrize("ask", [get, post])
def test_every_utility_takes_get_and_post(server, ask):
    for utility, params, says in [
        ("esearch", {"db": "pubmed", "term": "ketamine"}, "<Count>31</Count>"),
        ("efetch", {"db": "pubmed", "id": "3", "retmode": "xml"}, ">3</PMID>"),
        ("esummary", {"db": "pubmed", "id": "3"}, "<Id>3</Id>"),
        ("einfo", {"db": "pubmed"}, "<Count>31</Count>"),
        ("epost", {"db": "pubmed", "id": "3"}, "<QueryKey>1</QueryKey>"),
        ("elink", {"dbfrom": "pubmed", "db": "pmc", "id": "3"}, "<Id>3</Id>"),
        ("espell", {"db": "pubmed", "term": "ketmine"}, "<Query>ketmine</Query>"),
    ]:
        reply = ask(server, utility, **params)
        assert (reply.status_code, says in reply.text) == (200, True), utility
        assert reply.headers["Content-Type"] == "text/xml; charset=UTF-8"


def test_the_headers_of_the_real_one(sandbox):
    headers = get(sandbox(FILE, rate=3), "esearch", db="pubmed", term="ketamine").headers
    assert headers["Server"] == "Finatra"
    assert (headers["Transfer-Encoding"], headers["Connection"]) == ("chunked", "close")
    assert "Content-Length" not in headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("3", "2")
    exposed = "X-RateLimit-Limit,X-RateLimit-Remaining"
    assert headers["Access-Control-Expose-Headers"] == exposed
    assert headers["NCBI-PHID"]
    assert "ncbi_sid=" in headers["Set-Cookie"]


def test_gzip_only_for_who_asks(server):
    for accepted, packed in (("gzip, deflate", True), ("identity", False)):
        line = http.client.HTTPConnection(server.origin.removeprefix("http://"), timeout=30)
        line.request("GET", "/entrez/eutils/efetch.fcgi?db=pubmed&id=1&retmode=xml",
                     headers={"Accept-Encoding": accepted})  # fmt: skip
        reply = line.getresponse()
        body = reply.read()
        line.close()
        assert (reply.getheader("Content-Encoding") == "gzip") is packed
        assert b"<PubmedArticle>" in (gzip.decompress(body) if packed else body)


def test_http_1_0_gets_no_chunks(server):
    with socket.create_connection(("127.0.0.1", int(server.origin.rpartition(":")[2]))) as line:
        line.sendall(b"GET /entrez/eutils/efetch.fcgi?db=pubmed&id=1&retmode=xml HTTP/1.0\r\n\r\n")
        head, _, body = b"".join(iter(lambda: line.recv(65536), b"")).partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert body.startswith(b"<?xml")
    assert body.endswith(b"</PubmedArticleSet>")


def test_a_long_address_is_refused_with_414(server):
    ids = ",".join(str(n) for n in range(1, 2001))
    assert get(server, "efetch", db="pubmed", id=ids, retmode="xml").status_code == 414
    assert post(server, "efetch", db="pubmed", id=ids, retmode="xml").status_code == 200
    assert [asked.status for asked in server.requests] == [414, 200]


def test_what_is_not_there_is_404(server):
    assert get(server, "enothing").status_code == 404
    assert get(server, "egquery", term="ketamine").status_code == 404
    assert requests.get(f"{server.origin}/elsewhere", timeout=30).status_code == 404


def test_the_fourth_request_of_a_second_is_refused(sandbox):
    server = sandbox(FILE, rate=3)
    replies = [get(server, "esearch", db="pubmed", term="ketamine") for _ in range(4)]
    assert [r.status_code for r in replies] == [200, 200, 200, 429]
    assert [r.headers["X-RateLimit-Remaining"] for r in replies] == ["2", "1", "0", "0"]
    assert replies[3].headers["Retry-After"] == "2"
    said = '{"error":"API rate limit exceeded","api-key":"127.0.0.1","count":"4","limit":"3"}'
    assert replies[3].text == said
    assert server.requests.worst() == 4
    again = get(server, "esearch", db="pubmed", term="ketamine")
    assert (again.status_code, again.json()["count"]) == (429, "5")
    time.sleep(1)
    assert get(server, "esearch", db="pubmed", term="ketamine").status_code == 200


def test_a_key_has_ten_a_second_of_its_own(sandbox):
    server = sandbox(FILE, rate=3)
    keys = ["one", "two"] * 10
    with ThreadPoolExecutor(4) as pool:
        replies = list(
            pool.map(lambda key: get(server, "esearch", db="pubmed", term="1", api_key=key), keys)
        )
    assert [r.status_code for r in replies] == [200] * 20
    assert {r.headers["X-RateLimit-Limit"] for r in replies} == {"10"}


def test_an_unknown_key_is_refused_and_echoed(sandbox):
    server = sandbox(FILE, keys=["good"])
    assert get(server, "esearch", db="pubmed", term="1", api_key="good").status_code == 200
    reply = get(server, "esearch", db="pubmed", term="1", api_key="bad")
    assert reply.status_code == 400
    assert reply.text.startswith('{"error":"API key invalid","api-key":"bad","type":"invalid"')


def test_the_log_keeps_no_secret_unless_told_to(sandbox):
    secret = {"api_key": "a-secret", "email": "someone@example.org", "tool": "ketlit"}
    server = sandbox(FILE)
    get(server, "esearch", db="pubmed", term="ketamine", **secret)
    (asked,) = server.requests
    assert (asked.utility, asked.method, asked.status) == ("esearch", "GET", 200)
    assert (asked.params["term"], asked.params["tool"]) == ("ketamine", "ketlit")
    assert not {"a-secret", "someone@example.org"} & set(asked.params.values())
    telling = sandbox(FILE, keep_secrets=True)
    get(telling, "esearch", db="pubmed", term="ketamine", **secret)
    assert telling.requests[0].params["api_key"] == "a-secret"


def test_folders_and_packed_files_are_read_and_others_refused(sandbox, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(pubmed(article(1, "Old"))))
    (tmp_path / "b" / "c.xml").write_bytes(pubmed(article(1, "New"), deleted=[2]))
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><PubmedArticleSet>'
    body = latin + article(3, "Kétamine") + "</PubmedArticleSet>"
    (tmp_path / "b" / "d.xml").write_bytes(body.encode("latin-1"))
    server = sandbox(tmp_path)
    assert server.index() == {"pubmed": 2, "pmc": 0}
    assert b"New" in post(server, "efetch", db="pubmed", id="1", retmode="xml").content
    assert "Kétamine" in post(server, "efetch", db="pubmed", id="3", retmode="xml").text
    with pytest.raises(UsageError, match="no such file"):
        sandbox(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"holds no \.xml"):
        sandbox(tmp_path / "empty")


def test_it_stops_though_a_reply_hangs(sandbox):
    from harvester.sandbox import Sandbox

    with Sandbox([FILE], rate=None, faults=["hang"]) as server:
        with pytest.raises(requests.ReadTimeout):
            requests.get(f"{server.url}einfo.fcgi", timeout=0.2)
        address = server.url
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}einfo.fcgi", timeout=1)
