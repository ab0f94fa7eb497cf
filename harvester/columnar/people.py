"""Authors and investigators of a block."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harvester.columnar.block import Block, list_array, pick, positions
from harvester.columnar.structure import Ints, UnrecognisedError
from harvester.sources.identifiers import orcid

ROLES = pa.array(["author", "editor", "investigator"])
AUTHOR, EDITOR, INVESTIGATOR = 0, 1, 2


@dataclass
class People:
    """The table of authors, the record of each row, and the names of authors by record."""

    table: list[pa.Array]
    record: Ints
    names: pa.Array


def people(block: Block) -> People:
    """Return the authors of a block, in the order of the record-by-record reader."""
    persons = block.at("Author", "Investigator")
    record = block.record(persons)
    role = _roles(block, persons)
    words = [
        block.below(persons, f"Person.{name}")
        for name in ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
    ]
    table = [
        pick(block.paper_ids, record),
        positions(record, role),
        *words,
        _orcids(block, persons),
        _affiliations(block, persons),
        ROLES.take(pa.array(role)),
    ]
    return People(table, record, _names(words, record, role == AUTHOR, len(block.records)))


def _roles(block: Block, persons: Ints) -> np.ndarray:
    number = block.found.element[persons]
    investigators = block.at("Investigator")
    role = np.zeros(len(persons), np.int8)
    if len(investigators):
        role[number == block.found.element[investigators[0]]] = INVESTIGATOR
    authors = role == AUTHOR
    editors = block.attributes.are(block.found.parent[persons[authors]], "Type", "editors")
    role[np.flatnonzero(authors)[editors]] = EDITOR
    return role


def _names(words: list[pa.Array], record: Ints, authors: np.ndarray, length: int) -> pa.Array:
    """Return 'Last FM' or the collective name of the authors of each record, as `names` does."""
    last, fore, initials, _, group = words
    short = pc.coalesce(initials, fore)
    person = pc.coalesce(pc.binary_join_element_wise(last, short, " "), last, short, group)
    named = authors & person.is_valid().to_numpy(zero_copy_only=False)
    return list_array(record[named], pick(person, named), length)


def _orcids(block: Block, persons: Ints) -> pa.Array:
    tags = block.at("Person.Identifier")
    tags = tags[block.attributes.are(tags, "Source", "ORCID")]
    place = np.searchsorted(persons, block.found.parent[tags])
    if len(place) > 1 and (place[1:] <= place[:-1]).any():
        raise UnrecognisedError("two ORCIDs of one author")
    if not len(tags):
        return pa.nulls(len(persons), pa.string())
    told = pa.array(list(map(orcid, block.text(tags).to_pylist())), pa.string())
    index = np.full(len(persons), -1, np.int32)
    index[place] = np.arange(len(place))
    return told.take(pa.array(index, mask=index < 0))


def _affiliations(block: Block, persons: Ints) -> pa.Array:
    new, old = block.at("Affiliation"), block.at("Affiliation.old")
    tags = np.sort(np.concatenate((new, old)))
    tags = tags[block.filled(tags)]
    parent = block.found.parent
    above = (
        np.where(np.isin(tags, old), parent[tags], parent[parent[tags]])
        if len(old)
        else parent[parent[tags]]
    )
    return list_array(np.searchsorted(persons, above), block.text(tags), len(persons))
