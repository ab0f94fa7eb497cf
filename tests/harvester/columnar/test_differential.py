"""The columnar parser and the record-by-record reader give the same, row for row, on anything.

Each test runs with both makers of nodes: the compiled scanner, where it is there, and numpy.
"""

import gzip

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester import columnar
from harvester.columnar import makers, stream
from harvester.columnar.arrow import from_parsed, joined
from harvester.columnar.blocks import halves, tables
from harvester.columnar.structure import UnrecognisedError
from harvester.errors import ParseError
from harvester.sources import Parsed, pubmed
from tests.harvester.columnar.makers import MAKERS, using
from tests.records.pubmed import HEAD, document, record


def in_columns(body, size):
    found = list(columnar.batches([body], "x", size))
    told = joined([batch.tables for batch in found])
    rejected = [told for batch in found for told in batch.rejected]
    return told, rejected, [pmid for batch in found for pmid in batch.deleted]


def one_by_one(body):
    whole = Parsed()
    whole.extend(pubmed.batches([body], "x"))
    return from_parsed(whole, 0), whole.rejected, whole.deleted


def both(body, size=stream.SIZE):
    """Assert that columns and single records give the same of *body*, tables or error."""
    wanted, fault = _or_fault(lambda: one_by_one(body))
    for maker in MAKERS:
        with using(maker):
            _same(*_or_fault(lambda: in_columns(body, size)), wanted, fault)


def _same(got, our_fault, wanted, fault):
    assert our_fault == fault
    if wanted is None:
        return
    for name, table in wanted[0].items():
        for column in table.column_names:
            assert got[0][name][column].to_pylist() == table[column].to_pylist(), (name, column)
        assert got[0][name].schema == table.schema
    assert got[1:] == wanted[1:]


def _or_fault(read):
    """Return what a reader gives, or what it says is wrong with the whole."""
    try:
        return read(), None
    except ParseError as error:
        return None, str(error)


@pytest.mark.parametrize("size", [3000, 60_000, 4 << 20])
def test_every_file_of_the_corpus(corpus, size):
    plain = dict.fromkeys(MAKERS, 0)
    for path in sorted([*corpus.glob("pubmed/*.xml.gz"), *corpus.glob("pubmed/edge/*")]):
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        both(body, size)
        start, end = body.find(b"<PubmedArticle>"), body.rfind(b"</PubmedArticle>")
        if size == 60_000 and end > start > 0:
            records = body[start : end + len(b"</PubmedArticle>")]
            for maker in MAKERS:
                with using(maker):
                    read = halves(records)
                    plain[maker] += sum(len(part.raw) for part in read if part.tables is not None)
    assert size != 60_000 or min(plain.values()) > 5_000_000  # it is columns that were compared


