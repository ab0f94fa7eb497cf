"""Papers that the store already holds: composed anew from their records, compared, written."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from harvester.schema import PARSED, TABLES
from harvester.sources import Row
from harvester.store import noting, parts, standing
from harvester.store.composing import compose, conflicts
from harvester.store.identity import resolve
from harvester.store.layout import insert
from harvester.store.noting import Moment
from harvester.store.parts import Key, Record
from harvester.store.rows import PAPER, Content, contents, insert_papers, paper_row
from harvester.store.sameness import Claim

_SOURCE = PAPER.index("source")
_POINTED_AT = ("title", "abstract")  # what the spans of labels and facts point into
_DERIVED = ("labels", "facts")


@dataclass
class Reworked:
    """Papers that are new, and papers of which something changed."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def rework(
    db: sqlite3.Connection,
    paper_ids: Sequence[str],
    told: Mapping[Key, Content],
    merges: Sequence[tuple[str, str]],
    now: Moment,
) -> Reworked:
    """Compose these papers anew and write what differs.

    told: the records that just came, already in `records`. merges: (given up, what it is now), in
    the order in which they were found.
    """
    became = _became(merges)
    concerned = [*paper_ids, *became]
    before = contents(db, concerned)
    records: dict[str, list[Record]] = {}
    for paper_id, held in parts.records_of(db, concerned, before, told).items():
        records.setdefault(became.get(paper_id, paper_id), []).extend(held)
    db.executemany("UPDATE records SET paper_id = ?2 WHERE paper_id = ?1", became.items())
    done, changes = Reworked(), _give_up(db, became)
    for paper_id in paper_ids:
        mine = sorted(records[paper_id], key=lambda record: record.order)
        names = [name for name, now in became.items() if now == paper_id]
        after = _composed(mine, before, [paper_id, *names])
        if paper_id in before:
            differ = noting.differences(paper_id, before[paper_id], after)
            if differ:
                _overwrite(db, before[paper_id], after, paper_id, now.at)
                changes += differ
                done.changed.append(paper_id)
        else:
            _write_new(db, paper_id, _read_from(after, _named_by(paper_id, mine, told)), now.at)
            noting.came(db, [paper_id], now)
            done.new.append(paper_id)
        if len(mine) > 1:
            changes += _conflicts(paper_id, mine)
            parts.keep(db, mine)
    noting.note(db, now.run, changes)
    return done


def _became(merges: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return paper_id given up -> what it is in the end, where one merge led to another."""
    became: dict[str, str] = {}
    for loser, winner in merges:
        became = {name: winner if now == loser else now for name, now in became.items()}
        became[loser] = winner
    return became


def _composed(
    records: Sequence[Record], before: Mapping[str, Content], names: Sequence[str]
) -> Content:
    """Return the paper that *records* describe. names: its paper_id, then those merged into it."""
    after = compose([record.now for record in records])
    aliases: list[Row] = [
        row
        for name in names
        if name in before
        for row in before[name]["identifiers"]
        if row[0] == "paper_id"
    ]
    aliases += [("paper_id", name) for name in names[1:]]
    after = {**after, "identifiers": list(dict.fromkeys([*after["identifiers"], *aliases]))}
    if names[0] in before:  # where it was first read from does not change
        return _read_from(after, before[names[0]]["papers"][0][_SOURCE])
    return after


def _read_from(paper: Content, source: object) -> Content:
    """Return *paper* as one that was first read from *source*."""
    row = paper["papers"][0]
    return {**paper, "papers": [(*row[:_SOURCE], source, *row[_SOURCE + 1 :])]}


def _named_by(paper_id: str, records: Sequence[Record], told: Iterable[Key]) -> str:
    """Return the source of the record that gave a new paper its id; else of the first to come."""
    mine = {(record.source, record.source_id): record.now for record in records}
    came = [key for key in told if key in mine]
    kind, _, value = paper_id.partition(":")
    named = (
        source
        for source, source_id in came
        if (kind, value) in mine[source, source_id]["identifiers"]
    )
    return next(named, came[0][0])


def _overwrite(
    db: sqlite3.Connection, before: Content, after: Content, paper_id: str, at: str
) -> None:
    """Write the columns and tables that differ. Labels and facts of another text are dropped."""
    old, new = before["papers"][0], after["papers"][0]
    cells = {n: now for n, was, now in zip(PAPER, old, new, strict=True) if was != now}
    cells["last_changed"] = at
    setting = ", ".join(f'"{name}" = ?' for name in cells)
    db.execute(
        f"UPDATE papers SET {setting} WHERE paper_id = ?",  # noqa: S608 (names of the schema)
        (*cells.values(), paper_id),
    )
    for name in PARSED:
        if name != "papers" and before[name] != after[name]:
            _delete(db, name, paper_id)
            db.executemany(insert(name), [(paper_id, *row) for row in after[name]])
    if cells.keys() & set(_POINTED_AT):
        for name in _DERIVED:
            _delete(db, name, paper_id)


def _write_new(db: sqlite3.Connection, paper_id: str, after: Content, at: str) -> None:
    insert_papers(db, [paper_row(paper_id, after["papers"][0], at, at)])
    for name in PARSED:
        if name != "papers":
            db.executemany(insert(name), [(paper_id, *row) for row in after[name]])


def _delete(db: sqlite3.Connection, name: str, paper_id: str) -> None:
    db.execute(f'DELETE FROM "{name}" WHERE paper_id = ?', (paper_id,))  # noqa: S608 (schema)


def _give_up(db: sqlite3.Connection, became: Mapping[str, str]) -> list[noting.Change]:
    """Remove the papers that are now others; their changes stay as their history."""
    for loser in became:
        for name, table in TABLES.items():
            if table.parsed or name in _DERIVED:
                _delete(db, name, loser)
    return [(old, "paper_id", json.dumps(old), json.dumps(new)) for old, new in became.items()]


def _conflicts(paper_id: str, records: Sequence[Record]) -> list[noting.Change]:
    """Return in what the other records contradict the first one, where they did not before."""
    first = records[0]
    found: list[noting.Change] = []
    for other in records[1:]:
        known: set[tuple[str, str, str]] = set()
        if first.before and other.before:
            known = set(conflicts(first.before, other.before))
        found += [
            (paper_id, f"{other.source}.{name}", kept, said)
            for name, kept, said in conflicts(first.now, other.now)
            if (name, kept, said) not in known
        ]
    return found


def join_duplicates(db: sqlite3.Connection, paper_ids: Iterable[str], now: Moment) -> set[str]:
    """Merge papers that just went with those that NLM kept in their stead (see identity).

    Return the papers, of *paper_ids*, that are therefore not gone.
    """
    joined = set()
    for gone in standing.of_papers(db, paper_ids):
        same_doi = [Claim("", {"doi": doi}, None) for doi in sorted(gone.ids["doi"])]
        for other in standing.near(db, same_doi):
            if other.gone or other.paper_id == gone.paper_id:
                continue
            ids = {kind: min(told) for kind, told in other.ids.items() if told}
            name = other.paper_id
            claim = Claim(name, ids, other.title, other.year, other.notice, name)
            found = resolve([claim], [gone, other], now.at)
            if found.merges:
                rework(db, found.paper_ids, {}, found.merges, now)
                noting.settle(db, now.run, found.paper_ids)
                joined.add(gone.paper_id)
                break
    return joined
