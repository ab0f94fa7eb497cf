"""Every fault of faults.toml, as a client meets it on the wire."""

import json
import xml.etree.ElementTree as ET

import pytest
import requests

from harvester.errors import UsageError
from harvester.sandbox import Fault
from harvester.sandbox.faults import kinds, read

from .invented import article, pubmed

FILE = pubmed(*(article(n, f"Ketamine number {n}") for n in range(1, 21)))
IDS = ",".join(map(str, range(1, 21)))


def search(server, **params):
    asked = {"db": "pubmed", "term": "ketamine", **params}
    return requests.get(f"{server.url}esearch.fcgi", params=asked, timeout=5)


def fetch(server, ids=IDS, timeout=5, **params):
    form = {"db": "pubmed", "id": ids, "retmode": "xml", **params}
    return requests.post(f"{server.url}efetch.fcgi", data=form, timeout=timeout)


def test_every_row_of_the_catalogue_has_a_fault():
    assert {kind.row for kind in kinds().values()} >= set(range(1, 27))


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("rate_limited", 429, '"error":"API rate limit exceeded"'),
        ("rate_limited_200", 200, '"error":"API rate limit exceeded"'),
        ("key_invalid", 400, '{"error":"API key invalid"'),
        ("blocked_page", 200, "<title>NCBI - WWW Error Blocked Diagnostic</title>"),
        ("blocked_403", 403, "<title>NCBI - WWW Error Blocked Diagnostic</title>"),
        ("www_error_500", 500, "<title>NCBI/eutils202 - WWW Error 500 Diagnostic</title>"),
        ("server_error", 500, "<html"),
        ("bad_gateway", 502, "<html"),
        ("unavailable", 503, "<html"),
        ("search_backend_failed", 200, "Search Backend failed: Database is not supported: pubmed"),
        ("search_backend_unreachable", 200, "Unable to open connection to #PMQuerySrv"),
        ("viewer_timeout", 200, "External viewer error: Empty Response. Bytes read: 0"),
        ("viewer_timeout_400", 400, "External viewer error: Empty Response. Bytes read: 0"),
        ("proxy_stream", 400, "CEFetchPApplication::proxy_stream(): &lt;html&gt;"),
        ("pubone_unreachable", 400, "Failed to connect to PubOne service. Try again later."),
        ("query_lost", 200, "<ERROR>Unable to obtain query #1</ERROR>"),
        ("history_out_of_range", 400, "Cannot retrieve history data: OUT OF RANGE."),
        ("history_unreachable", 400, "Cannot retrieve history data. query_key: 1, WebEnv: MCID_"),
        ("cpp_exception", 200, "NCBI C++ Exception:"),
        ("cpp_exception_400", 400, "NCBI C++ Exception:"),
        ("cpp_exception_500", 500, "NCBI C++ Exception:"),
        ("id_list_empty", 400, "<ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR>"),
        ("unroutable", 500, "Unable to route request! service name: /http/service/ratecontrol"),
        ("html_instead", 200, "<html"),
        ("url_too_long", 414, "<html"),
    ],
)
def test_a_reply_that_is_replaced(sandbox, name, status, said):
    server = sandbox(FILE)
    server.fail(name, times=1)
    reply = fetch(server)
    assert (reply.status_code, said in reply.text) == (status, True)
    assert fetch(server).content.count(b"<PubmedArticle>") == 20  # and then it is over
    assert [asked.fault for asked in server.requests] == [name, ""]


def test_rate_limited_asks_for_patience(sandbox):
    server = sandbox(FILE)
    server.fail("rate_limited")
    assert fetch(server).headers["Retry-After"] == "2"


def test_blocked_leads_to_the_page_of_the_misuse_host(sandbox):
    server = sandbox(FILE)
    server.fail("blocked")
    reply = fetch(server)
    assert [step.status_code for step in reply.history] == [302]
    assert (reply.status_code, "/misuse/" in reply.url) == (200, True)
    assert "<title>NCBI - WWW Error Blocked Diagnostic</title>" in reply.text


def test_retstart_too_large_is_not_valid_json(sandbox):
    server = sandbox(FILE)
    server.fail("retstart_too_large")
    text = search(server, retmode="json").text
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    error = json.loads(text, strict=False)["esearchresult"]["ERROR"]
    assert error.startswith("Search Backend failed: Exception:\n'retstart' cannot be larger than")


def test_control_characters_break_strict_json(sandbox):
    server = sandbox(FILE)
    server.fail("control_characters")
    text = search(server, retmode="json").text
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    assert json.loads(text, strict=False)["esearchresult"]["count"] == "20"


def test_empty_body(sandbox):
    server = sandbox(FILE)
    server.fail("empty_body")
    reply = fetch(server)
    assert (reply.status_code, reply.content) == (200, b"")


