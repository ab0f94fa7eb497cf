"""Citations of other databases, made by hand in the shapes that their exports have."""

import pytest

from harvester.errors import ParseError
from harvester.frames import to_frames
from harvester.sources import citation, delimited, ris

NAMELESS = "it has no PMID, PMCID, DOI or title: nothing tells which paper it is"
EMBASE = """\ufeffTY  - JOUR
TI  - Esketamine nasal spray in treatment-resistant
depression: a trial
AU  - Öst, Anna B.
AU  - Van der Berg, J-P, Jr
AU  - Ketamine Study Group
PY  - 2021
DA  - 2021/03/05/
T2  - Journal of Invented Results
J2  - J Invent Res
VL  - 12
IS  - 3
SP  - 101
EP  - 109
SN  - 12345678 (ISSN)
DO  - https://doi.org/10.1000/ABC.1
DB  - Embase
U2  - L2001234567
C5  - 87654321
KW  - esketamine
nasal spray
C7  - NCT01234567
ER  -
TY  - JOUR
TI  - A conference abstract on ketamine
PY  - 2020
AN  - L2015467890
DB  - Embase
TY  - JOUR
AU  - Nobody, X
ER  -
"""


def frames(parsed):
    return to_frames(parsed.rows)


def test_embase_ris():
    parsed = ris.read(EMBASE.encode(), "embase.ris")
    tables = frames(parsed)
    paper = tables.papers.iloc[0]
    assert paper.title == "Esketamine nasal spray in treatment-resistant depression: a trial"
    assert paper.doi == "10.1000/abc.1"
    assert (paper.year, paper.month, paper.day, paper.date_precision) == (2021, 3, 5, "day")
    assert (paper.journal, paper.journal_abbrev) == ("Journal of Invented Results", "J Invent Res")
    assert (paper.volume, paper.issue, paper.pages, paper.issn) == (
        "12",
        "3",
        "101-109",
        "1234-5678",
    )
    assert paper.authors == ["Öst AB", "Van der Berg JP", "Ketamine Study Group"]
    assert paper.keywords == ["esketamine", "nasal spray"]
    assert tables.authors.suffix.tolist()[1] == "Jr"
    assert tables.registries[["registry", "accession"]].to_numpy().tolist() == [
        ["ClinicalTrials.gov", "NCT01234567"]
    ]
    assert parsed.origins[0].source_id == "Embase:L2001234567"
    assert [(told.place, told.reason) for told in parsed.rejected] == [
        ("record 3, line 29", NAMELESS)
    ]


def test_a_number_that_nothing_calls_a_pmid_is_none():
    tables = frames(ris.read(EMBASE.encode()))
    assert tables.papers.pmid.isna().all()


@pytest.mark.parametrize(
    "line",
    [
        "AN  - PMID:34000001",
        "C2  - PMID: 34000001",
        "C3  - PubMed 34000001",
        "N1  - PubMed ID: 34000001 [indexed]",
        "UR  - https://pubmed.ncbi.nlm.nih.gov/34000001/",
        "DB  - MEDLINE\nAN  - 34000001",
        "PM  - 34000001",
    ],
)
def test_a_pmid_where_something_says_so(line):
    text = f"TY  - JOUR\nTI  - Ketamine and the rest\n{line}\nER  - \n"
    found = frames(ris.read(text.encode())).papers.pmid.tolist()
    assert found == [34000001]


SCOPUS = (
    '"Authors","Author full names","Title","Year","Source title","Volume","Issue","Art. No.",'
    '"Page start","Page end","DOI","Link","Abstract","Author Keywords","Document Type","EID",'
    '"PubMed ID"\r\n'
    '"Öst A.B.; Berg J.","Öst, Anna B. (5700001); Berg, Jan (5700002)","Ketamine; a title, again",'
    '"2019","Journal of Invented Results","4","2","","11","19","10.1000/s.1","https://x","Text, '
    'more.","ketamine; dep\\; ression","Article","2-s2.0-85000001","34000002"\r\n'
    '"","","","2019","","","","","","","","","","","","2-s2.0-85000002",""\r\n'
)


