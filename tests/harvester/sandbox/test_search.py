"""The query language: what PubMed makes of a term, held against NCBI's documented behaviour."""

import pytest

from harvester.errors import QueryError
from harvester.sandbox.records import cut
from harvester.sandbox.search import search
from harvester.sandbox.shelf import Shelf

from .invented import article, book, jats, pmc, pubmed

RECORDS = pubmed(
    article(1, "Ketamine for treatment-resistant depression", "Rapid relief.", day="2020/01/31",
            year=2020, mesh=["Ketamine", "Depressive Disorder, Treatment-Resistant"],
            revised="2024/05/06", names=[("Müller", "Eva"), ("Ng", "Bo")], doi="10.1000/One"),
    article(2, "Intranasal esketamine", "Depression; long-term outcomes of ketamine.",
            day="2020/02/01", year=2021, types=("Randomized Controlled Trial",),
            status="Publisher"),
    article(3, "Respiratory depression and opioids", "", day="1999/12/31", year=1999,
            mesh=["Respiratory Insufficiency"], types=("Review",)),
    article(40, "A ketamine-like compound in mice", "Ketamine&#x2011;induced.", year=2015,
            day="2015/06/07", mesh=["Alcoholism"], pmc="PMC7"),
    book(500),
)  # fmt: skip


@pytest.fixture(scope="module")
def shelf():
    made = Shelf("pubmed")
    made.put(cut(RECORDS).records)
    return made


@pytest.mark.parametrize(
    ("term", "uids"),
    [
        ("ketamine[tiab]", {1, 2, 40, 500}),
        ("ketamine[Title/Abstract]", {1, 2, 40, 500}),
        ("ketamine [tiab]", {1, 2, 40, 500}),
        ("ketamine[ti]", {1, 40, 500}),
        ("KETAMINE[TIAB]", {1, 2, 40, 500}),
        ("ketamin*[ti]", {1, 40, 500}),
        ("*ketamine[ti]", {1, 2, 40, 500}),
        ('"treatment resistant depression"[tiab]', {1}),
        ('"depression treatment"[tiab]', set()),
        ("treatment-resistant[ti]", {1}),
        ("esketamine[tiab] OR mice[tiab]", {2, 40}),
        ("ketamine[tiab] AND depression[tiab]", {1, 2}),
        ("ketamine[tiab] NOT depression[tiab]", {40, 500}),
        ("ketamine[tiab] AND (mice[tiab] OR nasal[tiab] OR relief[tiab])", {1, 40}),
        # Left to right, none before another: (mice OR relief) AND depression.
        ("mice[tiab] OR relief[tiab] AND depression[tiab]", {1}),
        # Words that stand together are one phrase for a tag, an AND of concepts without one.
        ("ketamine mice", {40}),
        ("ketamine and the mice", {40}),
        # The tag of a group is ignored: its words are mapped, to any field.
        ("(respiratory OR mice)[ta]", {3, 40}),
        ("ketamine[nosuchfield]", {1, 2, 40, 500}),
        ('"Ketamine"[MeSH Terms]', {1}),
        ('"ketamine"[mh:noexp]', {1}),
        ("Depressive Disorder[mh]", {1}),
        ('"Depressive Disorder"[mh:noexp]', set()),
        ("Alcohol Use Disorder[mh]", {40}),
        ('"long term depression"[tiab:~2]', {2}),
        ('"outcomes ketamine"[tiab:~1]', {2}),
        ('"outcomes ketamine"[tiab:~0]', set()),
        ("muller e[au]", {1}),
        ("Müller[au]", {1}),
        ("Muller Eva[au]", {1}),
        ("muller[1au]", {1}),
        ("ng[1au]", set()),
        ("ng[lastau]", {1}),
        ("10.1000/one[doi]", {1}),
        ("10.1000/one[aid]", {1}),
        ("Inv J Tests[ta]", {1, 2, 3, 40}),
        ("0000-0001[ta]", {1, 2, 3, 40}),
        ("review[pt]", {3}),
        ("randomized controlled trial[pt]", {2}),
        ("english[la]", {1, 2, 3, 40, 500}),
        ("eng[la]", {1, 2, 3, 40, 500}),
        ("hasabstract", {1, 2, 40}),
        ("ketamine AND hasabstract[text]", {1, 2, 40}),
        ("all[sb]", {1, 2, 3, 40, 500}),
        ("all [SB] NOT pubmed books [SB]", {1, 2, 3, 40}),
        ("publisher[sb]", {2}),
        ("medline[filter]", {1, 3, 40}),
        ("pubmed pmc[filter]", {40}),
        ("40", {40}),
        ("40 500 999", {40, 500}),
        ("40[uid]", {40}),
        ("2:40[UID]", {2, 3, 40}),
        ("ketamine[tiab] AND 2 : 40 [UID]", {2, 40}),
        ("2020[edat]", {1, 2, 500}),
        ("2020/01[edat]", {1, 500}),
        ("2020/01/31[edat]", {1}),
        ('"2020/01/01"[edat] : "2020/01/31"[edat]', {1, 500}),
        ("2020/01/31:2020/02/01[edat]", {1, 2}),
        ("2020/02:3000[edat]", {2}),
        ("2021[dp]", {2}),
        ("2024/05[mdat]", {1}),
        ("2024/05/06[lr]", {1}),
        ("(ketamine[ti]", {1, 40, 500}),
        ("ketamine[ti])", {1, 40, 500}),
        ("AND ketamine[ti] AND", {1, 40, 500}),
        ("", set()),
        ("()", set()),
    ],
)
def test_what_a_term_finds(shelf, term, uids):
    assert search(shelf, term).uids == uids


