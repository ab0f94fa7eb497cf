"""The bundled sample: plainly invented, whole, varied, and rendered from its declarations."""

import csv
import gzip
import io
import re
from collections import Counter
from pathlib import Path

import Bio.Entrez
import pytest
import requests
from lxml import etree

from harvester.query import topic_query
from harvester.sandbox.sample import PMC, PUBMED, TRUTH, generate
from harvester.sandbox.sample.facts import CONDITIONS
from harvester.schema import RETRACTIONS

# How often each trap occurs at least: those that mislead most, in several phrasings.
TRAPS = {
    "respiratory depression": 6, "cardiovascular depression": 2, "myocardial depression": 4,
    "CNS depression": 2, "reflex depression": 2, "synaptic depression": 2,
    "long-term depression": 4, "spreading depression": 4, "economic depression": 1,
    "trauma as injury": 5, "stress response to surgery": 2, "alcohol as solvent": 3,
    "alcohol as reagent": 2, "alcohol as fixative": 1, "alcohol as disinfectant": 2,
    "alcohol as neurolytic": 2, "benzyl alcohol": 2, "alcohol as demographic item": 2,
    "alcohol as exclusion": 1, "fetal ethanol toxicity": 3, "opioids as analgesics": 2,
    "opioid receptor pharmacology": 4, "opioid tolerance": 2, "acute pain": 2,
    "condition as background": 2, "condition as exclusion criterion": 2,
    "generic list of conditions": 2, "condition as future use": 1, "merely anaesthetised": 3,
    "sedation comparison": 2, "perioperative ketamine for mood only": 2,
    "substances as covariates": 2, "substances in a list": 1, "bipolar as an instrument": 1,
    "abuse in another sense": 1,
}  # fmt: skip
# Where each odd shape of a record stands; each must be found.
SHAPES = [
    "PubmedBookArticle/BookDocument/ArticleTitle",
    "PubmedBookArticle/BookDocument/Sections/Section",
    "PubmedBookArticle/BookDocument/Book/AuthorList[@Type='editors']",
    "PubmedBookArticle[not(BookDocument/ArticleTitle)]",
    "//PubmedArticle[not(MedlineCitation/Article/Abstract)]",
    "//PubmedArticle[not(MedlineCitation/Article/AuthorList)]",
    "//Article[count(AuthorList/Author) = 1]/AuthorList/Author/CollectiveName",
    "//Article[count(AuthorList/Author) > 50]",
    "//MedlineCitation[@VersionID]/PMID[@Version='3']",
    "//PubDate/MedlineDate", "//PubDate/Season", "//PubDate[count(*) = 1]/Year", "//PubDate/Day",
    "//PubDate/Month[.='07']",
    "//OtherAbstract[@Language='chi']", "//OtherAbstract[@Type='plain-language-summary']",
    "//VernacularTitle", "//ArticleTitle[.='[Not Available].']", "//ArticleTitle/sup",
    "//AbstractText//*[local-name()='math']", "//Keyword//*[local-name()='math']",
    "//PublicationType[@UI='D016441']", "//PublicationType[@UI='D016440']",
    "//CommentsCorrections[@RefType='RetractionIn'][not(PMID)]",
    *(f"//CommentsCorrections[@RefType='{kind}']" for kind in (
        "RetractionIn", "RetractionOf", "ExpressionOfConcernIn", "ExpressionOfConcernFor",
        "ErratumIn", "ErratumFor", "CommentOn", "UpdateIn", "UpdateOf")),
    *(f"//MedlineCitation[@Status='{status}']" for status in (
        "MEDLINE", "Completed", "In-Process", "In-Data-Review", "Publisher",
        "PubMed-not-MEDLINE", "OLDMEDLINE")),
    "//MedlineCitation[@IndexingMethod='Automated']",
    "//MedlineCitation[@IndexingMethod='Curated']",
    "//DescriptorName[@AutoHM='Y']", "//QualifierName[@AutoHM='Y']",
    "//MeshHeading[DescriptorName/@MajorTopicYN='N']/QualifierName[@MajorTopicYN='Y']",
    "//PubmedData[not(ArticleIdList/ArticleId[@IdType='doi'])]/ReferenceList//ArticleId[@IdType='doi']",
    "//ReferenceList/Reference[not(ArticleIdList)]",
    "//GrantList/Grant[not(Country)]", "//DataBank[count(AccessionNumberList/*) > 1]",
    "//InvestigatorList/Investigator", "//SupplMeshName[@Type='Protocol']",
    "//PersonalNameSubject", "//OtherID", "//GeneralNote", "//GeneSymbol", "//CoiStatement",
    "//CopyrightInformation", "//Author/Suffix", "//Author[@EqualContrib='Y']",
    "//Author[count(AffiliationInfo) > 1]", "//Identifier[starts-with(., 'https://orcid.org/')]",
    "//ELocationID[@EIdType='doi'][@ValidYN='N']", "//ArticleId[contains(., '<605::')]",
    "//ArticleId[@IdType='pmc']", "//ArticleId[@IdType='mid']", "//ArticleId[@IdType='pii']",
    "//Article[count(Language) > 1]", "//AbstractText[@Label='UNASSIGNED']",
    "//AbstractText[@Label][not(text())]", "//ArticleTitle[starts-with(., '=')]",
    "//ArticleTitle[contains(., '<script>')]", "//Keyword[contains(., ';')]", "//Keyword[.='NA']",
    "//AbstractText[contains(., 'كيتامين')]", "//ArticleTitle[contains(., '氯胺酮')]",
]  # fmt: skip