def test_scopus_csv():
    parsed = delimited.read(SCOPUS.encode("utf-8-sig"), "scopus.csv")
    paper = frames(parsed).papers.iloc[0]
    assert (paper.pmid, paper.doi, paper.year) == (34000002, "10.1000/s.1", 2019)
    assert paper.title == "Ketamine; a title, again"
    assert paper.authors == ["Öst AB", "Berg J"]
    assert paper.pages == "11-19"
    assert paper.keywords == ["ketamine", "dep; ression"]
    assert parsed.rejected[0].place == "line 3"


EMBASE_FIELDS = """"SEARCH QUERY"
"'ketamine'/exp"

"TITLE","Arketamine in rats: a title"
"AUTHOR NAMES","Öst A.B.","Berg J."
"SOURCE TITLE","Invented Pharmacology"
"PUBLICATION YEAR","2022"
"VOLUME","8"
"FIRST PAGE","1"
"DOI","10.1000/e.1"
"MEDLINE PMID","34000003"
"EMBASE ACCESSION ID","L2000000001"

"TITLE","Another title on ketamine"
"PUBLICATION YEAR","2023"
"""


def test_embase_csv_with_a_field_per_line():
    parsed = delimited.read(EMBASE_FIELDS.encode())
    papers = frames(parsed).papers
    assert papers.title.tolist() == ["Arketamine in rats: a title", "Another title on ketamine"]
    assert papers.authors.tolist() == [["Öst AB", "Berg J"], []]
    assert papers.pmid.tolist()[0] == 34000003
    assert papers.year.tolist() == [2022, 2023]


COCHRANE = """Cochrane ID;Title;Author(s);Source;Year;Volume;Pages;DOI;PubMed ID;Trial registry
CN-01;Ketamine for pain in the invented clinic;Öst AB, Berg J;Inv Pain;2018;3;5-9;;;NCT00000001
"""


def test_cochrane_csv_with_semicolons():
    tables = frames(delimited.read(COCHRANE.encode()))
    assert tables.papers.pages.tolist() == ["5-9"]
    assert tables.registries.accession.tolist() == ["NCT00000001"]
    assert tables.papers.paper_id.str.startswith("hash:").all()


@pytest.mark.parametrize(
    ("reader", "body", "reason"),
    [
        (ris.read, b"no tags", "no line begins with"),
        (ris.read, b"TY  - JOUR\nTI  - \xff\xfe\n", "byte 17 is not UTF-8"),
        (delimited.read, b"a,b\n1,2\n", "wanted a column of title"),
        (delimited.read, b"", "wanted a column of title"),
    ],
)
def test_a_file_that_is_none_names_place_and_reason(reader, body, reason):
    with pytest.raises(ParseError, match=reason):
        reader(body, "file")


@pytest.mark.parametrize(
    ("name", "byline"),
    [
        ("Zarate, Carlos A., Jr", "Zarate CA"),
        ("Zarate CA", "Zarate CA"),
        ("Zarate C.A.", "Zarate CA"),
        ("ZARATE, CARLOS", "ZARATE C"),
        ("de la Cruz J.-P.", "de la Cruz JP"),
        ("van den Berg, Jan", "van den Berg J"),
        ("Ketamine Study Group", "Ketamine Study Group"),
        ("Öst, Å.", "Öst Å"),
    ],
)
def test_names(name, byline):
    who = citation.person(name)
    assert (who.group or f"{who.last} {who.initials}") == byline


def test_months_and_years_are_not_invented():
    text = "TY  - JOUR\nTI  - Title of a paper\nPY  - 2019\nDA  - 2018/05/01\nER  - \n"
    paper = frames(ris.read(text.encode())).papers.iloc[0]
    assert (paper.year, paper.date_precision) == (2019, "year")
