"""The table of papers of a block."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.abstracts import abstracts
from harvester.columnar.arrow import SCHEMAS
from harvester.columnar.block import NO_TEXT, Block, list_array, pick
from harvester.columnar.ids import first_of
from harvester.columnar.lists import Listed
from harvester.sources.dates import PrintedDate, from_parts, from_text, iso
from harvester.sources.retraction import (
    CONCERN_LINKS,
    CORRECTED_LINKS,
    NOTICE_LINKS,
    NOTICE_TYPES,
    RETRACTED_LINKS,
    RETRACTED_TYPES,
)

YMD = ("Year", "Month", "Day")
MOST = 1 << 16  # distinct dates remembered
Read = TypeVar("Read")


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
    told["source"] = pa.repeat("pubmed", count)
    schema = SCHEMAS["papers"]
    for field in schema:
        if field.name not in told:
            told[field.name] = pa.nulls(count, field.type)
    return pa.table([told[name] for name in schema.names], schema=schema)


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


def _read(columns: list[pa.Array], read: Callable[[str], Read]) -> tuple[list[Read], pa.Array]:
    """Return what is read from each distinct row of *columns*, and each row's number among them.

    read: takes the texts of a row with NULs between them, where none is empty.
    """
    filled = [pc.fill_null(column, "") for column in columns]
    encoded = pc.binary_join_element_wise(*filled, "\x00").dictionary_encode()
    return [read(told) for told in encoded.dictionary.to_pylist()], encoded.indices


@lru_cache(MOST)
def _printed(told: str) -> PrintedDate:
    *parts, free = (part or None for part in told.split("\x00"))
    return from_text(free) if free else from_parts(*parts)


@lru_cache(MOST)
def _day(told: str) -> str | None:
    return iso(*(part or None for part in told.split("\x00")))


def _dates(block: Block) -> dict[str, pa.Array]:
    """Return the columns that are dates or parts of them; each distinct date is read once."""
    printed = [f"PubDate.{part}" for part in (*YMD, "Season")]
    read, index = _read(block.told(*printed, "MedlineDate"), _printed)
    names = ("pub_date", "year", "month", "day", "date_precision")
    kinds = (pa.string(), pa.int64(), pa.int64(), pa.int64(), pa.string())
    told = {
        name: pa.array(column, kind).take(index)
        for name, column, kind in zip(names, zip(*read, strict=True), kinds, strict=True)
    }
    told["revised_date"] = _days(block.told(*(f"DateRevised.{part}" for part in YMD)))
    told["entry_date"] = _days(_entries(block))
    return told


def _days(parts: list[pa.Array]) -> pa.Array:
    read, index = _read(parts, _day)
    return pa.array(read, pa.string()).take(index)


def _entries(block: Block) -> list[pa.Array]:
    """Return year, month and day of the first PubMedPubDate that tells of the entry, by record."""
    name = "PubMedPubDate"
    place = np.flatnonzero(block.are(name, "PubStatus", "entrez"))[::-1]
    found = np.full(block.length, -1, np.int32)
    found[block.record(name)[place]] = place
    parts = []
    for part in YMD:
        child = np.full(block.count(name) + 1, -1, np.int32)  # the last is for -1
        above = block.parent(f"{name}.{part}", name)
        child[above] = np.arange(len(above), dtype=np.int32)
        parts.append(block.picked(f"{name}.{part}", child[found]))
    return parts


def _mesh_terms(block: Block) -> pa.Array:
    """Return the descriptors of each record, each once."""
    record, text = block.record("DescriptorName"), block.text("DescriptorName")
    codes = text.dictionary_encode().indices.fill_null(-1).to_numpy().astype(np.int64)
    codes += record.astype(np.int64) << 32
    ordered = np.sort(codes)
    if (ordered[1:] == ordered[:-1]).any():
        _, first = np.unique(codes, return_index=True)
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
    found[block.record(name)[place]] = place
    return pc.coalesce(printed, ends, block.picked(name, found))


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
