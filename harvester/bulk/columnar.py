"""PubMed XML into Arrow tables at bulk speed: a block at a time, no Python per record.

A block that is not of the plain kind is halved until what is odd in it is among few records, and
those are read one by one; so both ways give the same tables (decision 0023).
"""

from collections.abc import Iterator

import pyarrow as pa

from harvester.bulk import abstracts, ids, lists
from harvester.bulk.arrow import RECORD, SCHEMAS, from_parsed
from harvester.bulk.block import Block
from harvester.bulk.lists import Listed
from harvester.bulk.papers import papers
from harvester.bulk.people import people
from harvester.bulk.structure import UnrecognisedError
from harvester.sources import Parsed, pubmed

FEW = 1 << 16  # bytes of a block that is read one by one if it is odd
END = b"</PubmedArticle>"
LISTS = {
    "mesh": lists.mesh,
    "publication_types": lists.publication_types,
    "keywords": lists.keywords,
    "substances": lists.substances,
    "grants": lists.grants,
    "links": lists.links,
    "references": lists.references,
    "registries": lists.registries,
    "sections": abstracts.sections,
}
Tables = dict[str, pa.Table]


def tables(raw: bytes) -> Tables:
    """Return the tables of a block of whole PubmedArticles, each row with its record's number.

    Raises UnrecognisedError if the block is not of the plain kind.
    """
    block = Block(raw)
    listed = {name: read(block) for name, read in LISTS.items()}
    listed["identifiers"] = Listed(*ids.identifiers(block))
    persons = people(block)
    listed["authors"] = Listed(persons.table, persons.record)
    found = {
        name: pa.table(told.columns, schema=SCHEMAS[name]).append_column(
            RECORD, pa.array(told.record, pa.int64())
        )
        for name, told in listed.items()
    }
    table = papers(block, listed, persons.names)
    numbers = pa.array(range(len(block.records)), pa.int64())
    return {"papers": table.append_column(RECORD, numbers), **found}


def read_block(raw: bytes) -> Iterator[Tables | Parsed]:
    """Yield the tables of a block, in order; as rows where it had to be read one by one."""
    try:
        yield tables(raw)
    except UnrecognisedError:
        middle = raw.find(END, len(raw) // 2) + len(END)
        if len(raw) <= FEW or middle < len(END) or not raw[middle:].strip():
            yield one_by_one(raw)
        else:
            yield from read_block(raw[:middle])
            yield from read_block(raw[middle:])


def one_by_one(raw: bytes) -> Parsed:
    """Return the rows of a block by the record-by-record reader."""
    parsed = Parsed()
    parsed.extend(pubmed.batches([b"<PubmedArticleSet>", raw, b"</PubmedArticleSet>"]))
    return parsed


__all__ = ["from_parsed", "one_by_one", "read_block", "tables"]