@pytest.fixture(scope="module")
def known():
    return list(csv.DictReader(io.StringIO(TRUTH.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def truth(known):
    """What is known of the papers in PubMed."""
    return [row for row in known if row["pmid"]]


@pytest.fixture(scope="module")
def articles():
    return etree.fromstring(gzip.decompress(PMC.read_bytes()))


@pytest.fixture(scope="module")
def reply():
    return etree.fromstring(gzip.decompress(PUBMED.read_bytes()))


def values(truth, column, sign="; "):
    return Counter(value for row in truth for value in row[column].split(sign) if value)


def test_the_files_are_what_the_declarations_give():
    for name, body in generate.files().items():
        kept = (PUBMED.parent / name).read_bytes()
        again = "run `python -m harvester.sandbox.sample` and commit what it writes"
        assert (gzip.decompress(kept) if name.endswith(".gz") else kept) == body, again


def test_the_packed_files_are_small_and_bear_no_time():
    packed = [path.read_bytes() for path in PUBMED.parent.glob("*.gz")]
    assert sum(map(len, packed)) < 1_500_000
    assert all(body[4:8] == bytes(4) for body in packed)


def test_it_is_large_and_plainly_invented(reply, truth):
    pmids = reply.xpath("*/MedlineCitation/PMID/text() | */BookDocument/PMID/text()")
    assert sorted(map(int, pmids)) == [99_000_001 + place for place in range(len(truth))]
    assert len(truth) >= 340
    assert sum(row["on_topic"] == "1" for row in truth) >= 300
    titles = reply.xpath("//Journal/Title/text() | //BookTitle/text() | //Affiliation/text()")
    assert not [text for text in titles if "sample" not in text.lower()]


def test_the_topic_finds_exactly_what_is_on_topic(sandbox, truth):
    query = {"db": "pubmed", "term": topic_query("ketamine").text, "retmax": 9999}
    answer = requests.post(f"{sandbox(PUBMED).url}esearch.fcgi", data=query, timeout=60)
    found = etree.fromstring(answer.content).xpath("IdList/Id/text()")
    by_pmid = {row["pmid"]: row["key"] for row in truth}
    wanted = {row["key"] for row in truth if row["on_topic"] == "1"}
    assert {by_pmid[pmid] for pmid in found} == wanted


def test_the_topic_finds_in_pmc_exactly_what_is_on_topic(sandbox, known):
    query = {"db": "pmc", "term": topic_query("ketamine", "pmc").text, "retmax": 9999}
    answer = requests.post(f"{sandbox(PMC).url}esearch.fcgi", data=query, timeout=60)
    found = etree.fromstring(answer.content).xpath("IdList/Id/text()")
    wanted = {row["pmcid"] for row in known if row["pmcid"] and row["on_topic"] == "1"}
    in_pubmed_alone = {"PMC99000001"}
    assert {f"PMC{number}" for number in found} == wanted - in_pubmed_alone


def test_the_articles_of_pmc_are_of_every_kind(articles, known, reply):
    assert len(articles) >= 20
    closed = [one for one in articles if one.find("body") is None]
    assert len(closed) >= 3
    assert all(isinstance(one[0], etree._Comment) for one in closed)
    ids = articles.xpath("//article-id/@pub-id-type")
    assert {"pmc", "pmcid", "pmcid-ver", "pmid", "doi", "manuscript"} <= set(ids)
    licences = set(articles.xpath("//meta-value[../meta-name='pmc-license-ref']/text()"))
    assert licences == {"CC BY", "CC BY-NC-ND", "CC BY-SA", "CC0"}  # CC BY-NC is in the old form
    for part in ("table-wrap", "fig", "disp-formula", "supplementary-material", "award-group",
                 "trans-abstract", "notes", "article-version[.='2']"):  # fmt: skip
        assert articles.xpath(f"//{part}"), part
    linked = set(reply.xpath("//PubmedData/ArticleIdList/ArticleId[@IdType='pmc']/text()"))
    numbers = articles.xpath("//article-id[@pub-id-type='pmcid']/text()")
    assert len(linked & set(numbers)) >= 10
    both = {row["pmcid"] for row in known if row["pmid"] and row["pmcid"]}
    assert both - linked == {"PMC99000008"}  # PubMed does not know of it yet
    assert [row for row in known if not row["pmid"]]


def test_it_obeys_the_dtd_that_it_names(reply):
    folder = Path(Bio.Entrez.__file__).with_name("DTDs")
    dtd = etree.DTD(str(folder / "pubmed_250101.dtd"))
    assert dtd.validate(reply), dtd.error_log


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_record_occurs(reply, shape):
    assert reply.xpath(shape)


def test_every_condition_occurs_as_label_population_and_otherwise(truth):
    for key in CONDITIONS:
        labelled = [row for row in truth if row[key] == "1"]
        assert len(labelled) >= 8, key
        assert any(row[f"population_{key}"] == "0" for row in labelled), key
    foci = {focus.partition(":")[2] for row in truth for focus in row["focus"].split("; ")}
    assert foci >= {"primary", "secondary", "mention"}
    # Nobody is chosen for an anaesthetic or for sparing opioids: those have no population.
    nobody = {k for k in CONDITIONS if all(row[f"population_{k}"] == "0" for row in truth)}
    assert nobody == {"opioid_sparing", "anaesthesia"}


def test_every_trap_occurs(truth):
    found = values(truth, "trap")
    assert {trap: found[trap] for trap, least in TRAPS.items() if found[trap] < least} == {}


def test_every_attribute_has_its_values(truth):
    assert values(truth, "species", "+").keys() == {"human", "animal", "in_vitro", "none"}
    assert values(truth, "design").keys() == {
        "rct", "nonrandomised_trial", "observational", "case_report", "protocol", "other",
        "systematic_review", "narrative_review", "animal_experiment", "in_vitro",
    }  # fmt: skip
    assert values(truth, "routes", "+").keys() == {
        "iv", "intranasal", "im", "sc", "oral", "sublingual", "ip", "neuraxial", "other"
    }  # fmt: skip
    assert values(truth, "forms", "+").keys() == {
        "ketamine",
        "esketamine",
        "arketamine",
        "metabolite",
    }
    units = {dose.partition(" ")[2] for dose in values(truth, "doses")}
    assert units >= {"mg/kg", "mg", "mg/kg/h", "mcg/kg/min", "mg/h", "g"}
    assert set(values(truth, "retraction")) == set(RETRACTIONS)
    for column in ("infusion_duration", "sessions", "comparator", "instrument", "adverse_effect",
                   "onset", "follow_up", "registry", "subgroup"):  # fmt: skip
        assert len(values(truth, column)) >= 4, column


def test_what_the_truth_says_stands_in_the_text(reply, truth):
    texts = {}
    for record in reply:
        pmid = record.xpath("MedlineCitation/PMID/text() | BookDocument/PMID/text()")[0]
        told = record.xpath(".//ArticleTitle | .//Abstract/AbstractText")
        texts[pmid] = " ".join(" ".join(part.itertext()) for part in told).lower()
    missing = [
        (row["key"], column, value)
        for row in truth
        for column in ("instrument", "adverse_effect", "comparator", "registry")
        for value in row[column].split("; ")
        if value.lower() not in texts[row["pmid"]]
    ]
    assert missing == []


def test_the_years_and_their_abstracts_are_alive(reply, truth):
    years = Counter(int(row["year"]) for row in truth)
    assert min(years) == 1970
    assert max(years) == 2026
    assert len(years) >= 50
    since_2015 = sum(count for year, count in years.items() if year >= 2015)
    assert since_2015 > len(truth) / 3
    sentences = Counter(" ".join(part.itertext()) for part in reply.iter("AbstractText"))
    assert max(count for text, count in sentences.items() if len(text) > 120) == 1


def runs(text, length=10):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_no_ten_words_in_a_row_stand_in_a_real_record(corpus, reply):
    """Only set phrases of the field ("ketamine 0.5 mg/kg over 40 min") are shorter and shared."""
    real = set()
    for path in (corpus / "pubmed").glob("*.xml.gz"):
        for part in etree.fromstring(gzip.decompress(path.read_bytes())).iter(
            "ArticleTitle", "AbstractText"
        ):
            real |= runs(" ".join(part.itertext()))
    ours = set()
    for part in reply.iter("ArticleTitle", "AbstractText"):
        ours |= runs(" ".join(part.itertext()))
    assert len(real) > 100_000
    assert ours & real == set()
