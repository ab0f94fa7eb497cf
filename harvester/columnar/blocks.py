"""The tables of a block of PubmedArticles, with no Python per record.

A block that is not of the plain kind is halved until what is odd in it is among few records, and
those are read one by one; so both ways give the same tables (decision 0023).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyarrow as pa

from harvester.columnar import abstracts, ids, lists
from harvester.columnar.arrow import RECORD, SCHEMAS, VERSION, Tables
from harvester.columnar.block import Block
from harvester.columnar.lists import Listed
from harvester.columnar.nodes import Raw
from harvester.columnar.papers import papers
from harvester.columnar.people import people
from harvester.columnar.structure import UnrecognisedError
from harvester.sources.cut import line_feeds

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


class Part(NamedTuple):
    """Some records of a block: their bytes, their tables, and how many line feeds they hold.

    tables: None if the records are to be read one by one; the bytes are whole then.
    """

    raw: Raw
    tables: Tables | None
    feeds: int


def tables(raw: Raw, first: int = 0) -> Tables:
    """Return the tables of a block of whole PubmedArticles, each row with its record's number.

    first: number of the first record. Raises UnrecognisedError if the block is not of the plain
    kind.
    """
    return _tables(Block(raw), first)


def _tables(block: Block, first: int) -> Tables:
    listed = {name: read(block) for name, read in LISTS.items()}
    listed["identifiers"] = Listed(*ids.identifiers(block))
    persons = people(block)
    listed["authors"] = Listed(persons.table, persons.record)
    found = {
        name: pa.table(told.columns, schema=SCHEMAS[name]).append_column(
            RECORD, pa.array(told.record.astype("int64") + first)
        )
        for name, told in listed.items()
    }
    table = papers(block, listed, persons.names)
    numbers = pa.array(range(first, first + block.length), pa.int64())
    table = table.append_column(RECORD, numbers).append_column(VERSION, block.versions)
    return {"papers": table, **found}


def halves(raw: Raw, first: Callable[[], int] = int) -> Iterator[Part]:
    """Yield the parts of a block.

    first: tells the number of the next record, which depends on what was made of earlier parts.
    """
    try:
        block = Block(raw)
        part = Part(raw, _tables(block, first()), block.nodes.feeds)
        del block
    except UnrecognisedError:
        pass
    else:
        yield part
        return
    whole = bytes(raw)
    middle = whole.find(END, len(whole) // 2) + len(END)
    if len(whole) <= FEW or middle < len(END) or not whole[middle:].strip():
        yield Part(whole, None, line_feeds(whole, 0, len(whole)))
        return
    for half in (whole[:middle], whole[middle:]):
        yield from halves(half, first)
