"""Every record of the real corpus, held field by field against two readers that are not ours."""

import pytest

from harvester.schema import TABLES
from harvester.sources import pubmed
from tests.harvester.sources import second_reader
from tests.records.pubmed import document

# Biopython 1.88 refuses 27 old records for their DateCreated, which left the DTD in 2018, and one
# for MathML in a default namespace; it also refuses the books of one hand-made file.
REFUSED = {
    26702160, 19878635, 19958395, 19958396, 19958397, 21301391, 21778465, 21851550, 22020835,
    22024892, 22115762, 22189576, 22235286, 22305625, 22426260, 22434554, 22634871, 22677144,
    23008025, 23068970, 23080348, 23091119, 23194934, 23633646, 23874253, 26711635, 26886152,
    32759406, 92349121, 92349122,
}  # fmt: skip


def ours(raw):
    """Return our reading of one record in the shape of the second readers'."""
    parsed = pubmed.read(document(raw.decode()))
    assert not parsed.rejected
    tables = {
        name: [dict(zip(TABLES[name].names, row, strict=True)) for row in rows]
        for name, rows in parsed.rows.items()
    }
    [paper] = tables["papers"]
    parts = paper["abstract_sections"] or (
        [{"start": 0, "end": len(paper["abstract"]), "label": None}] if paper["abstract"] else []
    )
    headings = {}
    for row in tables["mesh"]:
        if row["kind"] == "descriptor":
            key = row["position"]
            head = (row["descriptor_ui"], row["descriptor"], row["descriptor_major"], [])
            told = headings.setdefault(key, head)[3]
            if row["qualifier"]:
                told.append((row["qualifier"], row["qualifier_major"]))
    return {
        "pmid": paper["pmid"],
        "version": parsed.origins[0].version,
        "title": paper["title"],
        "abstract": [paper["abstract"][part["start"] : part["end"]] for part in parts],
        "labels": [part["label"] for part in parts if part["label"]],
        "year": paper["year"],
        "authors": [
            (a["last_name"], a["fore_name"], a["collective_name"], a["affiliations"])
            for a in tables["authors"]
            if a["role"] == "author"
        ],
        "mesh": list(headings.values()),
        "doi": paper["doi"],
        "journal": paper["journal"],
        "language": (paper["language"] or "").split("; ") if paper["language"] else [],
        "types": paper["publication_types"],
        "keywords": paper["keywords"],
        "substances": [row["substance"] for row in tables["substances"]],
        "grants": [row["grant_id"] for row in tables["grants"]],
        "accessions": [row["accession"] for row in tables["registries"]],
        "links": [(row["kind"], row["pmid"]) for row in tables["links"]],
    }


@pytest.fixture(scope="module")
def read_twice(corpus):
    """Return (file, raw record, its second reading, by Biopython?) for every record."""
    found = []
    for path in sorted([*corpus.glob("pubmed/*.xml.gz"), *corpus.glob("pubmed/edge/*")]):
        raws = second_reader.records(path)
        for start in range(0, len(raws), 100):
            some = raws[start : start + 100]
            for raw, record in zip(some, second_reader.by_biopython(some), strict=True):
                second = (
                    second_reader.told_by_biopython(record)
                    if record
                    else second_reader.told_by_elementtree(raw)
                )
                found.append((path.name, raw, second, record is not None))
    return found


def test_every_field_of_every_record_agrees(read_twice):
    different = []
    for name, raw, second, _ in read_twice:
        mine = ours(raw)
        different += [
            f"{name} {second['pmid']} {field}: ours {mine[field]!r}, theirs {value!r}"
            for field, value in second.items()
            if mine[field] != value
        ]
    assert different == []
    assert len(read_twice) > 1700


def test_biopython_refuses_only_the_records_we_know_of(read_twice):
    refused = {second["pmid"] for _, _, second, by_biopython in read_twice if not by_biopython}
    assert refused == REFUSED


def test_a_whole_file_gives_the_records_one_by_one(corpus):
    path = corpus / "pubmed" / "records.xml.gz"
    from harvester import parse_pubmed

    tables = parse_pubmed(path)
    raws = second_reader.records(path)
    assert len(tables.papers) == len(raws)
    assert len(tables.rejected) == 0
    one_by_one = [second_reader.told_by_elementtree(raw)["title"] for raw in raws]
    assert (
        tables.papers["title"].astype(object).where(tables.papers["title"].notna(), None).tolist()
        == one_by_one
    )
