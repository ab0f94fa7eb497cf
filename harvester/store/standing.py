"""What the store knows of the papers that a source record might be about."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from harvester.store.rows import as_json
from harvester.store.sameness import Claim, Standing, first_page


def near(db: sqlite3.Connection, claims: Iterable[Claim]) -> list[Standing]:
    """Return every paper that shares an id, or year and first page, with one of *claims*."""
    claims = list(claims)
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
    return of_papers(db, found | _printed_at(db, claims))


def _printed_at(db: sqlite3.Connection, claims: Iterable[Claim]) -> set[str]:
    """Return the papers printed in the year and on the page of a claim.

    Two PMIDs are two papers: a claim with a PMID is looked for among papers without one, of which
    there are few and an index of their own.
    """
    found: set[str] = set()
    for numbered, index in ((True, "AND pmid IS NULL"), (False, "")):
        places = {
            (claim.year, claim.page)
            for claim in claims
            if claim.year and claim.page and ("pmid" in claim.ids) is numbered
        }
        if places:
            rows = db.execute(
                "SELECT paper_id, year, pages FROM papers "  # noqa: S608 (words of ours)
                f"WHERE year IN (SELECT value FROM json_each(?)) {index}",
                (as_json(str(year) for year, _ in places),),
            )
            found |= {row[0] for row in rows if (row[1], first_page(row[2])) in places}
    return found


def of_papers(db: sqlite3.Connection, paper_ids: Iterable[str]) -> list[Standing]:
    """Return these papers; one that the store does not hold is absent."""
    wanted = (as_json(paper_ids),)
    papers = {
        paper_id: Standing(
            *(paper_id, first_seen, title, year),
            notice=retraction == "notice",
            gone=gone is not None,
            volume=volume,
            page=first_page(pages),
        )
        for paper_id, first_seen, title, year, retraction, gone, volume, pages in db.execute(
            "SELECT paper_id, first_seen, title, year, retraction, gone_since, volume, pages "
            "FROM papers WHERE paper_id IN (SELECT value FROM json_each(?))",
            wanted,
        )
    }
    for paper in papers.values():
        paper.ids["paper_id"].add(paper.paper_id)
    if not papers:
        return []
    for paper_id, kind, value in db.execute(
        "SELECT paper_id, kind, value FROM identifiers INDEXED BY identifiers_paper "
        "WHERE paper_id IN (SELECT value FROM json_each(?)) "
        "AND kind IN ('pmid', 'pmcid', 'doi', 'paper_id')",
        (as_json(papers),),
    ):
        if paper_id in papers:
            papers[paper_id].ids[kind].add(value)
    return list(papers.values())
