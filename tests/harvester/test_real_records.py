"""Every real PubMed record, harvested over HTTP, as two readers that are not ours read it."""

import pytest

from harvester.corpus import load
from tests.harvester.nights import Night
from tests.harvester.sources import second_reader


@pytest.fixture(scope="module")
def expected(corpus):
    """Return pmid -> the second reading of its record: Bio.Entrez's, else ElementTree's."""
    told, last = {}, {}
    for path in sorted(corpus.glob("pubmed/*.xml.gz")):
        raws = second_reader.records(path)
        for start in range(0, len(raws), 100):
            some = raws[start : start + 100]
            for raw, record in zip(some, second_reader.by_biopython(some), strict=True):
                read = (
                    second_reader.told_by_biopython(record)
                    if record
                    else second_reader.told_by_elementtree(raw)
                )
                if read["version"] >= last.get(read["pmid"], 0):
                    told[read["pmid"]], last[read["pmid"]] = read, read["version"]
    return told


def headings(rows):
    found = {}
    for row in rows[rows.kind == "descriptor"].sort_values("position").itertuples():
        head = (row.descriptor_ui, row.descriptor, bool(row.descriptor_major), [])
        qualifiers = found.setdefault(row.position, head)[3]
        if row.qualifier:
            qualifiers.append((row.qualifier, bool(row.qualifier_major)))
    return in_any_order(found.values())


def in_any_order(heads):
    """Return headings with their qualifiers sorted: a store keeps no order among them."""
    return [(*head[:3], sorted(head[3])) for head in heads]


def plain(frame):
    """Return a frame whose missing values are None, as the second readers have them."""
    return frame.astype(object).where(frame.notna(), None)


def test_every_field_arrives_as_it_was_sent(corpus, sandbox, tmp_path, expected):
    files = sorted(corpus.glob("pubmed/*.xml.gz"))
    night = Night(sandbox(*files), tmp_path)
    run = night(ids=sorted(expected))
    assert (run.papers, run.drops) == (len(expected), [])
    held = load(tmp_path)
    papers = plain(held.papers).set_index("pmid")
    assert set(papers.index) == set(expected)
    by_paper = dict(list(plain(held.mesh).groupby("paper_id")))
    authors = plain(held.authors[held.authors.role == "author"].sort_values("position"))
    people = dict(list(authors.groupby("paper_id")))
    nobody = authors.iloc[:0]
    different = []
    for pmid, told in expected.items():
        paper = papers.loc[pmid]
        parts = paper.abstract_sections or [{"start": 0, "end": len(paper.abstract or "")}]
        ours = {
            "title": paper.title,
            "abstract": [paper.abstract[p["start"] : p["end"]] for p in parts if paper.abstract],
            "year": paper.year,
            "doi": paper.doi,
            "mesh": headings(by_paper[paper.paper_id]) if paper.paper_id in by_paper else [],
            "authors": [
                (a.last_name, a.fore_name, a.collective_name, a.affiliations)
                for a in people.get(paper.paper_id, nobody).itertuples()
            ],
        }
        different += [
            f"{pmid} {field}: ours {value!r}, theirs {told[field]!r}"
            for field, value in ours.items()
            if value != (in_any_order(told[field]) if field == "mesh" else told[field])
        ]
    assert different[:3] == []
