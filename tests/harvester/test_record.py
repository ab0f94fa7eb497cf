"""`ketlit record` keeps a reply as it came, and nobody's key with it."""

import json

XML = b"""<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE">
<PMID Version="1">99900001</PMID><Article><ArticleTitle>Ketamine.</ArticleTitle></Article>
</MedlineCitation></PubmedArticle></PubmedArticleSet>"""
KEY, MAIL = "a" * 36, "someone@example.org"


def _recorded(ketlit, ncbi, tmp_path, *asked):
    env = {"KETLIT_EUTILS_URL": ncbi.url, "NCBI_EMAIL": MAIL}
    ketlit("record", *asked, "--out", tmp_path / "reply", env=env, check=0)
    told = json.loads((tmp_path / "reply.meta.json").read_text())
    return (tmp_path / "reply").read_bytes(), told


def test_a_good_reply_is_kept_whole(ketlit, sandbox, tmp_path):
    body, told = _recorded(ketlit, sandbox(XML), tmp_path, "efetch", "db=pubmed", "id=99900001")
    assert b"<ArticleTitle>Ketamine.</ArticleTitle>" in body
    assert body.rstrip().endswith(b"</PubmedArticleSet>")
    assert told["status"] == 200
    assert told["headers"]["Content-Type"] == "text/xml; charset=UTF-8"
    assert MAIL not in json.dumps(told)


def test_an_error_is_kept_too(ketlit, sandbox, tmp_path):
    body, told = _recorded(ketlit, sandbox(XML), tmp_path, "efetch", "db=pubmed", "id=0")
    assert told["status"] == 400
    assert b"ID list is empty" in body


def test_a_key_that_the_server_echoes_is_masked(ketlit, sandbox, tmp_path):
    ncbi = sandbox(XML)
    env = {"KETLIT_EUTILS_URL": ncbi.url, "NCBI_API_KEY": KEY}
    done = ketlit("record", "esearch", "db=pubmed", "term=" + KEY, "--out", "r", env=env, check=0)
    assert KEY.encode() not in (tmp_path / "r").read_bytes()
    assert KEY not in done.stdout + done.stderr


def test_a_parameter_without_a_value_is_wrong_usage(ketlit):
    assert "NAME=VALUE" in ketlit("record", "esearch", "pubmed", "--out", "r", check=2).stderr


def test_a_key_is_not_taken_as_a_parameter(ketlit):
    done = ketlit("record", "esearch", "db=pubmed", f"api_key={KEY}", "--out", "r", check=2)
    assert "comes from the environment" in done.stderr
    assert KEY not in done.stderr
