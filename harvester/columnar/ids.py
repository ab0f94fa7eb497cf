"""Ids in columns, written as `sources.identifiers` writes them one by one."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.block import Block, pick
from harvester.columnar.structure import Ints
from harvester.sources import identifiers as ids

# Ids that already stand as they should; any other goes to the function that knows all spellings.
_DOI = r"^10\.[0-9]{4,9}/[!-~]+$"
_PMCID = r"^PMC[1-9][0-9]*$"
_ORCID = r"^([0-9]{4}-){3}[0-9]{3}[0-9X]$"
KINDS = {"pubmed": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}


def dois(texts: pa.Array) -> pa.Array:
    """Return the DOIs that *texts* are; null for what is none."""
    return _cleaned(pc.ascii_lower(texts), texts, _DOI, ids.doi)


def pmcids(texts: pa.Array) -> pa.Array:
    """Return the PMCIDs that *texts* are; null for what is none."""
    return _cleaned(texts, texts, _PMCID, ids.pmcid)


def orcids(texts: pa.Array) -> pa.Array:
    """Return the ORCIDs that *texts* are; null for what is none."""
    return _cleaned(texts, texts, _ORCID, ids.orcid)


def _cleaned(
    plain: pa.Array, texts: pa.Array, pattern: str, clean: Callable[[str | None], str | None]
) -> pa.Array:
    """Return *plain* where *texts* match, and what *clean* makes of the others."""
    good = pc.fill_null(pc.match_substring_regex(texts, pattern), fill_value=True)
    if pc.all(good).as_py() is not False:
        return plain
    bad = ~good.to_numpy(zero_copy_only=False)
    mended = pa.array([clean(told) for told in pick(texts, bad).to_pylist()], pa.string())
    return pc.replace_with_mask(plain, pa.array(bad), mended)


class _Given(NamedTuple):
    """Ids as they are given: the record, the kind and the text of each."""

    record: Ints
    kind: pa.Array
    value: pa.Array


def identifiers(block: Block) -> tuple[list[pa.Array], Ints]:
    """Return the columns of identifiers, each id of a paper once, and the record of each row.

    Of a record its PMID comes first, then what the article lists, then where it is located.
    """
    record, kind, value = _given(block)
    for name, clean in (("doi", dois), ("pmcid", pmcids)):
        chosen = pc.equal(kind, name)
        value = pc.replace_with_mask(value, chosen, clean(value.filter(chosen)))
    chosen = _first(record, kind, value)
    count = block.length
    record = np.concatenate((np.arange(count), record[chosen]))
    order = np.argsort(record, kind="stable")
    record, order = record[order], np.concatenate((np.arange(count), chosen + count))[order]
    kind = pa.concat_arrays([pa.repeat("pmid", count), kind])
    value = pa.concat_arrays([block.pmids.cast(pa.string()), value])
    return [pick(block.paper_ids, record), pick(kind, order), pick(value, order)], record


def _given(block: Block) -> _Given:
    """Return the ids that have a kind, are not PubMed's, and are not said to be invalid."""
    tags, found = block.nodes.tags, []
    for name, attribute in (("ArticleId", "IdType"), ("ELocationID", "EIdType")):
        (kind,) = tags.values(name, block.code(name), attribute, clean=_kind)
        kept = kind.is_valid().to_numpy(zero_copy_only=False) & block.filled(name)
        if name == "ELocationID":
            kept &= ~block.are(name, "ValidYN", "N")
        rows = np.flatnonzero(kept)
        texts = pick(block.text(name), rows)
        found.append(_Given(block.record(name)[rows], pick(kind, rows), texts))
    record, kind, value = zip(*found, strict=True)
    return _Given(np.concatenate(record), pa.concat_arrays(kind), pa.concat_arrays(value))


def _kind(told: str) -> str | None:
    kind = KINDS.get(told, told)
    return None if kind == "pmid" else kind


def _first(record: Ints, kind: pa.Array, value: pa.Array) -> Ints:
    """Return the rows with a value that are the first of their kind and value in their record."""
    there = np.flatnonzero(value.is_valid().to_numpy(zero_copy_only=False))
    kinds, values = (pick(column, there).dictionary_encode() for column in (kind, value))
    codes = record[there].astype(np.int64)
    for column in (kinds, values):  # within 63 bits: all three are of one block
        codes = codes * len(column.dictionary) + column.indices.to_numpy()
    ordered = np.sort(codes)
    if (ordered[1:] == ordered[:-1]).any():
        _, first = np.unique(codes, return_index=True)
        there = there[np.sort(first)]
    return there


def first_of(kind: str, columns: list[pa.Array], record: Ints, length: int) -> pa.Array:
    """Return the first id of that kind of each record; null where it has none."""
    there = pc.equal(columns[1], kind).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(there)[::-1]
    index = np.full(length, -1, np.int64)
    index[record[rows]] = rows
    return columns[2].take(pa.array(index, mask=index < 0))
