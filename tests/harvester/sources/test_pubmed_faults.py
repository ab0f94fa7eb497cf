"""What a damaged or hostile PubMed document does: an error that names the place, or no harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import ParseError
from harvester.sources import cut, pubmed
from tests.records.pubmed import HEAD, document, record

GOOD = document(record(pmid=1), record(pmid=2), record(pmid=3))


def pmids(parsed):
    return [row[1] for row in parsed.rows["papers"]]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b'{"error":"API rate limit exceeded"}', "not XML"),
        (b"<!DOCTYPE html><html><body>Blocked</body></html>", "got <html>"),
        (b"<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>", "got <eFetchResult>"),
        (HEAD, "line 3"),
        (HEAD + b"<PubmedArticleSet>", "</PubmedArticleSet> is missing"),
        (GOOD.rsplit(b"</PubmedArticleSet>", 1)[0], "</PubmedArticleSet> is missing"),
        (GOOD[:-60], "does not end"),
        (GOOD + b"<more/>", "follows the end"),
    ],
)
def test_a_document_that_is_none_names_file_and_line(body, says):
    with pytest.raises(ParseError, match=r"reply\.xml: line \d") as caught:
        pubmed.read(body, "reply.xml")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (record(title="a & b"), "not well-formed"),
        (record(title="a \x0b b"), "not well-formed"),
        (record(title="&unknown;"), "not well-formed"),
        (record().replace("</ArticleTitle>", ""), "not well-formed"),
        (record(pmid="none"), "PMID"),
        (record(pmid=10**20), "PMID"),
        ("<PubmedArticle></PubmedArticle>", "PMID"),
        ("<PubmedPreprint>new kind</PubmedPreprint>", "no record"),
        ("stray words", "no record"),
    ],
)
def test_one_bad_record_is_kept_aside_and_the_others_read(bad, reason):
    parsed = pubmed.read(document(record(pmid=1), bad, record(pmid=3)), "reply.xml")
    assert pmids(parsed) == [1, 3]
    [rejected] = parsed.rejected
    assert reason in rejected.reason
    assert rejected.place.startswith("record 2, line ")
    assert rejected.raw.decode().strip() == bad


def test_a_record_that_lost_its_end_takes_no_other_with_it():
    lost = record(pmid=2).replace("</PubmedArticle>", "")
    parsed = pubmed.read(document(record(pmid=1), lost, record(pmid=3)), "")
    assert pmids(parsed) == [1, 3]
    assert parsed.rejected[0].raw.decode() == lost


def test_undecodable_bytes_spoil_one_record():
    body = document(record(pmid=1), record(pmid=2, title="@"), record(pmid=3))
    parsed = pubmed.read(body.replace(b">@<", b">\xff\xfe<"), "")
    assert pmids(parsed) == [1, 3]
    assert b"\xff\xfe" in parsed.rejected[0].raw


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))


@pytest.mark.parametrize(
    "subset",
    [
        b'<!ENTITY l0 "ha">' + LAUGHS,
        b'<!ENTITY l8 SYSTEM "file:///etc/passwd">',
        b'<!ENTITY % l8 SYSTEM "http://127.0.0.1:9/x"> %l8;',
    ],
)
def test_entities_are_refused_with_the_reason(subset):
    head = b"<!DOCTYPE PubmedArticleSet [" + subset + b"]>"
    with pytest.raises(ParseError, match="declares entities: refused"):
        pubmed.read(document(record(title="&l8;"), head=head), "bomb.xml")


def test_a_plain_doctype_is_allowed_and_not_loaded():
    head = b'<!DOCTYPE PubmedArticleSet SYSTEM "http://127.0.0.1:9/never.dtd">'
    assert pmids(pubmed.read(document(record(pmid=1), head=head), "")) == [1]


def test_a_huge_text_and_a_deep_nesting_are_rejected_alone():
    huge = record(pmid=1, title="x" * 11_000_000)
    deep = record(pmid=2, title="<i>" * 3000 + "</i>" * 3000)
    parsed = pubmed.read(document(huge, deep, record(pmid=3)), "")
    assert pmids(parsed) == [3]
    assert len(parsed.rejected) == 2


def test_a_record_without_end_is_given_up_in_bounded_memory(monkeypatch):
    monkeypatch.setattr(cut, "MOST", 1 << 20)
    endless = (b"<PubmedArticleSet><PubmedArticle>" if not n else b"x" * 65536 for n in range(1000))
    taken = iter(endless)
    with pytest.raises(ParseError, match="more than 1 MiB: refused"):
        list(pubmed.batches(taken, ""))
    assert sum(1 for _ in taken) > 900


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_the_size_of_the_chunks_does_not_matter(size):
    body = document(record(pmid=1), "<!-- </PubmedArticleSet> -->", "<?pi?>", record(pmid=2))
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    told = [row[1] for batch in pubmed.batches(chunks) for row in batch.rows["papers"]]
    assert told == [1, 2]


def test_an_empty_set_in_either_spelling_is_no_error():
    assert pmids(pubmed.read(HEAD + b"<PubmedArticleSet></PubmedArticleSet>")) == []
    assert pmids(pubmed.read(HEAD + b"<PubmedArticleSet/>")) == []


@given(st.binary(max_size=60), st.integers(0, len(GOOD)))
def test_hostile_bytes_spoil_the_record_they_stand_in_and_no_other(noise, at):
    starts = [GOOD.index(b'">%d</PMID>' % n) for n in (1, 2, 3)]
    edges = [GOOD.rfind(b"<PubmedArticle>", 0, start) for start in starts]
    ends = [GOOD.index(b"</PubmedArticle>", start) + 16 for start in starts]
    untouched = {n for n, a, b in zip((1, 2, 3), edges, ends, strict=True) if not a < at < b}
    try:
        parsed = pubmed.read(GOOD[:at] + noise + GOOD[at:], "noise")
    except ParseError:
        return  # the document is none any more; no other error may come
    assert untouched <= set(pmids(parsed))
