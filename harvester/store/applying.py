"""One reply folded in: which records are new to the store, whose they are, and what that does."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from harvester.archive import Reply
from harvester.schema import PARSED, TABLES
from harvester.sources import Origin, Parsed, Row
from harvester.store import history, marks, noting, provenance, reworking, standing
from harvester.store.identity import resolve
from harvester.store.layout import insert
from harvester.store.noting import Moment
from harvester.store.rows import PAPER, Content, encoded, insert_papers, paper_row
from harvester.store.sameness import Claim, first_page

_AT = {name: place for place, name in enumerate(TABLES["papers"].names)}
_IDS = ("pmid", "pmcid", "doi")


@dataclass
class Tally:
    """What a reply has done so far; `store.Applied` is made of it."""

    new: list[str] = field(default_factory=list)
    changed: dict[str, None] = field(default_factory=dict)
    back: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    matched: list[tuple[str, str, str]] = field(default_factory=list)
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Told:
    """One source record of the reply that the store is to take in: its place among the origins."""

    place: int
    origin: Origin
    owner: str | None  # the paper it has belonged to


def apply(db: sqlite3.Connection, batches: Iterable[Parsed], reply: Reply) -> Tally:
    """Fold every batch of *reply* in. The caller holds the transaction."""
    tally = Tally()
    for parsed in batches:
        told, touched = _sort_out(db, parsed, reply, tally)
        if told:
            touched += _take_in(db, parsed, told, reply, tally)
        tally.back += noting.settle(db, reply.run, touched).back
        _reject(db, parsed, reply, tally)
        if parsed.deleted:
            gone = [str(pmid) for pmid in parsed.deleted]
            tally.gone += marks.deleted(db, gone, _moment(reply))
    db.execute("INSERT INTO applied_replies VALUES (?)", (reply.name,))
    return tally


def _sort_out(
    db: sqlite3.Connection, parsed: Parsed, reply: Reply, tally: Tally
) -> tuple[list[Told], list[str]]:
    """Return the records whose content the store has not, and the papers that may be back.

    The other records have their provenance renewed, unless they are older than the store's.
    """
    stored = provenance.stored(db, parsed.origins, reply)
    given = history.owners(db, [(o.source, o.source_id) for o in parsed.origins])
    told, same, returned = [], [], []
    for place, origin in enumerate(parsed.origins):
        before = stored.get((origin.source, origin.source_id))
        if before is None:
            told.append(Told(place, origin, given.get((origin.source, origin.source_id))))
        elif provenance.older(origin, _revised(parsed, place), before, reply):
            tally.stale += 1
        elif before.sha256 == origin.sha256:
            same.append((origin, before))
        else:
            told.append(Told(place, origin, before.paper_id))
        if before is not None and before.gone_since:
            returned.append(before.paper_id)
    tally.unchanged += len(same)
    provenance.write(db, [o for o, _ in same], [before.paper_id for _, before in same], reply)
    return told, returned


def _revised(parsed: Parsed, place: int) -> str:
    return str(parsed.rows["papers"][place][_AT["revised_date"]] or "")


def _reject(db: sqlite3.Connection, parsed: Parsed, reply: Reply, tally: Tally) -> None:
    tally.rejected += len(parsed.rejected)
    rows = [
        (reply.run, reply.name, r.place, r.reason, r.raw.decode("utf-8", "backslashreplace"))
        for r in parsed.rejected
    ]
    # A run asks for a bad record again, in other replies: it stays one record, as it came last.
    same = ((run, name, raw) for run, name, _, _, raw in rows)
    db.executemany("DELETE FROM rejected WHERE run = ? AND reply <> ? AND raw = ?", same)
    db.executemany(insert("rejected", "INSERT OR REPLACE"), rows)


def _take_in(
    db: sqlite3.Connection, parsed: Parsed, told: list[Told], reply: Reply, tally: Tally
) -> list[str]:
    """Give each record its paper; insert the papers that are new, rework and return the others."""
    claims = _claims(parsed, told)
    known = standing.near(db, claims)
    found = resolve(claims, known, reply.retrieved_at)
    held = {paper.paper_id for paper in known}.union(*found.merges)
    shared = Counter(found.paper_ids)
    fresh: list[tuple[Told, str]] = []
    others: list[tuple[Told, str]] = []
    for one, paper_id in zip(told, found.paper_ids, strict=True):
        alone = paper_id not in held and shared[paper_id] == 1
        is_fresh = alone and paper_id == one.origin.paper_id
        (fresh if is_fresh else others).append((one, paper_id))
    _insert(db, parsed, {paper_id for _, paper_id in fresh}, reply)
    provenance.write(db, [one.origin for one in told], found.paper_ids, reply)
    tally.new += [paper_id for _, paper_id in fresh]
    if not others:
        return []
    tally.matched += [
        (one.origin.source_id, paper_id, why)
        for one, paper_id, why in zip(told, found.paper_ids, found.why, strict=True)
        if why and one.owner is None
    ]
    contents = _contents(parsed, [one for one, _ in others])
    records = {
        (one.origin.source, one.origin.source_id): content
        for (one, _), content in zip(others, contents, strict=True)
    }
    papers = list(dict.fromkeys(paper_id for _, paper_id in others))
    done = reworking.rework(db, papers, records, found.merges, _moment(reply))
    tally.new += done.new
    tally.changed.update(dict.fromkeys(done.changed))
    tally.merged += found.merges
    return papers


def _moment(reply: Reply) -> Moment:
    return Moment(reply.run, reply.retrieved_at)


def _claims(parsed: Parsed, told: Iterable[Told]) -> list[Claim]:
    claims = []
    for one in told:
        paper = parsed.rows["papers"][one.place]
        ids = {kind: str(paper[_AT[kind]]) for kind in _IDS if paper[_AT[kind]] is not None}
        claims.append(
            Claim(
                one.origin.paper_id,
                ids,
                cast("str | None", paper[_AT["title"]]),
                cast("int | None", paper[_AT["year"]]),
                paper[_AT["retraction"]] == "notice",
                one.owner,
                cast("str | None", paper[_AT["volume"]]),
                first_page(cast("str | None", paper[_AT["pages"]])),
            )
        )
    return claims


def _insert(db: sqlite3.Connection, parsed: Parsed, ids: set[str], reply: Reply) -> None:
    """Insert papers that nobody else speaks of: their rows go in as they came."""
    if not ids:
        return
    at = reply.retrieved_at
    for name in PARSED:
        rows: Iterable[Row] = parsed.rows[name]
        if len(ids) < len(parsed.origins):
            rows = [row for row in rows if row[0] in ids]
        rows = encoded(name, rows)
        if name == "papers":
            insert_papers(
                db, [paper_row(str(row[0]), row[1 : len(PAPER) + 1], at, at) for row in rows]
            )
            continue
        if name == "identifiers":
            rows = dict.fromkeys([*rows, *_own_ids(parsed.rows["papers"], ids)])
        db.executemany(insert(name), rows)
    noting.came(db, ids, _moment(reply))


def _own_ids(papers: Iterable[Row], ids: set[str]) -> Iterator[Row]:
    """Yield the ids in the papers' own columns: a source need not repeat them in its list."""
    for paper in papers:
        if paper[0] in ids:
            for kind in _IDS:
                if paper[_AT[kind]] is not None:
                    yield paper[0], kind, str(paper[_AT[kind]])


def _contents(parsed: Parsed, told: list[Told]) -> list[Content]:
    """Return the rows of these records. In each table, rows stand in the order of the origins."""
    wanted: dict[int, Content] = {one.place: {name: [] for name in PARSED} for one in told}
    for name in PARSED:
        rows, at = parsed.rows[name], 0
        for place, origin in enumerate(parsed.origins):
            start = at
            while at < len(rows) and rows[at][0] == origin.paper_id:
                at += 1
            if place in wanted and start < at:
                wanted[place][name] = [row[1:] for row in encoded(name, rows[start:at])]
    for place, content in wanted.items():
        paper = parsed.rows["papers"][place]
        content["papers"] = [row[1 : len(PAPER) + 1] for row in encoded("papers", [paper])]
        own = (row[1:] for row in _own_ids([paper], {str(paper[0])}))
        content["identifiers"] = list(dict.fromkeys([*content["identifiers"], *own]))
    return [wanted[one.place] for one in told]
