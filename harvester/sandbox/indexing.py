"""Pure: one record in, what it can be found by out, whatever its database."""

from harvester.sandbox.elements import tree
from harvester.sandbox.folding import Entry
from harvester.sandbox.indexing_pmc import fill_pmc
from harvester.sandbox.indexing_pubmed import fill_pubmed
from harvester.sandbox.records import Record

# Fields that are other fields put together (PubMed's help names the parts).
_ANY = ("TITL", "TT", "AB", "OTRM", "MESH", "SUBH", "PTYP", "SUBS", "PS")
UNIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "pubmed": {
        "TIAB": ("TITL", "AB", "OTRM"),
        "WORD": _ANY,
        "ALL": (
            *_ANY,
            *("FULL", "COLN", "AFFL", "JOUR", "LID", "GRNT", "ECNO", "SI", "AUID", "FINV"),
            *("BOOK", "PUBN", "ED"),
        ),
    },
    "pmc": {
        "TIAB": ("TITL", "ABST"),
        "WORD": ("TITL", "ABST", "KWD", "BODY"),
        "ALL": ("TITL", "ABST", "KWD", "BODY", "FULL", "AFFL", "JOUR", "DOI", "PMID"),
    },
}


def entry(record: Record) -> Entry:
    """Return what *record* is found by. One that cannot be read is found by its UID only."""
    root = tree(record.raw)
    made = Entry(UNIONS[record.db])
    if root is not None:
        fill = fill_pubmed if record.db == "pubmed" else fill_pmc
        fill(made, root)
    if record.modified is not None:
        made.days["MDAT"] = (record.modified,)
    return made