@pytest.mark.parametrize("name", ["prolog_only", "truncated", "no_closing_root"])
def test_xml_that_ends_too_early(sandbox, name):
    server = sandbox(FILE)
    server.fail(name)
    reply = fetch(server)
    assert reply.status_code == 200
    assert reply.content.startswith(b"<?xml")
    with pytest.raises(ET.ParseError):
        ET.fromstring(reply.content)


@pytest.mark.parametrize("name", ["incomplete_read", "chunk_error", "reset_in_body"])
def test_a_body_that_breaks_off_after_a_200(sandbox, name):
    server = sandbox(FILE)
    server.fail(name)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        fetch(server)


def test_connection_reset(sandbox):
    server = sandbox(FILE)
    server.fail("connection_reset")
    with pytest.raises(requests.ConnectionError):
        fetch(server)


@pytest.mark.parametrize("name", ["hang", "hang_in_body"])
def test_a_server_that_says_no_more(sandbox, name):
    server = sandbox(FILE)
    server.fail(name)
    with pytest.raises((requests.ReadTimeout, requests.ConnectionError)):
        fetch(server, timeout=0.3)


def test_slow_drip_gets_there_in_the_end(sandbox):
    server = sandbox(FILE)
    server.fail("slow_drip", pause=0.001)
    assert fetch(server).content.count(b"<PubmedArticle>") == 20


def test_record_missing_is_answered_when_asked_again(sandbox):
    server = sandbox(FILE)
    server.fail("record_missing", ids={7}, times=1)
    assert b">7</PMID>" not in fetch(server).content
    assert b">7</PMID>" in fetch(server, "7").content


@pytest.mark.parametrize("name", ["malformed_record", "illegal_character"])
def test_one_malformed_record_stays_malformed(sandbox, name):
    server = sandbox(FILE)
    fault = server.fail(name)
    with pytest.raises(ET.ParseError):
        ET.fromstring(fetch(server).content)
    (victim,) = fault.ids
    others = ",".join(str(n) for n in range(1, 21) if n != victim)
    assert len(ET.fromstring(fetch(server, others).content)) == 19
    with pytest.raises(ET.ParseError):
        ET.fromstring(fetch(server, str(victim)).content)


def test_a_gigabyte_and_the_bombs_are_not_sent_for_nothing(sandbox):
    server = sandbox(FILE)
    for name in ("huge", "gzip_bomb"):
        server.fail(name, times=1)
        with requests.post(f"{server.url}efetch.fcgi", data={"db": "pubmed", "id": "1"},
                           stream=True, timeout=5) as reply:  # fmt: skip
            first = reply.raw.read(1 << 16, decode_content=False)
        assert len(first) > 1000
        if name == "gzip_bomb":
            assert first.startswith(b"\x1f\x8b")
    server.fail("xml_bomb", times=1)
    assert fetch(server, "1").text.count("<!ENTITY") == 10
    server.fail("external_entity", times=1)
    assert 'SYSTEM "file:///etc/hostname"' in fetch(server, "1").text


def test_records_that_were_not_asked_for_or_come_twice(sandbox):
    server = sandbox(FILE)
    server.fail("unasked_record", times=1)
    assert b">4000000000</PMID>" in fetch(server, "1,2").content
    server.fail("record_twice", times=1)
    assert fetch(server, "1,2").content.count(b">1</PMID>") == 2


def test_count_too_high(sandbox):
    server = sandbox(FILE)
    server.fail("count_too_high", times=1)
    assert search(server, retmode="json").json()["esearchresult"]["count"] == "21"


def test_a_fault_strikes_only_where_it_was_sent(sandbox):
    server = sandbox(FILE)
    server.fail("server_error", utility="efetch", after=1, times=1)
    server.fail("bad_gateway", ids={3})
    assert search(server).status_code == 200
    assert [fetch(server, "5").status_code for _ in range(3)] == [200, 500, 200]
    assert fetch(server, "2,3").status_code == 502
    server.heal()
    assert fetch(server, "2,3").status_code == 200


def test_a_storm_is_the_same_for_the_same_seed(sandbox):
    weather = []
    for _ in range(2):
        server = sandbox(FILE)
        server.storm(0.4, ["server_error", "empty_body"], seed=11)
        weather.append(
            [(r.status_code, len(r.content)) for r in (fetch(server) for _ in range(30))]
        )
    assert weather[0] == weather[1]
    assert len(set(weather[0])) == 3


def test_a_reply_is_cut_where_it_is_wanted(sandbox):
    server = sandbox(FILE)
    whole = len(fetch(server).content)
    for share in (0.0, 0.25, 0.999):
        server.fail("truncated", cut=share, times=1)
        assert len(fetch(server).content) == int(whole * share)


def test_an_unknown_fault_names_those_there_are():
    with pytest.raises(UsageError, match=r"no such fault\. There are: rate_limited,"):
        Fault("flood")
    with pytest.raises(UsageError, match="unknown setting 'tmes'"):
        read("truncated:tmes=2")
    with pytest.raises(UsageError, match="times cannot be 'two'"):
        read("truncated:times=two")
    assert read("truncated:times=2,ids=1+2").ids == {1, 2}
