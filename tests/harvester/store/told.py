"""Source records made by hand, as a reader would give them, and replies that hold them."""

import hashlib
import json

from harvester.archive import Reply
from harvester.schema import TABLES
from harvester.sources import Origin, Parsed, Rejected

LISTS = {
    table: {c.name for c in TABLES[table].columns if c.kind in ("list", "objects")}
    for table in TABLES
}


def row(table, **cells):
    """One row of *table*; what is not named is missing."""
    assert not cells.keys() - set(TABLES[table].names), cells
    return tuple(
        cells.get(name, [] if name in LISTS[table] else None) for name in TABLES[table].names
    )


def record(source="pubmed", version=1, tables=None, **cells):
    """One source record as Parsed. Its natural id and source_id follow from its ids."""
    pmid, pmcid, doi = (cells.get(name) for name in ("pmid", "pmcid", "doi"))
    natural = f"pmid:{pmid}" if pmid else f"pmcid:{pmcid}" if pmcid else f"doi:{doi}"
    source_id = pmcid if source == "pmc" else str(pmid or pmcid or doi)
    cells = {"retraction": "none", "title": "A title", **cells}
    parsed = Parsed()
    rows = {"papers": [row("papers", paper_id=natural, source=source, **cells)]}
    for table, listed in (tables or {}).items():
        rows[table] = [row(table, paper_id=natural, **told) for told in listed]
    told = json.dumps([cells, tables], sort_keys=True).encode()
    sha256 = hashlib.sha256(told).hexdigest()
    parsed.add(rows, Origin(natural, source, source_id, version, sha256))
    return parsed


def batch(*records, rejected=(), deleted=()):
    """Several records as one Parsed."""
    whole = Parsed()
    whole.extend(records)
    whole.rejected += [Rejected(f"record {n}", why, b"<x>\xff") for n, why in rejected]
    whole.deleted += deleted
    return whole


def reply(name, at, source="pubmed", path="efetch.fcgi"):
    """The archived reply *name* ("run/number"), retrieved at hour *at* of an invented day."""
    when = f"2026-11-{20 + at // 24:02d}T{at % 24:02d}:00:00Z"
    return Reply(name, name.split("/")[0], source, "key", path, {}, when, 1, "sha")
