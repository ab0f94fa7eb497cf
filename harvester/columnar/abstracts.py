"""Abstracts of a block: rows of sections, and the text and parts of papers."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.arrow import SECTION
from harvester.columnar.block import Block, list_array, pick, positions
from harvester.columnar.lists import Listed
from harvester.columnar.structure import Ints

OWN, OTHER = "AbstractText", "OtherAbstract.AbstractText"


def sections(block: Block) -> Listed:
    """Return a row for each part of the abstract, then of the other abstracts."""
    own, other = np.flatnonzero(block.filled(OWN)), np.flatnonzero(block.filled(OTHER))
    record = block.record(OWN)[own]
    label, category = _attributes(block, OWN, own)
    none = pa.nulls(len(own), pa.string())
    kind = pa.repeat("abstract", len(own))
    found = [kind, label, category, none, pick(block.text(OWN), own)]
    if len(other):
        record = np.concatenate((record, block.record(OTHER)[other]))
        order = np.argsort(record, kind="stable")
        pairs = zip(found, _others(block, other), strict=True)
        found = [pick(pa.concat_arrays(pair), order) for pair in pairs]
        record = record[order]
    return Listed([pick(block.paper_ids, record), positions(record), *found], record)


def _others(block: Block, rows: Ints) -> list[pa.Array]:
    label, category = _attributes(block, OTHER, rows)
    above = block.nodes.code[block.parent(OTHER)[rows]]
    language, kind = block.nodes.tags.values("OtherAbstract", above, "Language", "Type")
    name = pa.repeat("other_abstract", len(rows))
    text = pick(block.text(OTHER), rows)
    return [name, label, pc.coalesce(category, kind), language, text]


def _attributes(block: Block, name: str, rows: Ints) -> list[pa.Array]:
    """Return label and category of some elements of a path."""
    tags, codes = block.nodes.tags, block.code(name)[rows]
    (label,) = tags.values(name, codes, "Label", clean=_label)
    return [label, *tags.values(name, codes, "NlmCategory")]


def _label(told: str) -> str | None:
    """Return a label on one line and without a colon at its end; None for an empty one."""
    return " ".join(told.split()).rstrip(":").rstrip() or None


def abstracts(block: Block) -> tuple[pa.Array, pa.Array]:
    """Return abstract and abstract_sections of each record."""
    rows = np.flatnonzero(block.filled(OWN))
    record, text = block.record(OWN)[rows], pick(block.text(OWN), rows)
    label, category = _attributes(block, OWN, rows)
    lead = pc.fill_null(pc.binary_join_element_wise(label, "", ": "), "")
    count = block.length
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
