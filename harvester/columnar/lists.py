"""The lists of a block's citations, each as the columns of one table and the record of each row."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.block import NO_TEXT, Block, pick, pmid, positions
from harvester.columnar.ids import dois, pmcids
from harvester.columnar.structure import Ints, UnrecognisedError


class Listed(NamedTuple):
    """The columns of a table, in the order of schema.toml, and the record of each row."""

    columns: list[pa.Array]
    record: Ints


def _listed(block: Block, record: Ints, *columns: pa.Array, place: pa.Array = None) -> Listed:
    """Return a table that begins with paper_id and position."""
    place = positions(record) if place is None else place
    return Listed([pick(block.paper_ids, record), place, *columns], record)


def mesh(block: Block) -> Listed:
    """Return a row for each heading and qualifier, then for each supplementary concept."""
    place, tags = block.nodes.place, block.nodes.tags
    headings, descriptors = block.at("MeshHeading"), block.at("DescriptorName")
    if len(headings) != len(descriptors) or (place[descriptors] != place[headings] + 1).any():
        raise UnrecognisedError("a MeSH heading that does not begin with its descriptor")
    counts = np.bincount(block.parent("QualifierName", "MeshHeading"), minlength=len(headings))
    heading = np.repeat(np.arange(len(headings)), np.maximum(counts, 1))
    qualified = np.flatnonzero(counts[heading] > 0)
    codes = np.zeros(len(heading), np.int32)
    codes[qualified] = block.code("QualifierName")
    name = block.code("DescriptorName")[heading]
    record = block.record("MeshHeading")
    columns = [
        *tags.values("DescriptorName", name, "UI"),
        pick(block.text("DescriptorName"), heading),
        tags.flags("DescriptorName", name, "MajorTopicYN"),
        *tags.values("QualifierName", codes, "UI"),
        block.placed("QualifierName", qualified, len(heading)),
        tags.flags("QualifierName", codes, "MajorTopicYN"),
        pa.repeat("descriptor", len(heading)),
    ]
    found = _listed(block, record[heading], *columns, place=pick(positions(record), heading))
    return _after(found, _supplementary(block)) if block.count("SupplMeshName") else found


def _supplementary(block: Block) -> Listed:
    name = "SupplMeshName"
    ui, kind = block.values(name, "UI", "Type")
    none, flag = pa.nulls(len(ui), pa.string()), pa.nulls(len(ui), pa.bool_())
    return _listed(block, block.record(name), ui, block.text(name), flag, none, none, flag, kind)


def _after(one: Listed, two: Listed) -> Listed:
    """Return the rows of both; within a record those of *two* come after those of *one*."""
    record = np.concatenate((one.record, two.record))
    order = np.argsort(record, kind="stable")
    both = [pa.concat_arrays(pair) for pair in zip(one.columns, two.columns, strict=True)]
    return Listed([pick(column, order) for column in both], record[order])


def publication_types(block: Block) -> Listed:
    """Return a row for each PublicationType."""
    name = "PublicationType"
    return _listed(block, block.record(name), *block.values(name, "UI"), block.text(name))


def keywords(block: Block) -> Listed:
    """Return a row for each keyword that is not empty, over all lists."""
    filled = np.flatnonzero(block.filled("Keyword"))
    tags, record = block.nodes.tags, block.record("Keyword")[filled]
    above = block.nodes.code[block.parent("Keyword")[filled]]
    (owner,) = tags.values("KeywordList", above, "Owner")
    star = tags.flags("Keyword", block.code("Keyword")[filled], "MajorTopicYN")
    return _listed(block, record, owner, pick(block.text("Keyword"), filled), star)


def substances(block: Block) -> Listed:
    """Return a row for each Chemical with a name."""
    record = block.record("Chemical")
    (number,) = block.below("Chemical", "RegistryNumber")
    number = pc.if_else(pc.equal(number, "0"), NO_TEXT, number)
    named = block.parent("NameOfSubstance", "Chemical")
    place = pick(positions(record), named)
    (ui,) = block.values("NameOfSubstance", "UI")
    text = block.text("NameOfSubstance")
    return _listed(block, record[named], pick(number, named), ui, text, place=place)


def grants(block: Block) -> Listed:
    """Return a row for each Grant."""
    words = (f"Grant.{name}" for name in ("GrantID", "Acronym", "Agency", "Country"))
    return _listed(block, block.record("Grant"), *block.below("Grant", *words))


def links(block: Block) -> Listed:
    """Return a row for each CommentsCorrections."""
    name = "CommentsCorrections"
    number, *words = block.below(name, "Link.PMID", "RefSource", "Note")
    return _listed(block, block.record(name), *block.values(name, "RefType"), pmid(number), *words)


def registries(block: Block) -> Listed:
    """Return a row for each accession number of each DataBank."""
    filled = np.flatnonzero(block.filled("AccessionNumber"))
    lists = block.parent("AccessionNumber", "AccessionNumberList")[filled]
    bank = block.parent("AccessionNumberList", "DataBank")[lists]
    (name,) = block.below("DataBank", "DataBankName")
    record, text = block.record("AccessionNumber")[filled], block.text("AccessionNumber")
    return _listed(block, record, pick(name, bank), pick(text, filled))


def references(block: Block) -> Listed:
    """Return a row for each Reference."""
    ids, length = "Reference.ArticleId", block.count("Reference")
    lists = block.parent(ids, "Reference.ArticleId.list")
    place = block.parent("Reference.ArticleId.list", "Reference")[lists]
    found = {}
    for kind in ("pubmed", "pmc", "doi"):
        of_kind = np.flatnonzero(block.are(ids, "IdType", kind))
        index = np.full(length, -1, np.int32)
        index[place[of_kind]] = of_kind
        if (index >= 0).sum() != len(of_kind):
            raise UnrecognisedError("a reference with two ids of one kind")
        found[kind] = block.picked(ids, index)
    columns = (pmid(found["pubmed"]), pmcids(found["pmc"]), dois(found["doi"]))
    (citation,) = block.below("Reference", "Citation")
    return _listed(block, block.record("Reference"), citation, *columns)
