"""MEDLINE and .nbib: the fields, the damage, and agreement with the XML reader."""

import re

import pytest

from harvester.errors import ParseError
from harvester.schema import TABLES
from harvester.sources import READERS, medline, pubmed
from tests.harvester.sources import second_reader
from tests.records.medline import LINKS, as_medline
from tests.records.pubmed import document, record

ONE = """
PMID- 99000001
STAT- MEDLINE
LR  - 20240502
IS  - 1000-0002 (Electronic)
IS  - 1000-0001 (Linking)
VI  - 3
IP  - 1
DP  - 2024 Mar-Apr
TI  - [An invented record that is long enough to
      be folded].
LID - 10.1000/ABC [doi]
AB  - BACKGROUND: One, with Label: inside. METHODS AND RESULTS: Two (n = 3). CONCLUSION: Three.
OAB - Publisher: Abstract available from the publisher.
OABL- spa
FAU - Mora, Ana B Jr
AU  - Mora AB Jr
AUID- ORCID: 0000000218250097
AD  - First place, and a name that
      is folded.
AD  - Second place.
CN  - A Long Name of a Study Group
      That Is Folded
FAU - Vu, T
AU  - Vu T
LA  - eng
LA  - spa
SI  - ClinicalTrials.gov/NCT01234567
GR  - R01 DA/12-3/DA/NIDA NIH HHS/United States
GR  - 077383/Wellcome Trust/United Kingdom
PT  - Journal Article
PT  - Retracted Publication
RN  - 690G0D6V8H (Ketamine)
RN  - 0 (Placebos)
MH  - *Ketamine/*adverse effects/pharmacology
MH  - Humans
OTO - NOTNLM
OT  - *esketamine
PMC - PMC123
MID - NIHMS1
CIN - J Inv. 2024 May;1(2):3-4. PMID: 99000002
EIN - J Inv. 2025;2:5
RIN - J Inv. 2025;2:6. PMID: 99000003
EDAT- 2024/03/01 06:00
AID - S1000 [pii]
JT  - Journal of Invented Records
TA  - J Inv Rec
JID - 99
PL  - Spain
"""


def tables(body):
    parsed = medline.read(body, "some.nbib")
    return {
        name: [dict(zip(TABLES[name].names, row, strict=True)) for row in rows]
        for name, rows in parsed.rows.items()
    }


def test_a_whole_record():
    told = tables(ONE.encode())
    [paper] = told["papers"]
    assert paper["title"] == "[An invented record that is long enough to be folded]."
    assert (paper["pmid"], paper["pmcid"], paper["doi"]) == (99000001, "PMC123", "10.1000/abc")
    assert (paper["pub_date"], paper["year"], paper["month"]) == ("2024 Mar-Apr", 2024, None)
    assert (paper["issn"], paper["language"]) == ("1000-0001", "eng; spa")
    assert (paper["entry_date"], paper["revised_date"]) == ("2024-03-01", "2024-05-02")
    assert paper["retraction"] == "retracted"
    assert paper["authors"] == ["Mora AB", "A Long Name of a Study Group That Is Folded", "Vu T"]
    assert [p["label"] for p in paper["abstract_sections"]] == [
        "BACKGROUND", "METHODS AND RESULTS", "CONCLUSION",
    ]  # fmt: skip
    assert paper["abstract"].startswith("BACKGROUND: One, with Label: inside.\nMETHODS")


def test_lists_of_a_record():
    told = tables(ONE.encode())
    mora, group, vu = told["authors"]
    assert (mora["fore_name"], mora["initials"], mora["suffix"]) == ("Ana B", "AB", "Jr")
    assert mora["affiliations"] == ["First place, and a name that is folded.", "Second place."]
    assert mora["orcid"] == "0000-0002-1825-0097"
    assert (group["collective_name"], vu["position"]) == (
        "A Long Name of a Study Group That Is Folded", 3,
    )  # fmt: skip
    headings = told["mesh"]
    assert [(m["descriptor_major"], m["qualifier"], m["qualifier_major"]) for m in headings] == [
        (True, "adverse effects", True), (True, "pharmacology", False), (False, None, None),
    ]  # fmt: skip
    assert [(g["grant_id"], g["acronym"], g["agency"]) for g in told["grants"]] == [
        ("R01 DA/12-3", "DA", "NIDA NIH HHS"), ("077383", None, "Wellcome Trust"),
    ]  # fmt: skip
    assert [(s["registry_number"], s["substance"]) for s in told["substances"]] == [
        ("690G0D6V8H", "Ketamine"), (None, "Placebos"),
    ]  # fmt: skip
    assert [(k["kind"], k["pmid"]) for k in told["links"]] == [
        ("CommentIn", 99000002), ("ErratumIn", None), ("RetractionIn", 99000003),
    ]  # fmt: skip
    assert told["registries"][0]["accession"] == "NCT01234567"
    assert [(k["keyword"], k["major"]) for k in told["keywords"]] == [("esketamine", True)]
    assert told["sections"][-1]["language"] == "spa"


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text.lstrip(),
    lambda text: text + "\n\n\n",
    lambda text: text + text.replace("99000001", "99000009").lstrip("\n"),
])  # fmt: skip
def test_line_ends_marks_and_missing_blank_lines_do_not_matter(change):
    parsed = medline.read(change(ONE).encode(), "")
    assert parsed.rows["papers"][0][1] == 99000001
    assert parsed.rejected == []


