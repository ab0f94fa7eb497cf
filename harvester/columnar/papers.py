"""The table of papers of a block."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.abstracts import abstracts
from harvester.columnar.arrow import SCHEMAS
from harvester.columnar.block import NO_TEXT, Block, list_array, pick
from harvester.columnar.ids import first_of
from harvester.columnar.lists import Listed
from harvester.sources.dates import from_parts, from_text, iso
from harvester.sources.retraction import (
    CONCERN_LINKS,
    CORRECTED_LINKS,
    NOTICE_LINKS,
    NOTICE_TYPES,
    RETRACTED_LINKS,
    RETRACTED_TYPES,
)

YMD = ("Year", "Month", "Day")


def papers(block: Block, tables: dict[str, Listed], names: pa.Array) -> pa.Table:
    """Return one row per record. tables: the others, made before; names: authors by record."""
    count = block.length
    told: dict[str, pa.Array] = {"paper_id": block.paper_ids, "pmid": block.pmids}
    told["authors"] = names
    marks = tables["identifiers"]
    for name in ("pmcid", "doi"):
        told[name] = first_of(name, marks.columns, marks.record, count)
    told |= _words(block)
    told["abstract"], told["abstract_sections"] = abstracts(block)
    told |= _dates(block)
    types, words = tables["publication_types"], tables["keywords"]
    told["publication_types"] = list_array(types.record, types.columns[3], count)
    told["keywords"] = list_array(words.record, words.columns[3], count)
    told["mesh_terms"] = _mesh_terms(block)
    told["language"] = _languages(block)
    told["pages"] = _pages(block)
    told["retraction"] = retractions(types, tables["links"], count)
    (told["status"],) = block.nodes.tags.values(
        "MedlineCitation", block.coded("MedlineCitation"), "Status"
    )
    told["source"] = pa.array(["pubmed"]).take(pa.array(np.zeros(count, np.int8)))
    schema = SCHEMAS["papers"]
    columns = [told.get(field.name, pa.nulls(count, field.type)) for field in schema]
    return pa.table(columns, schema=schema)


def _words(block: Block) -> dict[str, pa.Array]:
    """Return the columns that are one element each."""
    title, vernacular, name, iso_name, issn, volume, part = block.told(
        "ArticleTitle", "VernacularTitle", "Title", "ISOAbbreviation", "ISSN", "Volume", "Issue"
    )
    short, number, country, linking = block.told(
        "MedlineTA", "NlmUniqueID", "Journal.Country", "ISSNLinking"
    )
    return {
        "title": title,
        "vernacular_title": vernacular,
        "journal": name,
        "journal_abbrev": pc.coalesce(short, iso_name),
        "issn": pc.coalesce(linking, issn),
        "nlm_id": number,
        "volume": volume,
        "issue": part,
        "country": country,
    }


def _distinct(columns: list[pa.Array]) -> tuple[list[tuple[str | None, ...]], pa.Array]:
    """Return the distinct rows of *columns*, and the number of each row among them."""
    filled = [pc.fill_null(column, "") for column in columns]
    encoded = pc.binary_join_element_wise(*filled, "\x00").dictionary_encode()
    rows = [tuple(part or None for part in told.split("\x00"))
            for told in encoded.dictionary.to_pylist()]  # fmt: skip
    return rows, encoded.indices


def _dates(block: Block) -> dict[str, pa.Array]:
    """Return the columns that are dates or parts of them; each distinct date is read once."""
    printed = [f"PubDate.{part}" for part in (*YMD, "Season")]
    rows, index = _distinct(block.told(*printed, "MedlineDate"))
    read = [from_text(free) if free else from_parts(*parts) for *parts, free in rows]
    columns = [list(column) for column in zip(*read, strict=True)]
    names = ("pub_date", "year", "month", "day", "date_precision")
    kinds = (pa.string(), pa.int64(), pa.int64(), pa.int64(), pa.string())
    told = {
        name: pa.array(column, kind).take(index)
        for name, column, kind in zip(names, columns, kinds, strict=True)
    }
    told["revised_date"] = _days(block.told(*(f"DateRevised.{part}" for part in YMD)))
    told["entry_date"] = _days(_entries(block))
    return told


def _days(parts: list[pa.Array]) -> pa.Array:
    rows, index = _distinct(parts)
    return pa.array([iso(*row) for row in rows], pa.string()).take(index)


def _entries(block: Block) -> list[pa.Array]:
    """Return year, month and day of the first PubMedPubDate that tells of the entry, by record."""
    name = "PubMedPubDate"
    place = np.flatnonzero(block.are(name, "PubStatus", "entrez"))[::-1]
    found = np.full(block.length, -1, np.int32)
    found[block.record(name)[place]] = place
    parts = []
    for part in YMD:
        child = np.full(block.count(name) + 1, -1, np.int32)  # the last is for -1
        child[block.parent(f"{name}.{part}", name)] = block.at(f"{name}.{part}")
        parts.append(block.texts(child[found]))
    return parts


def _mesh_terms(block: Block) -> pa.Array:
    """Return the descriptors of each record, each once."""
    record, text = block.record("DescriptorName"), block.text("DescriptorName")
    codes = text.dictionary_encode().indices.fill_null(-1).to_numpy().astype(np.int64)
    _, first = np.unique((record.astype(np.int64) << 32) + codes, return_index=True)
    if len(first) < len(text):
        first = np.sort(first)
        record, text = record[first], pick(text, first)
    return list_array(record, text, block.length)


def _languages(block: Block) -> pa.Array:
    filled = np.flatnonzero(block.filled("Language"))
    record, text = block.record("Language")[filled], pick(block.text("Language"), filled)
    told = list_array(record, text, block.length)
    joined = pc.binary_join(told, "; ")
    return pc.if_else(pc.greater(pc.list_value_length(told), 0), joined, NO_TEXT)


def _pages(block: Block) -> pa.Array:
    printed, start, end = block.told("MedlinePgn", "StartPage", "EndPage")
    ends = pc.coalesce(pc.binary_join_element_wise(start, end, "-"), start, end)
    name = "ELocationID"
    place = np.flatnonzero(block.are(name, "EIdType", "pii") & block.filled(name))[::-1]
    found = np.full(block.length, -1, np.int32)
    found[block.record(name)[place]] = block.at(name)[place]
    return pc.coalesce(printed, ends, block.texts(found))


def retractions(types: Listed, links: Listed, count: int) -> pa.Array:
    """Return what became of each paper, as `sources.retraction` decides it one by one."""
    by_type, by_link = types.columns[2:4], links.columns[2:3]
    state = np.zeros(count, np.int8)
    steps = (
        (by_link, links.record, CORRECTED_LINKS, 1),
        (by_type, types.record, NOTICE_TYPES, 2),
        (by_link, links.record, NOTICE_LINKS, 2),
        (by_link, links.record, CONCERN_LINKS, 3),
        (by_type, types.record, RETRACTED_TYPES, 4),
        (by_link, links.record, RETRACTED_LINKS, 4),
    )  # the graver the later
    for columns, record, wanted, number in steps:
        for column in columns:
            there = pc.is_in(column, pa.array(sorted(wanted), pa.string()))
            state[record[there.to_numpy(zero_copy_only=False)]] = number
    return pa.array(["none", "corrected", "notice", "concern", "retracted"]).take(pa.array(state))
