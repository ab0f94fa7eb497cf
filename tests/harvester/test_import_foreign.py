"""`ketlit import` of what other databases export: joined where it is proven, told why."""

import json

import pytest

from harvester import load
from harvester.sources import detect

NAMELESS = "it has no PMID, PMCID, DOI or title: nothing tells which paper it is"
PUBMED = """<PubmedArticleSet>
<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">99000001</PMID>
<Article><Journal><JournalIssue><Volume>12</Volume><PubDate><Year>2021</Year></PubDate>
</JournalIssue><Title>Journal of Invented Results</Title></Journal>
<ArticleTitle>Ketamine for low mood: an invented trial.</ArticleTitle>
<Pagination><MedlinePgn>101-9</MedlinePgn></Pagination></Article><MedlineJournalInfo/>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">99000001</ArticleId>
<ArticleId IdType="doi">10.1000/one</ArticleId></ArticleIdList></PubmedData></PubmedArticle>
</PubmedArticleSet>"""
PLACE = "PY  - 2021\nVL  - 12\nSP  - 101\nEP  - 109\n"
TITLE = "TI  - Ketamine for low mood: An invented trial\n"
RIS = (
    f"TY  - JOUR\n{TITLE}{PLACE}DB  - Embase\nU2  - L1\nER  - \n"
    f"TY  - JOUR\n{TITLE}PY  - 2021\nDO  - 10.1000/ONE\nDB  - Scopus\nAN  - 2-s2.0-1\nER  - \n"
    f"TY  - JOUR\n{TITLE}PY  - 2021\nAN  - PMID:99000001\nDB  - PsycInfo\nID  - 2021-1\nER  - \n"
    f"TY  - JOUR\n{TITLE}{PLACE.replace('101', '201')}DB  - Cochrane\nID  - CN-1\nER  - \n"
    "TY  - JOUR\nPY  - 2021\nER  - \n"
)
CSV = (
    "Title,Author Names,Publication Year,First Page,Volume,Medline PMID,Embase Accession ID\r\n"
    '"Ketamine for low mood: an invented trial","Öst A.; Berg J.",2021,101,12,,L9\r\n'
    '"Arketamine in invented rats","Öst A.",2022,,,99000009,L10\r\n'
)


@pytest.fixture
def imported(ketlit, tmp_path):
    def bring(**texts):
        for name, text in texts.items():
            (tmp_path / name.replace("_", ".")).write_text(text, encoding="utf-8")
        names = [name.replace("_", ".") for name in texts]
        done = ketlit("--data-dir", "data", "import", "--json", *names, check=0)
        return json.loads(done.stdout)["files"]

    return bring


def test_each_record_joins_its_paper_and_says_why(imported, tmp_path):
    pubmed, ris = imported(a_xml=PUBMED, b_ris=RIS)
    assert (pubmed["source"], ris["source"]) == ("pubmed", "ris")
    assert ris["records"] == 5
    assert ris["rejected"] == 1
    assert {one["record"]: (one["paper_id"], one["why"]) for one in ris["matched"]} == {
        "Embase:L1": ("pmid:99000001", "title, year and pages"),
        "Scopus:2-s2.0-1": ("pmid:99000001", "doi"),
        "PsycInfo:PMID:99000001": ("pmid:99000001", "pmid"),
    }
    corpus = load(tmp_path / "data")
    assert len(corpus.papers) == 2  # the one on page 201 is another paper, by all that is printed
    assert corpus.papers["source"].tolist() == ["pubmed", "ris"]
    assert corpus.rejected["reason"].tolist() == [NAMELESS]


def test_csv_comes_in_too_and_twice_changes_nothing(imported, tmp_path):
    _, csv = imported(a_xml=PUBMED, c_csv=CSV)
    assert [one["why"] for one in csv["matched"]] == ["title, year and pages"]
    assert csv["new"] == ["pmid:99000009"]
    again = imported(c_csv=CSV)[0]
    assert (again["new"], again["changed"], again["unchanged"]) == ([], [], 2)
    paper = load(tmp_path / "data").papers.iloc[0]
    assert paper["title"] == "Ketamine for low mood: an invented trial."
    assert paper["volume"] == "12"


def test_the_order_of_the_files_does_not_matter(imported, tmp_path):
    imported(b_ris=RIS)
    imported(a_xml=PUBMED)
    papers = load(tmp_path / "data").papers
    assert len(papers) == 2
    assert set(papers["pmid"].dropna()) == {99000001}


def test_rebuild_brings_the_same_papers(imported, ketlit, tmp_path):
    imported(a_xml=PUBMED, b_ris=RIS, c_csv=CSV)
    before = load(tmp_path / "data").papers
    (tmp_path / "data" / "papers.sqlite").unlink()
    ketlit("--data-dir", "data", "rebuild", check=0)
    assert load(tmp_path / "data").papers.equals(before)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xef\xbb\xbfTY  - JOUR\r\n", "ris"),
        (b"Provider: EBSCOhost\nContent: text/plain\n\nTY  - JOUR\n", "ris"),
        (b'\xef\xbb\xbf"Authors","Title","Year"\n', "csv"),
        (b"Cochrane ID;Title;Author(s)\n", "csv"),
        (b'"TITLE","A title"\n', "csv"),
        (b'"SEARCH QUERY"\n', "csv"),
        (b"PMID- 1\nOWN - NLM\n", "medline"),
        (b"<PubmedArticleSet>", "pubmed"),
    ],
)
def test_formats_are_known_by_how_they_begin(head, name):
    assert detect(head) == name


def test_a_file_of_no_known_format_names_those_there_are(ketlit, tmp_path):
    (tmp_path / "notes.txt").write_text("Subtitle and notes\n")
    done = ketlit("--data-dir", "data", "import", "notes.txt", check=1)
    assert "pubmed, pmc, medline, ris, csv" in done.stderr