def test_a_record_that_stands_twice_in_a_row_is_kept_once():
    body = "PMID- 5\nTI  - One.\n\nPMID- 5\nTI  - One again.\n\nPMID- 6\nTI  - Six.\n"
    parsed = medline.read(body.encode(), "")
    assert [(row[1], row[4]) for row in parsed.rows["papers"]] == [(5, "One again."), (6, "Six.")]


def test_a_bad_record_is_kept_aside():
    bad = ONE.replace("99000001", "none").lstrip()
    worse = "PMID- 5\nThis is no field\n"
    body = "\n\n".join([ONE, bad, worse, "PMID- 7\nTI  - Last.\n"])
    parsed = medline.read(body.encode() + b"\nPMID- 8\nTI  - \xff\n", "")
    assert [row[1] for row in parsed.rows["papers"]] == [99000001, 7]
    reasons = [told.reason for told in parsed.rejected]
    assert "PMID is 'none'" in reasons[0]
    assert "no MEDLINE field" in reasons[1]
    assert "not UTF-8" in reasons[2]


@pytest.mark.parametrize("body", [b"", b"{}", b"TY  - JOUR\nER  - \n", b"<a/>"])
def test_a_file_that_is_none_is_an_error(body):
    with pytest.raises(ParseError, match=r"x\.nbib: line 1: no MEDLINE"):
        medline.read(body, "x.nbib")


def test_the_exports_of_the_corpus_are_read_whole(corpus):
    for path in sorted((corpus / "medline").iterdir()):
        body = path.read_bytes()
        if path.suffix == ".gz":
            import gzip

            body = gzip.decompress(body)
        parsed = medline.read(body, path.name)
        wanted = dict.fromkeys(map(int, re.findall(rb"^PMID- (\d+)", body, re.MULTILINE)))
        assert {row[1] for row in parsed.rows["papers"]} == set(wanted)
        assert parsed.rejected == []
        assert all(row[4] for row in parsed.rows["papers"])


# What MEDLINE does not say, or says in another way: MeSH ids, NLM's categories, months as numbers.
ABSENT = {
    "papers": {"source", "abstract_sections", "pub_date"},
    "authors": set(),
    "mesh": {"descriptor_ui", "qualifier_ui"},
    "publication_types": {"ui"},
    "keywords": {"owner"},
    "substances": {"ui"},
    "grants": set(),
    "links": {"note", "position"},
    "registries": set(),
}


def plain(parsed, name):
    absent = ABSENT[name]
    rows = [dict(zip(TABLES[name].names, row, strict=True)) for row in parsed.rows[name]]
    if name == "papers":
        rows[0]["abstract"] = " ".join((rows[0]["abstract"] or "").split())
    if name == "links":
        rows = [row for row in rows if row["kind"] in LINKS]
    if name == "mesh":
        rows = [row for row in rows if row["kind"] == "descriptor"]
    if name == "authors":
        rows = [row for row in rows if row["role"] == "author"]
    kept = [
        {column: value for column, value in row.items() if column not in absent} for row in rows
    ]
    return sorted(kept, key=repr) if name == "links" else kept


# An agency with a stroke in its name: MEDLINE does not tell where the number ends.
UNTOLD = {("36862474", "grants")}


def test_both_readers_agree_field_by_field(corpus):
    """No record of the corpus is there in both formats: the XML is written as MEDLINE first."""
    different, compared = [], 0
    for path in sorted([*corpus.glob("pubmed/*records.xml.gz"), *corpus.glob("pubmed/edge/nlm*")]):
        for raw in second_reader.records(path):
            ours = pubmed.read(document(raw.decode()))
            theirs = READERS["medline"](as_medline(raw).encode(), "")
            compared += 1
            for name in ABSENT:
                one, two = plain(ours, name), plain(theirs, name)
                if one != two and (ours.origins[0].source_id, name) not in UNTOLD:
                    different.append((ours.origins[0].source_id, name, one, two))
    assert different == []
    assert compared > 700


def test_an_invented_pair_agrees():
    made = document(record(title="<i>In vivo</i>", date="<Year>2020</Year><Month>May</Month>"))
    raw = second_reader.RECORD.search(made)[0]
    two = medline.read(as_medline(raw).encode(), "")
    assert plain(pubmed.read(made), "papers") == plain(two, "papers")