# What occurs in records, and what breaks parsers.
WORDS = st.sampled_from(
    ["", " ", "\n  ", "a", "Ä", "β-blocker", "\u00a0", "\u2009x", "&amp;", "&lt;i&gt;", "&#xE9;",
     "&#128;", "<i>in</i> <b>vivo</b>", "<mml:math><mml:mi>p</mml:mi></mml:math>", "<sup>2</sup>",
     "x  y", "\t", "<!-- c -->", "<![CDATA[<x>]]>", "<?pi x?>", "<i/>", "> ", "'\"", "\x1c",
     "\u2028", "\r\n", "\ufeff", "&bad;", "&", "<", "</i>", "\x01", "&#0;", "&#xFFFE;",
     "\ufffe", "]]>"]
)  # fmt: skip
TEXT = st.lists(WORDS, max_size=4).map("".join)
PLAIN = st.sampled_from(
    ["", "a", "10.1/x", "10.1000/ABC", "12", "0", "PMC12", "Y", "N", " 7 ", "&lt;"]
)
PIECES = {
    "article": [
        "<Abstract><AbstractText Label='{a}' NlmCategory='{b}'>{t}</AbstractText><AbstractText>{u}"
        "</AbstractText></Abstract>",
        "<AuthorList Type='{a}'><Author><LastName>{t}</LastName><ForeName>{u}</ForeName><Initials>"
        "{a}</Initials><Identifier Source='ORCID'>{b}</Identifier><AffiliationInfo><Affiliation>{t}"
        "</Affiliation></AffiliationInfo></Author><Author><CollectiveName>{u}</CollectiveName>"
        "</Author></AuthorList>",
        "<AuthorList><Author><Affiliation>{t}</Affiliation></Author>{u}</AuthorList>",
        "<ELocationID EIdType='doi' ValidYN='{a}'>{b}</ELocationID>",
        "<ELocationID EIdType='pii'>{t}</ELocationID>",
        "<Pagination><StartPage>{a}</StartPage><EndPage>{b}</EndPage><MedlinePgn>{t}</MedlinePgn>"
        "</Pagination>",
        "<Language>{a}</Language><Language>{b}</Language>",
        "<GrantList><Grant><GrantID>{a}</GrantID><Country/></Grant><Grant/></GrantList>",
        "<PublicationTypeList><PublicationType UI='{a}'>{t}</PublicationType>"
        "</PublicationTypeList>",
        "<DataBankList><DataBank><DataBankName>{a}</DataBankName><AccessionNumberList>"
        "<AccessionNumber>{b}</AccessionNumber></AccessionNumberList></DataBank></DataBankList>",
        "<VernacularTitle>{t}</VernacularTitle>",
        "<ArticleTitle>again</ArticleTitle>",
        "<Unknown x='{a}'><Deep>{t}</Deep></Unknown>",
    ],
    "citation": [
        "<MeshHeadingList><MeshHeading><DescriptorName UI='{a}' MajorTopicYN='{b}'>{t}"
        "</DescriptorName><QualifierName UI='Q' MajorTopicYN='Y'>{u}</QualifierName></MeshHeading>"
        "<MeshHeading><DescriptorName>{t}</DescriptorName></MeshHeading></MeshHeadingList>",
        "<MeshHeadingList><MeshHeading><QualifierName>{t}</QualifierName></MeshHeading>"
        "</MeshHeadingList>",
        "<SupplMeshList><SupplMeshName Type='{a}' UI='C'>{t}</SupplMeshName></SupplMeshList>",
        "<KeywordList Owner='{a}'><Keyword MajorTopicYN='{b}'>{t}</Keyword><Keyword>{u}</Keyword>"
        "</KeywordList>",
        "<ChemicalList><Chemical><RegistryNumber>{a}</RegistryNumber><NameOfSubstance UI='{b}'>{t}"
        "</NameOfSubstance></Chemical><Chemical/></ChemicalList>",
        "<CommentsCorrectionsList><CommentsCorrections RefType='RetractionIn'><RefSource>{t}"
        "</RefSource><PMID>{a}</PMID></CommentsCorrections></CommentsCorrectionsList>",
        "<OtherAbstract Type='{a}' Language='{b}'><AbstractText Label='{a}'>{t}</AbstractText>"
        "</OtherAbstract>",
        "<InvestigatorList><Investigator><LastName>{t}</LastName></Investigator></InvestigatorList>",
        "<DateRevised><Year>2020</Year><Month>{a}</Month><Day>30</Day></DateRevised>",
        "<MedlineJournalInfo><Country>{a}</Country><ISSNLinking>{b}</ISSNLinking>"
        "</MedlineJournalInfo>",
        "<X a='1' a='2'/>",
        "<y:X/>",
    ],
    "data": [
        "<ArticleIdList><ArticleId IdType='doi'>{a}</ArticleId><ArticleId IdType='pmc'>{b}"
        "</ArticleId><ArticleId IdType='{a}'>{t}</ArticleId></ArticleIdList>",
        "<ReferenceList><Reference><Citation>{t}</Citation><ArticleIdList><ArticleId IdType='doi'>"
        "{a}</ArticleId><ArticleId IdType='pubmed'>{b}</ArticleId></ArticleIdList></Reference>"
        "<ReferenceList><Reference><Citation>{u}</Citation></Reference></ReferenceList>"
        "</ReferenceList>",
        "<History><PubMedPubDate PubStatus='entrez'><Year>2020</Year><Month>{a}</Month><Day>1</Day>"
        "</PubMedPubDate></History>",
    ],
    "date": [
        "<Year>2019</Year><Month>{a}</Month><Day>3</Day>",
        "<Year>2019</Year><Season>Spring</Season>",
        "<MedlineDate>2019 {t}</MedlineDate>", "",
    ],
}  # fmt: skip


