"""ESearch as a client sees it: shapes, paging and the line that PubMed draws at 9,999."""

import datetime
import json
import re
import xml.etree.ElementTree as ET

import pytest
import requests

from .invented import article, pubmed

MANY = pubmed(*(f'<PubmedArticle><PMID Version="1">{n}</PMID></PubmedArticle>'
                for n in range(1, 12001)))  # fmt: skip
FEW = pubmed(
    article(1, "Ketamine one", year=2001, day="2026/11/01", names=[("Zed", "A")]),
    article(2, "Ketamine two", year=2003, day="2026/11/10", names=[("Abe", "B")]),
    article(3, "Ketamine three", year=2002, day="2026/11/20", names=[("Moe", "C")]),
)
DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch '
    '20060628//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
)


@pytest.fixture(scope="module")
def many():
    from harvester.sandbox import Sandbox

    with Sandbox([MANY], rate=None) as server:
        yield server


def ask(server, **params):
    params = {"db": "pubmed", **params}
    return requests.post(f"{server.url}esearch.fcgi", data=params, timeout=60)


def found(server, **params):
    return ask(server, retmode="json", **params).json()["esearchresult"]


def test_the_xml_to_the_letter(sandbox):
    text = ask(sandbox(FEW), term="ketamine[ti]", retmax=2).text
    assert text == (
        f"{DOCTYPE}<eSearchResult><Count>3</Count><RetMax>2</RetMax><RetStart>0</RetStart><IdList>"
        '\n<Id>3</Id>\n<Id>2</Id>\n</IdList><TranslationSet/><QueryTranslation>"ketamine"[Title]'
        "</QueryTranslation></eSearchResult>\n"
    )


def test_the_json_to_the_letter(sandbox):
    text = ask(sandbox(FEW), term="ketamine", retmode="json", retmax=1).text
    to = r"\"ketamine\"[MeSH Terms] OR \"ketamine\"[All Fields]"
    assert text == (
        '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"count":"3","retmax":"1",'
        '"retstart":"0","idlist":["3"],"translationset":[{"from":"ketamine","to":"' + to + '"}],'
        '"querytranslation":"' + to + '"}}'
    )


def test_the_translation_has_the_blanks_of_the_real_one(sandbox):
    text = ask(sandbox(FEW), term="ketamine").text
    assert "<Translation>     <From>ketamine</From>     <To>" in text
    assert "</To>    </Translation>" in text


def test_no_hit_is_a_count_of_zero_with_a_warning(sandbox):
    text = ask(sandbox(FEW), term="qzxwvunonsenseterm").text
    assert "<Count>0</Count><RetMax>0</RetMax><RetStart>0</RetStart><IdList/>" in text
    assert text.endswith(
        '<WarningList><QuotedPhraseNotFound>"qzxwvunonsenseterm"</QuotedPhraseNotFound>'
        "<OutputMessage>No items found.</OutputMessage></WarningList></eSearchResult>\n"
    )
    result = found(sandbox(FEW), term="qzxwvunonsenseterm")
    assert result["warninglist"] == {
        "phrasesignored": [],
        "quotedphrasesnotfound": ['"qzxwvunonsenseterm"'],
        "outputmessages": ["No items found."],
    }


def test_no_hit_outside_pubmed_is_an_error_list(sandbox):
    result = found(sandbox(), db="pmc", term="abcXYZ")
    assert result["errorlist"] == {"phrasesnotfound": ["abcXYZ"], "fieldsnotfound": []}
    assert result["warninglist"]["outputmessages"] == ["No items found."]


def test_rettype_count_says_nothing_else(sandbox):
    assert ask(sandbox(FEW), term="ketamine", rettype="count").text == (
        f"{DOCTYPE}<eSearchResult><Count>3</Count></eSearchResult>\n"
    )


def test_twenty_ids_unless_told_otherwise(many):
    result = found(many, term="all[sb]")
    assert (result["count"], result["retmax"], len(result["idlist"])) == ("12000", "20", 20)


@pytest.mark.parametrize(
    ("asked", "retmax", "message"),
    [
        ({"retmax": 20000}, 9999, "start and count adjusted to 0, 9999"),
        ({"retmax": 10000}, 9999, "start and count adjusted to 0, 9999"),
        ({"retmax": 9999}, 9999, None),
        ({"retstart": 9998, "retmax": 2}, 1, "start and count adjusted to 9998, 1"),
        ({"retstart": 9998, "retmax": 1}, 1, None),
    ],
)
def test_pages_are_cut_at_9999_with_a_remark(many, asked, retmax, message):
    result = found(many, term="all[sb]", **asked)
    assert (result["count"], result["retmax"]) == ("12000", str(retmax))
    assert len(result["idlist"]) == retmax
    said = result.get("warninglist", {}).get("outputmessages", [])
    assert said == ([f"Restrictions achieved. {message}"] if message else [])


