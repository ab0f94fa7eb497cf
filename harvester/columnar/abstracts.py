"""Abstracts of a block: rows of sections, and the text and parts of papers."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.arrow import SECTION
from harvester.columnar.block import Block, list_array, pick, positions
from harvester.columnar.lists import Listed
from harvester.columnar.structure import Ints


def sections(block: Block) -> Listed:
    """Return a row for each part of the abstract, then of the other abstracts."""
    own, other = _texts(block, "AbstractText"), _texts(block, "OtherAbstract.AbstractText")
    tags = np.concatenate((own, other))
    order = np.argsort(block.record(tags), kind="stable")
    tags, is_other = tags[order], (order >= len(own))
    record = block.record(tags)
    label, category = block.attributes.values(tags, "Label", "NlmCategory")
    language, kind = _of_parents(block, tags, is_other)
    kinds = pa.array(["abstract", "other_abstract"]).take(pa.array(is_other.astype(np.int8)))
    columns = [
        pick(block.paper_ids, record),
        positions(record),
        kinds,
        labels(label),
        pc.coalesce(category, kind),
        language,
        block.text(tags),
    ]
    return Listed(columns, record)


def _texts(block: Block, name: str) -> Ints:
    tags = block.at(name)
    filled: Ints = tags[block.filled(tags)]
    return filled


def _of_parents(block: Block, tags: Ints, is_other: np.ndarray) -> list[pa.Array]:
    """Return language and type of the other abstracts that texts stand in; else null."""
    parents = block.found.parent[tags[is_other]]
    index = np.full(len(tags), -1, np.int32)
    index[is_other] = np.arange(len(parents))
    choice = pa.array(index, mask=~is_other)
    return [told.take(choice) for told in block.attributes.values(parents, "Language", "Type")]


def labels(told: pa.Array) -> pa.Array:
    """Return labels on one line and without a colon at their end; null for an empty one."""
    encoded = told.dictionary_encode()
    clean = [
        " ".join(label.split()).rstrip(":").rstrip() or None
        for label in encoded.dictionary.to_pylist()
    ]
    return pa.array(clean, pa.string()).take(encoded.indices)


def abstracts(block: Block) -> tuple[pa.Array, pa.Array]:
    """Return abstract and abstract_sections of each record."""
    tags = _texts(block, "AbstractText")
    record, text = block.record(tags), block.text(tags)
    label, category = block.attributes.values(tags, "Label", "NlmCategory")
    label = labels(label)
    lead = pc.fill_null(pc.binary_join_element_wise(label, "", ": "), "")
    count = len(block.records)
    parts = list_array(record, pc.binary_join_element_wise(lead, text, ""), count)
    whole = pc.binary_join(parts, "\n")
    many = np.bincount(record, minlength=count)
    whole = pc.if_else(pa.array(many > 0), whole, pa.scalar(None, pa.string()))
    structured = many > 1
    structured[record[label.is_valid().to_numpy(zero_copy_only=False)]] = True
    return whole, _spans(record, structured, (label, category, lead, text), count)


def _spans(
    record: Ints, structured: np.ndarray, parts: tuple[pa.Array, ...], count: int
) -> pa.Array:
    """Return the parts of the structured abstracts as {label, category, start, end}."""
    kept = structured[record]
    label, category, lead, text = (pick(part, kept) for part in parts)
    record = record[kept]
    before, inside = (pc.utf8_length(told).to_numpy().astype(np.int64) for told in (lead, text))
    first = np.ones(len(record), bool)
    first[1:] = record[1:] != record[:-1]
    ends = np.cumsum(before + inside + 1)  # with the line feed behind each part
    starts = np.flatnonzero(first)
    base = np.repeat(np.concatenate(([0], ends))[starts], np.diff(np.append(starts, len(record))))
    end = ends - base - 1
    spans = pa.StructArray.from_arrays(
        [label, category, pa.array(end - inside), pa.array(end)], fields=list(SECTION)
    )
    return list_array(record, spans, count)
