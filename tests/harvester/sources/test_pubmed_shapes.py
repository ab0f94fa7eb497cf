"""Every record shape of PubMed XML, one by one, on records made for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import parse_pubmed
from harvester.schema import TABLES
from harvester.sources import pubmed
from tests.records.pubmed import document, record


def table(parsed, name):
    return [dict(zip(TABLES[name].names, row, strict=True)) for row in parsed.rows[name]]


def paper(**parts):
    return table(pubmed.read(document(record(**parts))), "papers")[0]


def rows(name, **parts):
    return table(pubmed.read(document(record(**parts))), name)


def test_inline_markup_is_dropped_and_its_text_kept():
    title = "<i>S</i>-ketamine at 5&#xA0;mg m<sup>-2</sup>,\n   <b>in</b> <i>vivo</i>"
    assert paper(title=title)["title"] == "S-ketamine at 5 mg m-2, in vivo"


def test_blanks_between_inline_elements_part_words():
    assert paper(title="<b>in</b> <i>vivo</i>")["title"] == "in vivo"


def test_mathml_keeps_its_text():
    math = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>p</mml:mi></mml:math>'
    assert paper(title=f"Where {math} is small")["title"] == "Where p is small"
    listed = f'<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">{math}</Keyword></KeywordList>'
    assert paper(citation=listed)["keywords"] == ["p"]


def test_comments_and_cdata_do_not_cut_a_text():
    assert paper(title="one<!-- two --> <![CDATA[<three>]]>")["title"] == "one <three>"


def test_structured_abstract_has_its_labels_and_places():
    told = paper(
        article='<Abstract><AbstractText Label="AIM:" NlmCategory="OBJECTIVE">To see.'
        '</AbstractText><AbstractText Label="RESULTS">Seen <i>it</i>.</AbstractText>'
        "<AbstractText>No label.</AbstractText><AbstractText/></Abstract>"
    )
    assert told["abstract"] == "AIM: To see.\nRESULTS: Seen it.\nNo label."
    parts = told["abstract_sections"]
    assert [p["label"] for p in parts] == ["AIM", "RESULTS", None]
    assert [p["category"] for p in parts] == ["OBJECTIVE", None, None]
    texts = [told["abstract"][p["start"] : p["end"]] for p in parts]
    assert texts == ["To see.", "Seen it.", "No label."]


def test_a_plain_abstract_has_no_parts_but_a_section():
    plain = {"article": "<Abstract><AbstractText>Plain.</AbstractText></Abstract>"}
    assert paper(**plain)["abstract_sections"] == []
    assert [row["text"] for row in rows("sections", **plain)] == ["Plain."]


def test_other_abstracts_are_sections_with_their_language():
    other = (
        '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Uno.</AbstractText>'
        "</OtherAbstract>"
    )
    told = rows("sections", citation=other)
    assert [(s["kind"], s["language"], s["text"]) for s in told] == [
        ("other_abstract", "spa", "Uno.")
    ]
    assert paper(citation=other)["abstract"] is None


def test_authors_with_affiliations_orcid_and_collective_names():
    people = (
        '<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Mora</LastName><ForeName>Ana B'
        "</ForeName><Initials>AB</Initials><Suffix>Jr</Suffix>"
        '<Identifier Source="ORCID">http://orcid.org/000000021825009x</Identifier>'
        "<AffiliationInfo><Affiliation>One.</Affiliation>"
        '<Identifier Source="ROR">https://ror.org/1</Identifier></AffiliationInfo>'
        "<AffiliationInfo><Affiliation>Two.</Affiliation></AffiliationInfo></Author>"
        "<Author><CollectiveName>The Group</CollectiveName></Author>"
        "<Author><LastName>Only</LastName></Author></AuthorList>"
    )
    investigators = (
        "<InvestigatorList><Investigator><LastName>Vu</LastName><Initials>T</Initials>"
        "</Investigator></InvestigatorList>"
    )
    told = rows("authors", article=people, citation=investigators)
    assert told[0]["affiliations"] == ["One.", "Two."]
    assert told[0]["orcid"] == "0000-0002-1825-009X"
    assert told[0]["suffix"] == "Jr"
    assert told[1]["collective_name"] == "The Group"
    assert [(a["role"], a["position"]) for a in told] == [
        ("author", 1), ("author", 2), ("author", 3), ("investigator", 1),
    ]  # fmt: skip
    assert paper(article=people)["authors"] == ["Mora AB", "The Group", "Only"]


def test_mesh_has_a_row_for_each_qualifier_and_both_stars():
    headings = (
        '<MeshHeadingList><MeshHeading><DescriptorName UI="D007649" MajorTopicYN="N">Ketamine'
        '</DescriptorName><QualifierName UI="Q000627" MajorTopicYN="Y">therapeutic use'
        '</QualifierName><QualifierName UI="Q000009" MajorTopicYN="N">adverse effects'
        "</QualifierName></MeshHeading><MeshHeading>"
        '<DescriptorName UI="D006801" AutoHM="Y" MajorTopicYN="Y">Humans</DescriptorName>'
        '</MeshHeading></MeshHeadingList><SupplMeshList><SupplMeshName Type="Protocol" UI="C1">'
        "A protocol</SupplMeshName></SupplMeshList>"
    )
    told = rows("mesh", citation=headings)
    assert [
        (m["kind"], m["position"], m["descriptor_major"], m["qualifier"], m["qualifier_major"])
        for m in told
    ] == [
        ("descriptor", 1, False, "therapeutic use", True),
        ("descriptor", 1, False, "adverse effects", False),
        ("descriptor", 2, True, None, None),
        ("Protocol", 1, None, None, None),
    ]
    assert paper(citation=headings)["mesh_terms"] == ["Ketamine", "Humans"]


def test_ids_are_the_papers_own_never_those_of_its_references():
    cited = (
        "<ReferenceList><Title>Cited</Title><ReferenceList><Reference><Citation>That one."
        '</Citation><ArticleIdList><ArticleId IdType="pubmed">7</ArticleId><ArticleId '
        'IdType="doi">10.1000/other</ArticleId><ArticleId IdType="pmc">PMC9</ArticleId>'
        "</ArticleIdList></Reference></ReferenceList></ReferenceList>"
    )
    told = paper(data=cited)
    assert (told["pmid"], told["doi"], told["pmcid"]) == (99000001, None, None)
    [reference] = rows("references", data=cited)
    assert (reference["pmid"], reference["doi"], reference["pmcid"]) == (7, "10.1000/other", "PMC9")


@pytest.mark.parametrize(
    ("article", "data", "expected"),
    [
        ("", '<ArticleIdList><ArticleId IdType="doi">10.1000/ABC</ArticleId></ArticleIdList>',
         "10.1000/abc"),
        ('<ELocationID EIdType="doi" ValidYN="Y">https://doi.org/10.1000/E</ELocationID>', "",
         "10.1000/e"),
        ('<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>', "", None),
        ('<ELocationID EIdType="pii" ValidYN="Y">S1</ELocationID>', "", None),
    ],
)  # fmt: skip
def test_doi(article, data, expected):
    assert paper(article=article, data=data)["doi"] == expected


@pytest.mark.parametrize(
    ("links", "types", "expected"),
    [
        ([], [], "none"),
        ([], [("D016441", "Retracted Publication")], "retracted"),
        (["RetractionIn"], [], "retracted"),
        (["RetractionOf"], [], "notice"),
        ([], [("D016440", "Retraction Notice")], "notice"),
        (["ErratumFor"], [("D016425", "Published Erratum")], "notice"),
        (["ExpressionOfConcernIn"], [], "concern"),
        (["ErratumIn"], [], "corrected"),
        (["ErratumIn", "ExpressionOfConcernIn"], [], "concern"),
        (["ErratumIn", "RetractionIn"], [], "retracted"),
        (["CommentIn", "UpdateOf"], [], "none"),
    ],
)
def test_retraction_states_are_kept_apart(links, types, expected):
    listed = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>Else.</RefSource></CommentsCorrections>'
        for kind in links
    )
    kinds = "".join(f'<PublicationType UI="{ui}">{name}</PublicationType>' for ui, name in types)
    told = paper(
        citation=f"<CommentsCorrectionsList>{listed}</CommentsCorrectionsList>",
        article=f"<PublicationTypeList>{kinds}</PublicationTypeList>",
    )
    assert told["retraction"] == expected


def test_of_several_versions_the_highest_is_kept():
    first = record(title="Second.", version=2, citation="<GeneSymbolList/>")
    parsed = pubmed.read(document(first, record(pmid=5), record(title="First.", version=1)))
    assert [(p["pmid"], p["title"]) for p in table(parsed, "papers")] == [
        (99000001, "Second."), (5, "A title."),
    ]  # fmt: skip
    assert [(o.source_id, o.version) for o in parsed.origins] == [("99000001", 2), ("5", 1)]


@pytest.mark.parametrize("versions", [(1, 2), (2, 1), (2, 2), (1, 3, 2)])
def test_versions_that_stand_next_to_each_other_are_told_apart(versions):
    told = [record(pmid=5, title=f"Version {v}.", version=v) for v in versions]
    parsed = pubmed.read(document(record(pmid=4), *told, record(pmid=6)))
    titles = {p["pmid"]: p["title"] for p in table(parsed, "papers")}
    assert titles == {4: "A title.", 5: f"Version {max(versions)}.", 6: "A title."}
    assert len(table(parsed, "papers")) == len(table(parsed, "identifiers")) == 3


def test_an_unchanged_record_hashes_equal_in_any_batch():
    one, two = record(pmid=1), record(pmid=2)
    alone = pubmed.read(document(two)).origins[0]
    among = pubmed.read(document(one, two)).origins[1]
    assert alone == among


BOOK = (
    '<PubmedBookArticle><BookDocument><PMID Version="1">99000900</PMID><ArticleIdList>'
    '<ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList><Book><Publisher/>'
    "<BookTitle>Invented Handbook</BookTitle><PubDate><Year>2020</Year><Month>Jan</Month></PubDate>"
    '<AuthorList Type="editors"><Author><LastName>Ed</LastName></Author></AuthorList>'
    "<Isbn>978</Isbn></Book>{title}<Language>eng</Language>"
    "<Abstract><AbstractText>Words.</AbstractText></Abstract></BookDocument>"
    "<PubmedBookData><ArticleIdList><ArticleId IdType='pubmed'>99000900</ArticleId></ArticleIdList>"
    "</PubmedBookData></PubmedBookArticle>"
)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", ("Invented Handbook", None)),
        ("<ArticleTitle>A chapter</ArticleTitle>", ("A chapter", "Invented Handbook")),
    ],
)
def test_a_book_is_kept_beside_articles(title, expected):
    parsed = pubmed.read(document(record(), BOOK.format(title=title)))
    told = table(parsed, "papers")[1]
    assert (told["title"], told["journal"]) == expected
    assert (told["pmid"], told["year"], told["month"], told["abstract"]) == (
        99000900, 2020, 1, "Words.",
    )  # fmt: skip
    assert [a["role"] for a in table(parsed, "authors")] == ["editor"]
    kinds = {(i["kind"], i["value"]) for i in table(parsed, "identifiers")}
    assert {("bookaccession", "NBK1"), ("isbn", "978"), ("pmid", "99000900")} <= kinds


def test_deleted_citations_are_told():
    tail = '<DeleteCitation><PMID Version="1">11</PMID><PMID Version="1">12</PMID></DeleteCitation>'
    assert pubmed.read(document(record(), tail=tail)).deleted == [11, 12]


def test_missing_is_null():
    told = paper()
    empty = {name for name, value in told.items() if value in ("", 0, "None")}
    assert empty == set()
    assert told["abstract"] is None
    assert told["authors"] == []


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)


@given(st.lists(st.tuples(TEXT, st.sampled_from(["i", "b", "sup", "sub", "u"]), TEXT), max_size=4))
def test_any_markup_gives_the_text_without_it(runs):
    from xml.sax.saxutils import escape

    marked = "".join(f"{escape(a)}<{tag}>{escape(b)}</{tag}>" for a, tag, b in runs)
    plain = " ".join("".join(a + b for a, _, b in runs).split()) or None
    assert paper(title=marked)["title"] == plain


def test_an_empty_attribute_is_null_by_either_reader():
    kinds = b'<PublicationTypeList><PublicationType UI="">Comment</PublicationType>'
    body = document(record()).replace(b"</Article>", kinds + b"</PublicationTypeList></Article>")
    row = table(pubmed.read(body), "publication_types")[0]
    assert (row["ui"], row["publication_type"]) == (None, "Comment")
    assert parse_pubmed(body).publication_types["ui"].isna().all()
