"""Each bibliography is read back by another tool's parser: title, authors, year, journal, ids."""

import io
import json
import re
from pathlib import Path

import bibtexparser
import pandas as pd
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from Bio import Medline
from jsonschema import Draft202012Validator
from lxml import etree

from analysis.export import FORMATS, writer_named
from analysis.export.citation import citations
from analysis.export.selection import Selection
from harvester.frames import to_frames
from harvester.sources import READERS, detect
from tests.analysis.export.conftest import selected


def rendered(selection: Selection, name: str) -> str:
    file = io.BytesIO()
    writer_named(name).write(selection, file)
    return file.getvalue().decode()


def expected(selection: Selection, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(paper.text(name) for name in columns) for paper in citations(selection)]


def authors(selection: Selection) -> list[list[str]]:
    return [[author.full for author in paper.authors] for paper in citations(selection)]


def test_authors_are_those_of_the_frame(everything):
    for paper in citations(everything):
        names = [" ".join(x for x in (a.family, a.initials) if x) for a in paper.authors]
        assert names == [" ".join(name.split()) for name in paper.row["authors"]]


def test_ris_by_rispy(everything):
    told = rispy.loads(rendered(everything, "ris"))
    columns = ("title", "year", "journal", "doi", "pmid", "pmcid")
    names = ("title", "year", "secondary_title", "doi", "accession_number", "custom2")
    assert [tuple(r.get(name, "") for name in names) for r in told] == expected(
        everything, *columns
    )
    assert [record.get("authors", []) for record in told] == authors(everything)
    again = rispy.loads(rispy.dumps(told))
    assert again == told


def parsed(text: str) -> list[bibtexparser.model.Entry]:
    middleware = [SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()]
    library = bibtexparser.parse_string(text, append_middleware=middleware)
    assert not library.failed_blocks
    return library.entries


def test_bibtex_by_bibtexparser(everything):
    entries = parsed(rendered(everything, "bibtex"))
    assert len({entry.key for entry in entries}) == len(everything.papers)
    told = [{name: field.value for name, field in entry.fields_dict.items()} for entry in entries]
    for entry in told:
        entry["journal"] = entry.get("journal", entry.get("booktitle", ""))
    columns = ("title", "year", "journal", "doi", "pmid")
    assert [tuple(entry.get(c, "") for c in columns) for entry in told] == expected(
        everything, *columns
    )
    for entry, paper in zip(told, citations(everything), strict=True):
        names = [" ".join([*name.von, *name.last]).strip("{}") for name in entry.get("author", [])]
        assert names == [author.family for author in paper.authors]


TEXTS = ["title", "container-title", "container-title-short", "volume", "issue", "page", "ISSN"]
TEXTS += ["DOI", "PMID", "PMCID", "language", "abstract", "keyword", "original-title", "URL"]
PERSON = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("family", "given", "suffix", "literal")},
    "additionalProperties": False,
    "minProperties": 1,
}
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": ["article", "article-journal", "chapter"]},
            "id": {"type": "string", "minLength": 1},
            "author": {"type": "array", "items": PERSON, "minItems": 1},
            "issued": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "raw": {"type": "string"},
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
                    },
                },
            },
            **{name: {"type": "string", "minLength": 1} for name in TEXTS},
        },
    },
}


def test_csl_json_by_its_schema(everything):
    items = json.loads(rendered(everything, "csl-json"))
    Draft202012Validator(CSL).validate(items)
    names = ("title", "container-title", "DOI", "PMID")
    told = [tuple(item.get(name, "") for name in names) for item in items]
    assert told == expected(everything, "title", "journal", "doi", "pmid")
    years = [
        str(i["issued"]["date-parts"][0][0]) if "date-parts" in i.get("issued", {}) else ""
        for i in items
    ]
    assert years == [year for (year,) in expected(everything, "year")]
    people = [
        [
            ", ".join(
                x for x in (p.get("family", p.get("literal")), p.get("given"), p.get("suffix")) if x
            )
            for p in item.get("author", [])
        ]
        for item in items
    ]
    assert people == authors(everything)


def test_nbib_by_biopython(everything):
    records = list(Medline.parse(io.StringIO(rendered(everything, "nbib"))))
    told = [tuple(r.get(tag, "") for tag in ("TI", "JT", "PMID", "PMC")) for r in records]
    assert told == expected(everything, "title", "journal", "pmid", "pmcid")
    for record, paper in zip(records, citations(everything), strict=True):
        dois = [
            aid.removesuffix(" [doi]") for aid in record.get("AID", []) if aid.endswith("[doi]")
        ]
        assert dois == ([paper.text("doi")] if paper.text("doi") else [])
        assert record.get("AU", []) == [a.brief for a in paper.authors if not a.group]
        assert record.get("CN", []) == [a.family for a in paper.authors if a.group]
        assert record.get("DP", "") == paper.text("pub_date")


def test_bibliometrix_by_the_web_of_science_parser(everything):
    records = rispy.loads(rendered(everything, "bibliometrix"), implementation=rispy.WokParser)
    names = ("document_title", "publication_name", "publication_year", "doi", "pubmed_id")
    told = [tuple(r.get(name, "") for name in names) for r in records]
    assert told == expected(everything, "title", "journal", "year", "doi", "pmid")
    assert [r.get("author_full_name", []) for r in records] == authors(everything)


def test_asreview_by_pandas(everything):
    frame = pd.read_csv(
        io.StringIO(rendered(everything, "asreview")), dtype=str, keep_default_na=False
    )
    columns = ["title", "year", "journal", "doi", "pmid"]
    assert [tuple(row) for row in frame[columns].to_numpy()] == expected(everything, *columns)
    assert (frame["included"] == "").all()
    assert frame["authors"].tolist() == ["; ".join(names) for names in authors(everything)]


