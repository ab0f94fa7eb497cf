"""Ids in columns, written as `sources.identifiers` writes them one by one."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.block import NO_TEXT, Block, pick
from harvester.columnar.structure import Ints
from harvester.sources import identifiers as ids

# Ids that already stand as they should; any other goes to the function that knows all spellings.
_DOI = r"^10\.[0-9]{4,9}/[!-~]+$"
_PMCID = r"^PMC[1-9][0-9]*$"
KINDS = {"pubmed": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}


def dois(texts: pa.Array) -> pa.Array:
    """Return the DOIs that *texts* are; null for what is none."""
    return _cleaned(pc.ascii_lower(texts), texts, _DOI, ids.doi)


def pmcids(texts: pa.Array) -> pa.Array:
    """Return the PMCIDs that *texts* are; null for what is none."""
    return _cleaned(texts, texts, _PMCID, ids.pmcid)


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


def identifiers(block: Block) -> tuple[list[pa.Array], Ints]:
    """Return the columns of identifiers, each id of a paper once, and the record of each row."""
    located = np.flatnonzero(~block.are("ELocationID", "ValidYN", "N"))
    record = np.concatenate((block.record("ArticleId"), block.record("ELocationID")[located]))
    codes = block.code("ELocationID")[located]
    kind = pa.concat_arrays(
        [
            *block.values("ArticleId", "IdType"),
            *block.nodes.tags.values("ELocationID", codes, "EIdType"),
        ]
    )
    value = pa.concat_arrays([block.text("ArticleId"), pick(block.text("ELocationID"), located)])
    kind = _kinds(pc.fill_null(kind, ""))
    value = pc.if_else(pc.equal(kind, "doi"), dois(_only(value, kind, "doi")), value)
    value = pc.if_else(pc.equal(kind, "pmcid"), pmcids(_only(value, kind, "pmcid")), value)
    kept = pc.and_(pc.is_valid(value), pc.invert(pc.is_in(kind, pa.array(["", "pmid"]))))
    chosen = np.flatnonzero(kept.to_numpy(zero_copy_only=False))
    count = block.length
    record = np.concatenate((np.arange(count), record[chosen]))
    pmid = pa.array(["pmid"]).take(pa.array(np.zeros(count, np.int8)))
    kind = pa.concat_arrays([pmid, pick(kind, chosen)])
    value = pa.concat_arrays([block.pmids.cast(pa.string()), pick(value, chosen)])
    order = np.argsort(record, kind="stable")
    order = order[_first(record[order], pick(kind, order), pick(value, order))]
    record = record[order]
    return [pick(block.paper_ids, record), pick(kind, order), pick(value, order)], record


def _only(value: pa.Array, kind: pa.Array, wanted: str) -> pa.Array:
    return pc.if_else(pc.equal(kind, wanted), value, NO_TEXT)


def _kinds(told: pa.Array) -> pa.Array:
    encoded = told.dictionary_encode()
    named = [KINDS.get(kind, kind) for kind in encoded.dictionary.to_pylist()]
    return pa.array(named, pa.string()).take(encoded.indices)


def _first(record: Ints, kind: pa.Array, value: pa.Array) -> Ints:
    """Return the rows that are the first of their kind and value in their record."""
    whole = pc.binary_join_element_wise(pa.array(record).cast(pa.string()), kind, value, "\x00")
    codes = whole.dictionary_encode().indices.to_numpy()
    _, first = np.unique(codes, return_index=True)
    return np.sort(first)


def first_of(kind: str, columns: list[pa.Array], record: Ints, length: int) -> pa.Array:
    """Return the first id of that kind of each record; null where it has none."""
    there = pc.equal(columns[1], kind).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(there)[::-1]
    index = np.full(length, -1, np.int64)
    index[record[rows]] = rows
    return columns[2].take(pa.array(index, mask=index < 0))
