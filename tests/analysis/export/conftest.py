"""The records that every export is tried on."""

import pandas as pd
import pytest

from analysis.export.selection import Selection, select
from harvester import parse_pubmed

CONDITIONS = ("depression", "ptsd")


def selected(tables, labels=None) -> Selection:
    return select(tables["papers"], labels, conditions=CONDITIONS, tables=dict(tables))


@pytest.fixture(scope="session")
def everything(corpus) -> Selection:
    """All records of corpus/pubmed, edge cases and books included, as one selection."""
    files = [
        *sorted((corpus / "pubmed").glob("*.xml.gz")),
        *sorted((corpus / "pubmed/edge").glob("*")),
    ]
    names = ("papers", "authors", "mesh", "identifiers", "references")
    held: dict[str, list[pd.DataFrame]] = {name: [] for name in names}
    seen: set[str] = set()
    for tables in map(parse_pubmed, files):
        fresh = set(tables["papers"]["paper_id"]) - seen
        seen |= fresh
        for name in names:
            held[name].append(tables[name][tables[name]["paper_id"].isin(fresh)])
    whole = {name: pd.concat(frames, ignore_index=True) for name, frames in held.items()}
    assert len(seen) > 1500
    return selected(whole)
