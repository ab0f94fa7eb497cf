"""Authors and investigators of a block."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.block import Block, list_array, pick, positions
from harvester.columnar.ids import orcids
from harvester.columnar.structure import Ints, UnrecognisedError

ROLES = pa.array(["author", "editor", "investigator"])
WORDS = ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
AUTHOR, EDITOR, INVESTIGATOR = 0, 1, 2


@dataclass
class People:
    """The table of authors, the record of each row, and the names of authors by record."""

    table: list[pa.Array]
    record: Ints
    names: pa.Array


def people(block: Block) -> People:
    """Return the authors of a block, in the order of the record-by-record reader."""
    persons = np.concatenate((block.at("Author"), block.at("Investigator")))
    if block.count("Investigator"):
        persons = persons[np.argsort(block.nodes.place[persons])]
    row = np.empty(len(block.nodes.record), np.int32)  # of each person among them
    row[persons] = np.arange(len(persons))
    record = block.nodes.record[persons]
    role = _roles(block, persons)
    words = [
        block.placed(name, row[block.parent(name)], len(persons))
        for name in (f"Person.{word}" for word in WORDS)
    ]
    table = [
        pick(block.paper_ids, record),
        positions(record, role),
        *words,
        _orcids(block, row, len(persons)),
        _affiliations(block, row, len(persons)),
        ROLES.take(pa.array(role)),
    ]
    return People(table, record, _names(words, record, role == AUTHOR, block.length))


def _roles(block: Block, persons: Ints) -> np.ndarray:
    role = np.zeros(len(persons), np.int8)
    low, high = block.nodes.span("Author")
    authors = (persons >= low) & (persons < high)
    role[~authors] = INVESTIGATOR
    above = block.nodes.code[block.parent("Author")]
    editors = block.nodes.tags.are("AuthorList", above, "Type", "editors")
    role[np.flatnonzero(authors)[editors]] = EDITOR
    return role


def _names(words: list[pa.Array], record: Ints, authors: np.ndarray, length: int) -> pa.Array:
    """Return 'Last FM' or the collective name of the authors of each record, as `names` does."""
    last, fore, initials, _, group = words
    short = pc.coalesce(initials, fore)
    person = pc.coalesce(pc.binary_join_element_wise(last, short, " "), last, short, group)
    named = authors & person.is_valid().to_numpy(zero_copy_only=False)
    return list_array(record[named], pick(person, named), length)


def _orcids(block: Block, row: Ints, length: int) -> pa.Array:
    name = "Person.Identifier"
    chosen = np.flatnonzero(block.are(name, "Source", "ORCID"))
    place = row[block.parent(name)[chosen]]
    if len(place) > 1 and (place[1:] <= place[:-1]).any():
        raise UnrecognisedError("two ORCIDs of one author")
    if not len(chosen):
        return pa.nulls(length, pa.string())
    told = orcids(pick(block.text(name), chosen))
    index = np.full(length, -1, np.int32)
    index[place] = np.arange(len(place))
    return told.take(pa.array(index, mask=index < 0))


def _affiliations(block: Block, row: Ints, length: int) -> pa.Array:
    above = row[block.nodes.parent[block.parent("Affiliation")]]
    if not block.count("Affiliation.old") and block.filled("Affiliation").all():
        return list_array(above, block.text("Affiliation"), length)
    names = ("Affiliation", "Affiliation.old")
    above = np.concatenate((above, row[block.parent("Affiliation.old")]))
    order = np.argsort(block.nodes.place[np.concatenate([block.at(name) for name in names])])
    order = order[np.concatenate([block.filled(name) for name in names])[order]]
    text = pa.concat_arrays([block.text(name) for name in names])
    return list_array(above[order], pick(text, order), length)
