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


def _flags(texts: pa.Array) -> pa.Array:
    """Return the flags that Y and N are; null for anything else."""
    yes = pc.equal(texts, "Y")
    return pc.if_else(pc.or_(yes, pc.equal(texts, "N")), yes, pa.scalar(None, pa.bool_()))


def _named(block: Block, tags: Ints) -> list[pa.Array]:
    """Return UI, text and star of each tag; null for -1."""
    there = tags >= 0
    index = np.full(len(tags), -1, np.int32)
    index[there] = np.arange(there.sum())
    choice = pa.array(index, mask=~there)
    ui, star = block.attributes.values(tags[there], "UI", "MajorTopicYN")
    return [ui.take(choice), block.text(tags), _flags(star).take(choice)]


def mesh(block: Block) -> Listed:
    """Return a row for each heading and qualifier, then for each supplementary concept."""
    headings, qualifiers = block.at("MeshHeading"), block.at("QualifierName")
    descriptors = block.child(headings, "DescriptorName")
    if (descriptors != headings + 1).any():
        raise UnrecognisedError("a MeSH heading that does not begin with its descriptor")
    above = np.searchsorted(headings, block.found.parent[qualifiers])
    counts = np.bincount(above, minlength=len(headings))
    heading = np.repeat(np.arange(len(headings)), np.maximum(counts, 1))
    qualifier = np.full(len(heading), -1, np.int32)
    qualifier[counts[heading] > 0] = qualifiers
    record = block.record(headings)
    place = pick(positions(record), heading)
    name = [pick(column, heading) for column in _named(block, descriptors)]
    kind = pa.array(["descriptor"]).take(pa.array(np.zeros(len(heading), np.int8)))
    found = _listed(block, record[heading], *name, *_named(block, qualifier), kind, place=place)
    extra = block.at("SupplMeshName")
    return _after(found, _supplementary(block, extra)) if len(extra) else found


def _supplementary(block: Block, tags: Ints) -> Listed:
    ui, kind = block.attributes.values(tags, "UI", "Type")
    none, flag = pa.nulls(len(tags), pa.string()), pa.nulls(len(tags), pa.bool_())
    return _listed(block, block.record(tags), ui, block.text(tags), flag, none, none, flag, kind)


def _after(one: Listed, two: Listed) -> Listed:
    """Return the rows of both; within a record those of *two* come after those of *one*."""
    record = np.concatenate((one.record, two.record))
    order = np.argsort(record, kind="stable")
    both = [pa.concat_arrays(pair) for pair in zip(one.columns, two.columns, strict=True)]
    return Listed([pick(column, order) for column in both], record[order])


def publication_types(block: Block) -> Listed:
    """Return a row for each PublicationType."""
    tags = block.at("PublicationType")
    (ui,) = block.attributes.values(tags, "UI")
    return _listed(block, block.record(tags), ui, block.text(tags))


def keywords(block: Block) -> Listed:
    """Return a row for each keyword that is not empty, over all lists."""
    tags = block.at("Keyword")
    tags = tags[block.filled(tags)]
    (owner,) = block.attributes.values(block.found.parent[tags], "Owner")
    (star,) = block.attributes.values(tags, "MajorTopicYN")
    return _listed(block, block.record(tags), owner, block.text(tags), _flags(star))


def substances(block: Block) -> Listed:
    """Return a row for each Chemical with a name."""
    tags = block.at("Chemical")
    names = block.child(tags, "NameOfSubstance")
    place = positions(block.record(tags))
    number = block.below(tags, "RegistryNumber")
    number = pc.if_else(pc.equal(number, "0"), NO_TEXT, number)
    named = names >= 0
    (ui,) = block.attributes.values(names[named], "UI")
    record = block.record(tags[named])
    text = block.text(names[named])
    return _listed(block, record, pick(number, named), ui, text, place=pick(place, named))


def grants(block: Block) -> Listed:
    """Return a row for each Grant."""
    tags = block.at("Grant")
    words = [
        block.below(tags, f"Grant.{name}") for name in ("GrantID", "Acronym", "Agency", "Country")
    ]
    return _listed(block, block.record(tags), *words)


def links(block: Block) -> Listed:
    """Return a row for each CommentsCorrections."""
    tags = block.at("CommentsCorrections")
    (kind,) = block.attributes.values(tags, "RefType")
    words = (block.below(tags, "RefSource"), block.below(tags, "Note"))
    return _listed(block, block.record(tags), kind, pmid(block.below(tags, "Link.PMID")), *words)


def registries(block: Block) -> Listed:
    """Return a row for each accession number of each DataBank."""
    tags = block.at("AccessionNumber")
    tags = tags[block.filled(tags)]
    parent = block.found.parent
    banks = block.at("DataBank")
    place = np.searchsorted(banks, parent[parent[tags]])
    name = pick(block.below(banks, "DataBankName"), place)
    return _listed(block, block.record(tags), name, block.text(tags))


def references(block: Block) -> Listed:
    """Return a row for each Reference."""
    tags = block.at("Reference")
    ids = block.at("Reference.ArticleId")
    parent = block.found.parent
    place = np.searchsorted(tags, parent[parent[ids]])
    found = {}
    for kind in ("pubmed", "pmc", "doi"):
        of_kind = block.attributes.are(ids, "IdType", kind)
        index = np.full(len(tags), -1, np.int32)
        index[place[of_kind]] = ids[of_kind]
        if (index >= 0).sum() != of_kind.sum():
            raise UnrecognisedError("a reference with two ids of one kind")
        found[kind] = block.text(index)
    columns = (pmid(found["pubmed"]), pmcids(found["pmc"]), dois(found["doi"]))
    return _listed(block, block.record(tags), block.below(tags, "Citation"), *columns)
