"""JATS of PMC: both forms of EFetch, bare articles, closed ones, and every part of the text."""

import tarfile
from xml.etree import ElementTree

import pytest

from harvester import parse_jats
from harvester.errors import ParseError
from harvester.schema import TABLES
from harvester.sources import jats
from tests.records.jats import IDS_2025, article, article_set


def tables(body):
    parsed = jats.read(body, "reply.xml")
    assert parsed.rejected == []
    return {
        name: [dict(zip(TABLES[name].names, row, strict=True)) for row in rows]
        for name, rows in parsed.rows.items()
    }


def paper(**parts):
    return tables(article_set(article(**parts)))["papers"][0]


def rows(name, **parts):
    return tables(article_set(article(**parts)))[name]


@pytest.mark.parametrize(("ids", "version"), [(IDS_2025, None), (None, 2)])
def test_both_shapes_of_ids(ids, version):
    body = article_set(article(ids=ids) if ids else article())
    told = tables(body)["papers"][0]
    assert (told["paper_id"], told["pmid"], told["pmcid"]) == (
        "pmid:99000001", 99000001, "PMC99000001",
    )  # fmt: skip
    [origin] = jats.read(body).origins
    assert (origin.source, origin.source_id, origin.version) == ("pmc", "PMC99000001", version)


def test_a_paper_without_pmid_is_known_by_its_pmcid():
    only = '<article-id pub-id-type="pmcid">PMC7</article-id>'
    assert paper(ids=only)["paper_id"] == "pmcid:PMC7"


def test_a_bare_article_with_its_own_doctype_is_read():
    body = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS '
        b'(Z39.96) Journal Archiving DTD v1.3 20210610//EN" "JATS-archivearticle1-3.dtd">\n'
        + article(attrs='xmlns:xlink="http://www.w3.org/1999/xlink"').encode()
    )
    assert tables(body)["papers"][0]["title"] == "A title"


def test_a_closed_article_is_kept_with_its_front():
    closed = article(body="", before="<!--The publisher does not allow downloading.-->")
    told = tables(article_set(closed))
    assert told["papers"][0]["title"] == "A title"
    assert told["sections"] == []


def test_ids_that_are_not_available_are_no_records():
    missing = '<error id="9">The following PMCID is not available: 9</error>'
    parsed = jats.read(article_set(missing, article(), '<Reply Id="8" error="none"/>x</Reply>'))
    assert len(parsed.rows["papers"]) == 1


def test_one_bad_article_is_kept_aside():
    parsed = jats.read(article_set(article(title="a & b"), article(), article(ids="", title="")))
    assert [row[1] for row in parsed.rows["papers"]] == [99000001]
    assert "not well-formed" in parsed.rejected[0].reason
    assert "nothing tells which paper" in parsed.rejected[1].reason


def test_a_document_of_another_kind_is_an_error():
    with pytest.raises(ParseError, match="wanted the root <pmc-articleset>, got <html>"):
        jats.read(b"<html></html>")