def test_atom_is_well_formed_and_complete(everything):
    feed = etree.fromstring(rendered(everything, "atom").encode())
    atom = {"a": "http://www.w3.org/2005/Atom"}
    ids = [
        id_.removeprefix("urn:ketlit:")
        for id_ in feed.xpath("a:entry/a:id/text()", namespaces=atom)
    ]
    assert sorted(ids) == sorted(everything.papers["paper_id"])
    assert all(feed.xpath("a:entry/a:title/text()", namespaces=atom))


def test_the_digest_names_every_paper(everything):
    text = rendered(everything, "markdown")
    assert set(re.findall(r"PMID (\d+)", text)) == {p for (p,) in expected(everything, "pmid") if p}


@pytest.fixture
def made() -> Selection:
    papers = pd.DataFrame(
        {
            "paper_id": ["pmid:1", "doi:10.1/{x}", "hash:0"],
            "pmid": [1, None, None],
            "doi": [None, "10.1/x_%&", None],
            "title": [
                "NMDA & 100% $5 #1 a_b ~ ^ \\ <i>",
                "<script>alert(1)</script> [a](b)",
                None,
            ],
            "authors": [["Zarate CA", "Ketamine Study Group"], ["van der Berg Ö"], []],
            "journal": ["J & K", None, None],
            "abstract": ["BACKGROUND: one.\nER  - \nTY  - JOUR", None, None],
            "year": [2006, None, None],
            "month": [8, None, None],
            "day": [3, None, None],
            "first_seen": ["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", None],
        }
    )
    labels = pd.DataFrame(
        [("pmid:1", "depression", True, 0.9, "human"), ("pmid:1", "ptsd", False, 0.1, "human")],
        columns=["paper_id", "condition", "label", "score", "method"],
    )
    return selected({"papers": papers, "labels": labels}, labels)


def test_a_line_of_an_abstract_cannot_end_the_record(made):
    told = rispy.loads(rendered(made, "ris"))
    assert len(told) == 3
    assert told[0]["abstract"] == "BACKGROUND: one. ER - TY - JOUR"
    assert told[0]["authors"] == ["Zarate, CA", "Ketamine Study Group"]
    assert told[0]["date"] == "2006/08/03/"
    assert told[0]["notes"] == ["ketlit: depression"]


def test_latex_characters_come_back(made):
    entries = parsed(rendered(made, "bibtex"))
    assert [entry.key for entry in entries] == ["pmid1", "doi10.1/x", "hash0"]
    circumflex = "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}"  # what the decoder makes of LaTeX's ^
    assert entries[0]["title"] == made.papers.title[0].replace("^", circumflex)


def test_a_range_of_pages_is_two_hyphens_as_latex_wants_a_dash(everything):
    pages = [(p.text("paper_id"), p.pages) for p in citations(everything)]
    assert any(first and last for _, (first, last) in pages)
    text = rendered(everything, "bibtex")
    for _, (first, last) in pages:
        if first.isalnum() and last.isalnum():
            assert f"pages = {{{first}--{last}}}" in text


def test_keys_and_bytes_do_not_depend_on_the_rest_of_the_export(made):
    alone = Selection(made.papers.iloc[[1]], made.columns)
    assert rendered(alone, "bibtex") in rendered(made, "bibtex")


def test_a_hostile_title_is_text(made):
    assert "<script>" not in rendered(made, "atom")
    assert "<script>" not in rendered(made, "markdown")
    assert r"\[a\](b)" in rendered(made, "markdown")


def test_asreview_takes_only_human_decisions(made):
    frame = pd.read_csv(io.StringIO(rendered(made, "asreview")), dtype=str, keep_default_na=False)
    assert frame["included"].tolist() == ["1", "", ""]
    model = Selection(
        made.papers, made.columns, {"labels": made.tables["labels"].assign(method="model")}
    )
    frame = pd.read_csv(io.StringIO(rendered(model, "asreview")), dtype=str, keep_default_na=False)
    assert frame["included"].tolist() == ["", "", ""]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_no_papers_at_all(name, made):
    empty = Selection(made.papers.iloc[:0], made.columns)
    file = io.BytesIO()
    writer_named(name).write(empty, file)
    assert Path(f"x{FORMATS[name].suffix}").suffix


@pytest.mark.parametrize(
    ("name", "source"), [("nbib", "medline"), ("ris", "ris"), ("asreview", "csv")]
)
def test_our_own_import_reads_it_back(everything, name, source):
    body = rendered(everything, name).encode()
    assert detect(body[:4096]) == source
    parsed = READERS[source](body, name)
    assert not parsed.rejected
    papers, wanted = to_frames(parsed.rows)["papers"], everything.papers
    for column in ("pmid", "doi", "year"):
        assert papers[column].tolist() == wanted[column].tolist(), column
    for column in ("title", "journal"):
        told = [(" ".join(text.split()),) for text in papers[column].fillna("")]
        assert told == expected(everything, column)


@pytest.mark.parametrize(("name", "source"), [("nbib", "medline"), ("ris", "ris")])
def test_our_own_import_reads_the_authors_back(everything, name, source):
    papers = to_frames(READERS[source](rendered(everything, name).encode(), name).rows)["papers"]
    pairs = zip(papers["authors"], everything.papers["authors"], strict=True)
    same = [ours == theirs for ours, theirs in pairs]
    assert sum(same) / len(same) > 0.97