@st.composite
def records(draw):
    """A record of some of the pieces, each filled with words."""
    parts = {}
    for name, choices in PIECES.items():
        chosen = draw(st.lists(st.sampled_from(choices), max_size=3 if name != "date" else 1))
        parts[name] = "".join(
            piece.format(a=draw(PLAIN), b=draw(PLAIN), t=draw(TEXT), u=draw(TEXT))
            for piece in chosen
        )
    pmid = draw(st.sampled_from([1, 2, 3, "004", " 5 ", "x", ""]))
    return record(pmid=pmid, title=draw(TEXT), version=draw(st.sampled_from([1, 2, "x"])), **parts)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(records(), max_size=5),
    st.sampled_from(["", "<DeleteCitation><PMID>7</PMID></DeleteCitation>"]),
    st.sampled_from([500, 4 << 20]),
)
def test_made_records(made, tail, size):
    both(document(*made, tail=tail), size)


GOOD = document(
    record(pmid=1, title="<i>One</i> &amp; two"),
    record(pmid=2, article=PIECES["article"][0].format(a="A", b="B", t="text", u="more")),
    record(pmid=3, citation=PIECES["citation"][0].format(a="D1", b="Y", t="Ketamine", u="use")),
)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=30)
    | st.sampled_from([b"<", b">", b"/", b"&", b'"', b"=", b"</PMID>", b"<!--", b"-->"]),
    st.integers(0, len(GOOD)),
    st.integers(0, 12),
)
def test_hostile_bytes(noise, at, gone):
    both(GOOD[:at] + noise + GOOD[at + gone :])


@pytest.mark.parametrize("cut", range(1, 200, 13))
def test_cut_documents_give_the_same_error(cut):
    both(GOOD[:-cut])


@pytest.mark.parametrize("maker", MAKERS)
def test_plain_records_are_read_in_columns(maker):
    plain = GOOD.removeprefix(HEAD).split(b"\n", 1)[1].rsplit(b"</PubmedArticleSet>", 1)[0]
    with using(maker):
        assert tables(plain)["papers"].num_rows == 3
        with pytest.raises(UnrecognisedError, match="comment"):
            tables(plain.replace(b"text", b"te<!-- x -->xt"))


# What is no XML, or none of PubMed's, though it looks like it.
ODD = [
    "a<i>b</i x>", "a<b1>x</b2>c", "a<mml:mi>x</mml:mo>c", "<i>a</i.>b", "<i>a</i\n>b", "<i>a</ib>",
    "<y:X/>", "<1a/>", "<a:b:c/>", "<xmlns:a/>", "<i xmlns='u'>x</i>", "<i a='1' a='2'/>",
    "<i a=1/>", "<i a='&bad;'/>", "<i a='<'/>", "<i a='>'/>", "<?xml x?>", "<?a b", "<",
    "</", "</>", "<" + "x" * 30 + "/>", "<x>" * 70 + "</x>" * 70, "<PMID/>",
    "<i a='\x85\ufeff\u3000'>x</i>", "&#x110000;", "&#xD800;", "&#00000065;", "&#x41", "& ",
    "&#;", "&#x;", "&ampx;",
]  # fmt: skip


@pytest.mark.parametrize("title", ODD)
def test_what_looks_like_xml(title):
    both(document(record(pmid=1), record(pmid=2, title=title)))


NAMESPACES = [
    '<U xmlns:mml=""/>', '<U xmlns:xml="http://other"/>', '<U xmlns="a b"/>', '<U xmlns="%"/>',
    '<U xmlns:mml="http://www.w3.org/2000/xmlns/"/>', '<U xmlns="http://www.w3.org/2000/xmlns/"/>',
    '<U xmlns="http://www.w3.org/XML/1998/namespace"/>', '<U xmlns=""/>', '<U xmlns:xmlns="u"/>',
    '<U xmlns:mml="u" xmlns:ali="u" mml:a="1" ali:a="2"/>', '<U xml:id="a b"/>', '<xml:id/>',
    '<U xmlns:ali="http://www.w3.org/1998/Math/MathML" mml:a="1" ali:a="2"/>',
    '<U xml:lang="not a language" xml:space="odd" mml:a="1" ali:a="2"/>', '<xmlns:U/>',
    '<U xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns="http://www.w3.org/1999/xlink"/>',
    '<U xmlns:xml="http://www.w3.org/XML/1998/namespace"/>', '<U xmlns:xml=""/>', '<U a:b="1"/>',
]  # fmt: skip