@pytest.mark.parametrize(
    ("permissions", "custom", "expected"),
    [
        ("", "<meta-name>pmc-license-ref</meta-name><meta-value>CC BY-NC</meta-value>", "CC BY-NC"),
        ('<license xlink:href="https://creativecommons.org/licenses/by-nc-nd/4.0/"/>', "",
         "CC BY-NC-ND"),
        ("<license><license-p>See http://creativecommons.org/licenses/by/3.0/.</license-p></license>",
         "", "CC BY"),
        ("<license><license-p>the Creative Commons Attribution Non-Commercial Share Alike Licence"
         "</license-p></license>", "", "CC BY-NC-SA"),
        ("<license><license-p>CC0: public domain</license-p></license>", "", "CC0"),
        ("<license><license-p>All rights reserved.</license-p></license>", "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_licence(permissions, custom, expected):
    meta = f"<permissions>{permissions}</permissions>"
    meta += f"<custom-meta-group><custom-meta>{custom}</custom-meta></custom-meta-group>"
    assert paper(meta=meta)["license"] == expected


@pytest.mark.parametrize(
    ("before", "value", "expected"),
    [
        ("<?properties open_access?>", "", True),
        ("", "yes", True),
        ("", "no", False),
        ("", "", None),
    ],
)
def test_openness_from_either_place(before, value, expected):
    custom = (
        "<custom-meta-group><custom-meta><meta-name>pmc-prop-open-access</meta-name>"
        f"<meta-value>{value}</meta-value></custom-meta></custom-meta-group>"
    )
    assert paper(before=before, meta=custom if value else "")["open_access"] is expected


def test_sections_with_nested_headings_floats_and_lists():
    body = (
        '<body><p>Lead.</p><sec sec-type="methods"><title>Methods</title><p>First.</p><p>Second '
        '<xref ref-type="bibr">1</xref>.</p><sec><title>Drug</title><p>5 mg<sup>-1</sup>'
        "<fig><label>Figure 1.</label><caption><title>Flow</title><p>Of <i>it</i>.</p></caption>"
        "</fig>.</p><list><list-item><p>one</p></list-item><list-item><p>two</p></list-item></list>"
        "</sec></sec><sec><title>Results</title><table-wrap><label>Table 1</label><caption>"
        "<p>Doses</p></caption><table><thead><tr><th>Arm</th><th>n</th></tr></thead><tbody><tr>"
        "<td>Ketamine</td><td>12</td></tr><tr><td/><td>7</td></tr></tbody></table>"
        "<table-wrap-foot><fn><p>n, number</p></fn></table-wrap-foot></table-wrap></sec></body>"
    )
    told = [(s["kind"], s["label"], s["category"], s["text"]) for s in rows("sections", body=body)]
    assert told == [
        ("body", None, None, "Lead."),
        ("body", "Methods", "methods", "First.\nSecond 1."),
        ("body", "Methods > Drug", "methods", "5 mg-1.\none\ntwo"),
        ("figure", "Figure 1.", None, "Flow\nOf it."),
        ("table", "Table 1", None, "Doses\nArm\tn\nKetamine\t12\n\t7\nn, number"),
    ]


def test_a_box_is_told_once_and_tex_never():
    body = (
        "<body><sec><title>A</title><boxed-text><sec><title>B</title><p>In.</p></sec></boxed-text>"
        "<p>x <inline-formula><alternatives><tex-math>\\documentclass</tex-math><mml:math>"
        "<mml:mi>p</mml:mi></mml:math></alternatives></inline-formula> y</p></sec></body>"
    )
    texts = [s["text"] for s in rows("sections", body=body)]
    assert texts == ["x p y", "In."]


def test_statements_are_found_by_type_or_heading():
    meta = "<funding-group><funding-statement>Paid by X.</funding-statement></funding-group>"
    back = (
        '<back><ack><title>Acknowledgements</title><p>Thanks.</p></ack><sec sec-type="'
        'data-availability"><title>Data</title><p>At Y.</p></sec><notes><title>Availability of '
        "data and materials</title><p>On request.</p></notes><fn-group><fn fn-type='conflict'>"
        "<p>None.</p></fn><fn fn-type='financial-disclosure'><p>Grant Z.</p></fn></fn-group></back>"
    )
    told = [(s["kind"], s["text"]) for s in rows("sections", meta=meta, back=back, body="")]
    assert told == [
        ("funding", "Paid by X."),
        ("acknowledgement", "Thanks."),
        ("data_availability", "At Y."),
        ("data_availability", "On request."),
        ("back", "None."),
        ("funding", "Grant Z."),
    ]


def test_structured_and_other_abstracts():
    meta = (
        "<abstract><title>Abstract</title><sec><title>Aim:</title><p>To see.</p><p>More.</p>"
        "</sec><sec><title>Results</title><p>Seen.</p></sec></abstract>"
        '<abstract abstract-type="graphical"><p>A picture.</p></abstract>'
        '<trans-abstract xml:lang="fr"><p>Voir.</p></trans-abstract>'
    )
    told = tables(article_set(article(meta=meta, body="")))
    assert told["papers"][0]["abstract"] == "Aim: To see. More.\nResults: Seen."
    assert [(s["kind"], s["category"], s["language"]) for s in told["sections"]] == [
        ("abstract", None, None), ("abstract", None, None),
        ("other_abstract", "graphical", None), ("other_abstract", None, "fr"),
    ]  # fmt: skip


def test_people_with_affiliations_by_reference_inside_and_alone():
    meta = (
        '<contrib-group><contrib contrib-type="author"><contrib-id contrib-id-type="orcid">'
        "https://orcid.org/0000-0002-1825-0097</contrib-id><name><surname>Mora</surname>"
        '<given-names initials="AB">Ana B.</given-names></name><xref ref-type="aff" rid="a1 a2"/>'
        '</contrib><contrib contrib-type="author"><name><surname>Vu</surname><given-names>Jean-Paul'
        "</given-names></name><aff>Own place</aff></contrib><contrib contrib-type='author'><collab>"
        "The Group<contrib-group><contrib><name><surname>No</surname></name></contrib>"
        "</contrib-group></collab></contrib><contrib contrib-type='editor'><name><surname>Ed"
        "</surname></name></contrib></contrib-group>"
        '<aff id="a1"><label>1</label>One</aff><aff id="a2"><sup>2</sup>Two</aff>'
    )
    mora, vu, group, editor = rows("authors", meta=meta)
    assert (mora["affiliations"], mora["orcid"]) == (["One", "Two"], "0000-0002-1825-0097")
    assert (vu["initials"], vu["affiliations"]) == ("JP", ["Own place"])
    assert (group["collective_name"], editor["role"]) == ("The Group", "editor")
    assert paper(meta=meta)["authors"] == ["Mora AB", "Vu JP", "The Group"]


def test_grants_keywords_links_and_references():
    meta = (
        '<kwd-group kwd-group-type="author"><kwd>keta<italic>mine</italic></kwd></kwd-group>'
        "<kwd-group kwd-group-type='abbreviations'><kwd>K</kwd></kwd-group><funding-group>"
        '<award-group><funding-source country="Spain">Funder</funding-source><award-id>1</award-id>'
        "<award-id>2</award-id></award-group></funding-group><related-article "
        'related-article-type="retraction-forward" ext-link-type="pmid" xlink:href="5"/>'
        '<related-article related-article-type="new-kind" ext-link-type="doi" xlink:href="10.1/x"/>'
    )
    back = (
        "<back><ref-list><ref><mixed-citation>A. <source>J Inv</source> 2020. <pub-id "
        'pub-id-type="pmid">11</pub-id><pub-id pub-id-type="doi">10.1000/R</pub-id>'
        "</mixed-citation></ref><ref><element-citation><person-group><name><surname>Mora</surname><given-names>AB"
        "</given-names></name></person-group><article-title>On it.</article-title><source>J Inv"
        "</source><year>2021</year><volume>3</volume><fpage>4</fpage><lpage>9</lpage>"
        "</element-citation></ref></ref-list></back>"
    )
    told = tables(article_set(article(meta=meta, back=back)))
    assert [k["keyword"] for k in told["keywords"]] == ["ketamine"]
    assert [(g["grant_id"], g["agency"], g["country"]) for g in told["grants"]] == [
        ("1", "Funder", "Spain"), ("2", "Funder", "Spain"),
    ]  # fmt: skip
    assert [(k["kind"], k["pmid"], k["citation"]) for k in told["links"]] == [
        ("RetractionIn", 5, "5"), ("new-kind", None, "10.1/x"),
    ]  # fmt: skip
    assert told["papers"][0]["retraction"] == "retracted"
    first, second = told["references"]
    assert (first["citation"], first["pmid"], first["doi"]) == ("A. J Inv 2020.", 11, "10.1000/r")
    assert second["citation"] == "Mora AB. On it. J Inv. 2021;3:4-9."


def test_dates_of_the_issue_come_before_those_of_the_page():
    epub = '<pub-date pub-type="epub"><day>3</day><month>5</month><year>2024</year></pub-date>'
    issue = '<pub-date pub-type="ppub"><season>Spring</season><year>2025</year></pub-date>'
    release = '<pub-date pub-type="pmc-release"><year>2026</year></pub-date>'
    assert paper(meta=release + epub + issue)["date_precision"] == "season"
    assert (paper(meta=release + epub)["year"], paper(meta=release + epub)["day"]) == (2024, 3)
    assert paper(meta=release)["year"] is None


def test_every_reply_of_the_corpus(corpus, tmp_path):
    with tarfile.open(corpus / "pmc" / "ketamine_depression.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    paths = sorted(tmp_path.rglob("*.xml"))
    assert len(paths) == 36
    for path in paths:
        told = parse_jats(path)
        assert (len(told.papers), len(told.rejected)) == (1, 0)
        paper = told.papers.iloc[0]
        node = ElementTree.parse(path).find("article")
        meta = node.find("front/article-meta")
        ids = {n.get("pub-id-type"): n.text for n in meta.findall("article-id")}
        assert (paper["pmcid"], str(paper["pmid"])) == (ids["pmcid"], ids["pmid"])
        assert paper["pmcid"] == path.stem
        assert paper["open_access"]
        title = "".join(meta.find("title-group/article-title").itertext())
        assert paper["title"].startswith(" ".join(title.split())[:40])
        people = meta.findall("contrib-group/contrib[@contrib-type='author']")
        assert len(told.authors.query("role == 'author'")) == len(people)
        assert set(told.sections["kind"]) >= {"body"}
        figures = [n for n in [*node.find("body").iter("fig"), *node.findall("floats-group/fig")]
                   if n.find("caption") is not None]  # fmt: skip
        assert (told.sections["kind"] == "figure").sum() == len(figures)
        assert (told.sections["text"].str.len() > 0).all()
        assert len(told.references) == sum(
            len([c for c in ref.iter() if c.tag in ("mixed-citation", "element-citation")])
            for ref in node.findall("back//ref")
        )