@pytest.mark.parametrize(
    ("term", "written"),
    [
        ("ketamine", '"ketamine"[MeSH Terms] OR "ketamine"[All Fields]'),
        ("mice", '"mice"[All Fields]'),
        ('"Ketamine"[mh]', '"ketamine"[MeSH Terms]'),
        ("ketamin*[tiab]", '"ketamin*"[Title/Abstract]'),
        ("2023[pdat]", "2023/01/01:2023/12/31[Date - Publication]"),
        ("2023/01/01:2023/01/31[edat]", "2023/01/01:2023/01/31[Date - Entry]"),
        ("1:7500[UID]", "1:7500[UID]"),
        ("asthma[foo]", '"asthma"[All Fields]'),
        ("esketamine[nm]", '"esketamine"[Supplementary Concept]'),
        (
            "ketamine AND mice[ti]",
            '("ketamine"[MeSH Terms] OR "ketamine"[All Fields]) AND "mice"[Title]',
        ),
        (
            "a1[ti] OR a2[ti] AND a3[ti]",
            '("a1"[Title] OR "a2"[Title]) AND "a3"[Title]',
        ),
        ("a1[ti] AND (a2[ti] OR a3[ti])", '"a1"[Title] AND ("a2"[Title] OR "a3"[Title])'),
        ("muller e[au]", "muller e[Author]"),
    ],
)
def test_how_a_query_is_translated(shelf, term, written):
    assert search(shelf, term).translation == written


def test_a_mesh_name_of_several_words_is_mapped_whole(shelf):
    found = search(shelf, "treatment resistant depression ketamine")
    assert found.uids == {1}
    assert [said for said, _ in found.translated] == ["treatment resistant depression", "ketamine"]
    assert found.translated[1][1] == '"ketamine"[MeSH Terms] OR "ketamine"[All Fields]'


def test_a_term_without_a_hit_is_named(shelf):
    found = search(shelf, "qzxwvunonsenseterm")
    assert found.quoted_not_found == ['"qzxwvunonsenseterm"']
    assert found.messages == ["No items found."]


def test_an_unknown_phrase_is_left_out_and_named(shelf):
    unknown = frozenset({"ketamin hydrochloride"})
    for operator in ("AND", "OR", "NOT"):
        term = f'ketamine[ti] {operator} "ketamin hydrochloride"[tiab]'
        found = search(shelf, term, unknown)
        assert found.uids == {1, 40, 500}
        assert found.translation == '"ketamine"[Title]'
        assert found.quoted_not_found == ['"ketamin hydrochloride"']


def test_stopwords_alone_are_ignored_and_named(shelf):
    found = search(shelf, "the[tiab] AND ketamine[ti]")
    assert (found.uids, found.ignored) == ({1, 40, 500}, ["the"])


def test_a_thousand_ids_and_a_thousand_parentheses(shelf):
    many = " OR ".join(f"{n}[uid]" for n in range(1, 5000))
    assert search(shelf, many).uids == {1, 2, 3, 40, 500}
    with pytest.raises(QueryError, match="nests more than"):
        search(shelf, "(" * 1000 + "ketamine" + ")" * 1000)


def test_pmc_is_searched_by_its_own_fields():
    made = Shelf("pmc")
    made.put(
        cut(
            pmc(
                jats(5, "Ketamine", "The body says norketamine.", pmid=9, live="2021-05-06"),
                jats(6, "Other", "Nothing.", open_access="no", live="2022-01-01", licence="by-nc"),
            )
        ).records
    )
    for term, uids in {
        "norketamine[body]": {5},
        "norketamine": {5},
        "ketamine[ti]": {5},
        "open_access[filter]": {5},
        "author_manuscript[filter]": set(),
        "cc_by_license[filter]": {5},
        "cc_by-nc_license[filter]": {6},
        "2021[pmcrdat]": {5},
        "2021/05/06:2022/12/31[pmcrdat]": {5, 6},
        "5:5[uid]": {5},
        "PMC5[pmcid]": {5},
        "9[pmid]": {5},
    }.items():
        assert search(made, term).uids == uids, term


def test_records_changed_or_taken_away_are_found_so():
    made = Shelf("pubmed")
    made.put(cut(RECORDS).records)
    assert search(made, "ketamine[ti]").uids == {1, 40, 500}
    made.drop([1])
    made.put(cut(pubmed(article(2, "Ketamine now in the title", version=2))).records)
    made.put(cut(pubmed(article(40, "Ketamine in an older version", version=0))).records)
    made.touch(3, 20261123)
    assert search(made, "ketamine[ti]").uids == {2, 40, 500}
    assert search(made, "older[ti]").uids == set()
    assert search(made, "2026/11[mdat]").uids == {3}


def test_a_record_that_is_not_well_formed_is_still_there():
    made = Shelf("pubmed")
    broken = article(7, "Ketamine").replace("</ArticleTitle>", "")
    made.put(cut(pubmed(broken)).records)
    assert search(made, "7[uid]").uids == {7}
    assert search(made, "all[sb]").uids == {7}
