"""What the store knows of the papers that a source record might be about."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from harvester.store.identity import Claim, Standing
from harvester.store.rows import as_json


def near(db: sqlite3.Connection, claims: Iterable[Claim]) -> list[Standing]:
    """Return every paper that shares an id with one of *claims*."""
    values: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        values["paper_id"] |= {claim.natural, claim.owner or claim.natural}
        for kind, value in claim.ids.items():
            values[kind].add(value)
    found = {
        row[0]
        for kind, told in values.items()
        for row in db.execute(
            "SELECT paper_id FROM identifiers WHERE kind = ? "
            "AND value IN (SELECT value FROM json_each(?))",
            (kind, as_json(sorted(told))),
        )
    } | values["paper_id"]
    return of_papers(db, found)


def of_papers(db: sqlite3.Connection, paper_ids: Iterable[str]) -> list[Standing]:
    """Return these papers; one that the store does not hold is absent."""
    wanted = (as_json(paper_ids),)
    papers = {
        row[0]: Standing(row[0], row[1], row[2], row[3], row[4] == "notice", row[5] is not None)
        for row in db.execute(
            "SELECT paper_id, first_seen, title, year, retraction, gone_since FROM papers "
            "WHERE paper_id IN (SELECT value FROM json_each(?))",
            wanted,
        )
    }
    for paper in papers.values():
        paper.ids["paper_id"].add(paper.paper_id)
    for paper_id, kind, value in db.execute(
        "SELECT paper_id, kind, value FROM identifiers "
        "WHERE paper_id IN (SELECT value FROM json_each(?)) "
        "AND kind IN ('pmid', 'pmcid', 'doi', 'paper_id')",
        wanted,
    ):
        if paper_id in papers:
            papers[paper_id].ids[kind].add(value)
    return list(papers.values())