@pytest.mark.parametrize("odd", NAMESPACES)
def test_namespaces(odd):
    both(document(record(pmid=1), record(pmid=2, citation=odd), record(pmid=3, title=f"a{odd}b")))


@pytest.mark.parametrize("maker", MAKERS)
def test_namespaces_of_mathematics_are_read_in_columns(maker):
    mathematics = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML" display="block">x'
    with using(maker):
        found = tables(record(title=f"a {mathematics}</mml:math>").encode())
        assert found["papers"]["title"].to_pylist() == ["a x"]


@pytest.mark.parametrize(
    "parts",
    [
        {"date": "<Year>2019</Year><Day1/>"},
        {"article": "<AuthorList><Author1/></AuthorList>"},
        {"article": "<Language>eng</Language!>"},
        {"citation": "<KeywordList><Keyword>k</Keyword></KeywordList1>"},
        {"citation": "<KeywordList><Keyword-x>k</Keyword-x></KeywordList>"},
        {"citation": "<?x y?><MeshHeadingList><?x y?><MeshHeading><DescriptorName>x"
         "</DescriptorName></MeshHeading></MeshHeadingList>"},
        {"data": "<ReferenceList>" * 50 + "</ReferenceList>" * 50},
        {"data": "<ReferenceList>" * 60 + "</ReferenceList>" * 60},
    ],
)  # fmt: skip
def test_elements_that_look_like_known_ones(parts):
    both(document(record(**parts)))


@pytest.mark.parametrize("where", ["</MedlineCitation>", "</ArticleTitle>", "</PubmedData>"])
def test_a_record_within_a_record(where):
    """As when one lost its end: neither may vanish without a word."""
    outer = record(pmid=1, title="one").replace(where, record(pmid=2, title="two") + where)
    both(document(outer))
    both(document(record(pmid=3), outer, record(pmid=4)))
    behind = record(pmid=1, title="one").replace(where, where + record(pmid=2, title="two"))
    both(document(behind))


@pytest.mark.parametrize("length", [10_000_000, 10_000_001])
def test_the_longest_text(length):
    """Longer than lxml takes one: no reader gives a row of it."""
    both(document(record(pmid=1), record(pmid=2, title="a" * length), record(pmid=3)))


@pytest.mark.parametrize("maker", MAKERS)
def test_a_long_block_is_refused_before_it_is_looked_at(maker):
    with using(maker), pytest.raises(UnrecognisedError, match="too long"):
        makers.nodes(b"\xff" * 10_000_001)


def test_more_tags_than_are_remembered(monkeypatch):
    monkeypatch.setattr("harvester.columnar.attributes.MOST", 3000)
    keyword = '<Keyword MajorTopicYN="{}">k</Keyword>'
    lists = ["".join(keyword.format(f"{n}-{m}") for m in range(200)) for n in range(60)]
    made = [
        record(pmid=n + 1, citation=f"<KeywordList>{told}</KeywordList>")
        for n, told in enumerate(lists)
    ]
    both(document(*made), 30_000)
    both(document(*made))


def test_one_odd_record_sends_few_to_the_other_reader(monkeypatch):
    monkeypatch.setattr("harvester.columnar.blocks.FEW", 2000)
    made = "\n".join(record(pmid=n, title="<!-- odd -->x" if n == 77 else "x") for n in range(200))
    parts = list(halves(made.replace(">0<", ">999<").encode()))
    odd = [part.raw for part in parts if part.tables is None]
    assert len(odd) == 1
    assert odd[0].count(b"<PubmedArticle>") < 10
    assert b"".join(part.raw for part in parts).count(b"<PubmedArticle>") == 200


def test_tables_are_of_the_declared_types():
    found, _, _ = in_columns(GOOD, stream.SIZE)
    assert found["papers"].schema.field("pmid").type == pa.int64()
    assert found["papers"]["title"].to_pylist()[0] == "One & two"