def test_beyond_9998_is_an_error_with_status_200_and_not_valid_json(many):
    reply = ask(many, term="all[sb]", retstart=9999, retmode="json")
    assert reply.status_code == 200
    assert reply.text.startswith(
        '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"Search Backend '
        "failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, ESearch can only "
        "retrieve the first 9,999 records matching the query. "
    )
    with pytest.raises(json.JSONDecodeError):
        reply.json()
    assert "ERROR" in json.loads(reply.text, strict=False)["esearchresult"]
    as_xml = ask(many, term="all[sb]", retstart=9999)
    assert ET.fromstring(as_xml.content).findtext("ERROR").startswith("Search Backend failed: Exc")


def test_beyond_9998_of_a_small_result_is_an_empty_page(many):
    result = found(many, term="1:870[uid]", retstart=9999)
    assert (result["count"], result["idlist"]) == ("870", [])
    said = "Restrictions achieved. start and count adjusted to 9999, 0"
    assert result["warninglist"]["outputmessages"] == [said]


def test_slices_by_uid_add_up(many):
    bounds = [(1, 5000), (5001, 11000), (11001, 99999)]
    slices = [found(many, term=f"(all[sb]) AND {a}:{b}[UID]", retmax=9999) for a, b in bounds]
    ids = [uid for one in slices for uid in one["idlist"]]
    assert sum(int(one["count"]) for one in slices) == len(set(ids)) == 12000


def test_history_of_pubmed_is_refused_beyond_9998_and_cut_in_silence_before(many):
    kept = found(many, term="all[sb]", usehistory="y", retmax=0)
    assert re.fullmatch("MCID_[0-9a-f]{24}", kept["webenv"])
    by = {"db": "pubmed", "retmode": "xml", "WebEnv": kept["webenv"], "query_key": kept["querykey"]}

    def fetch(**page):
        return requests.post(f"{many.url}efetch.fcgi", data={**by, **page}, timeout=60)

    assert fetch(retstart=9500, retmax=500).content.count(b"<PMID") == 499
    refused = fetch(retstart=9999, retmax=1)
    assert refused.status_code == 400
    assert "<eFetchResult>\n\t<ERROR>Search backend cannot retrieve history data." in refused.text
    small = found(many, term="1[uid]", usehistory="y", WebEnv=kept["webenv"])
    assert (small["webenv"], small["querykey"]) == (kept["webenv"], "2")
    past = fetch(query_key="2", retstart=1, retmax=1)
    assert (past.status_code, "OUT OF RANGE. Parameter retstart=1 + 1 is" in past.text) == (
        400,
        True,
    )
    assert "History includes 1 IDs." in past.text
    many.expire_history()
    lost = fetch(retstart=0, retmax=1)
    assert (lost.status_code, "<ERROR>Unable to obtain query #1</ERROR>" in lost.text) == (
        200,
        True,
    )


def test_orders(sandbox):
    server = sandbox(FEW)
    orders = {"": "321", "pub_date": "231", "Author": "231", "relevance": "321"}
    for sort, ids in orders.items():
        assert "".join(found(server, term="ketamine", sort=sort)["idlist"]) == ids, sort


def test_dates_as_parameters(sandbox):
    server = sandbox(FEW, today=datetime.date(2026, 11, 23))
    cases = [
        ({"mindate": "2001", "maxdate": "2002"}, "2"),
        ({"mindate": "2001"}, "3"),  # only together
        ({"datetype": "edat", "reldate": "5"}, "1"),
        ({"datetype": "edat", "mindate": "2026/11/01", "maxdate": "2026/11/10"}, "2"),
    ]
    for asked, count in cases:
        assert found(server, term="ketamine OR nothing", **asked)["count"] == count, asked


@pytest.mark.parametrize("mode", ["xml", "json"])
def test_errors_come_with_status_200(sandbox, mode):
    server = sandbox(FEW)
    for asked, says in [
        ({"db": "nonsense", "term": "a"}, "Invalid db name specified: nonsense"),
        ({"term": "", "field": "title"}, "Empty term and query_key - nothing todo"),
    ]:
        reply = ask(server, retmode=mode, **asked)
        assert (reply.status_code, says in reply.text) == (200, True)


def test_counts_drift_when_records_come_and_go_between_slices(sandbox):
    server = sandbox(FEW)
    before = found(server, term="ketamine")["count"]
    server.add(
        pubmed(article(4, "Ketamine four", day="1990/01/01")), on=datetime.date(2026, 11, 22)
    )
    server.delete(1)
    server.merge(2, into=3, on=datetime.date(2026, 11, 23))
    assert (before, found(server, term="ketamine")["idlist"]) == ("3", ["4", "3"])
    assert found(server, term="2026/11/22:3000[mdat] AND ketamine")["idlist"] == ["4", "3"]
    assert found(server, term="2026/11/23[mdat]")["idlist"] == ["3"]


def test_a_record_may_vanish_in_the_midst_of_a_harvest(sandbox):
    server = sandbox(FEW)
    server.when(lambda asked: "2:3[uid]" in asked.params["term"], lambda: server.delete(3))
    slices = [found(server, term=f"ketamine AND {s}[uid]")["count"] for s in ("1:1", "2:3", "2:3")]
    assert slices == ["1", "1", "1"]


def test_the_field_parameter_is_a_tag_for_the_whole_term(sandbox):
    server = sandbox(FEW)
    assert found(server, term="zed", field="title")["count"] == "0"
    assert found(server, term="zed", field="author")["count"] == "1"
