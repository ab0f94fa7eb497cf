"""The tables of the store, made from schema.toml; what is added to them, and why."""

from collections.abc import Iterator

from harvester.schema import PARSED, SQLITE, TABLES, Table

APPLICATION_ID = 0x6B65746C  # "ketl" in the file's header: this SQLite file is ours
VERSION = 1  # raise it when a table changes; `opening.migrate` brings older files up to it
# Tables in which a row is found by its key. The others are found by paper, and hold what a source
# says even where it says it twice.
KEYED = ("records", "labels", "facts", "runs", "changes", "rejected")
SEARCHED = ("title", "abstract", "keywords", "mesh_terms")
# Not in the schema, because they say nothing about papers: the replies that were applied, and the
# rows of each source record of those papers that several sources describe (zlib, JSON); and, while
# a pruned archive is read again, the papers that records have had before.
OWN = {
    "applied_replies": "(reply TEXT PRIMARY KEY) WITHOUT ROWID",
    "given_papers": (
        "(source TEXT NOT NULL, source_id TEXT NOT NULL, paper_id TEXT NOT NULL, "
        "PRIMARY KEY (source, source_id)) WITHOUT ROWID"
    ),
    "source_parts": (
        "(source TEXT NOT NULL, source_id TEXT NOT NULL, rows BLOB NOT NULL, "
        "PRIMARY KEY (source, source_id)) WITHOUT ROWID"
    ),
}
INDEXES = {
    "papers_pmid": '"papers" ("pmid")',
    "papers_printed": '"papers" ("year", "pages", "paper_id")',
    "papers_unnumbered": '"papers" ("year", "pages", "paper_id") WHERE "pmid" IS NULL',
    "identifiers_value": '"identifiers" ("kind", "value")',
    "records_paper": '"records" ("paper_id")',
    "facts_attribute": '"facts" ("attribute", "value")',
    "changes_paper": '"changes" ("paper_id")',
    **{f"{name}_paper": f'"{name}" ("paper_id")' for name in PARSED if name != "papers"},
}


def statements() -> Iterator[str]:
    """Yield the statements that make an empty store; each does nothing where its thing exists."""
    for table in TABLES.values():
        yield _create(table)
    for name, told in OWN.items():
        yield f'CREATE TABLE IF NOT EXISTS "{name}" {told}'
    for name, place in INDEXES.items():
        yield f'CREATE INDEX IF NOT EXISTS "{name}" ON {place}'
    yield from _full_text()


def _create(table: Table) -> str:
    columns = [f'"{column.name}" {SQLITE[column.kind]}' for column in table.columns]
    if table.name == "papers":
        # A lasting number, because the full-text index speaks of papers by number.
        columns.insert(0, '"docid" INTEGER PRIMARY KEY')
        columns.append('UNIQUE ("paper_id")')
    if table.name in KEYED:
        columns.append("PRIMARY KEY (" + ", ".join(f'"{name}"' for name in table.key) + ")")
    return f'CREATE TABLE IF NOT EXISTS "{table.name}" ({", ".join(columns)})'


def _full_text() -> Iterator[str]:
    """Yield the full-text index, which holds no text of its own, and what keeps it in step.

    No stemming: it would make `suicid*` and `depressi*` miss what they plainly name. New papers
    are entered by `rows.insert_papers`, a batch at a time: a trigger would take twice as long.
    """
    names = ", ".join(SEARCHED)
    old, new = (", ".join(f"{which}.{name}" for name in SEARCHED) for which in ("old", "new"))
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS papers_text USING fts5({names}, "
        "content='papers', content_rowid='docid', tokenize='unicode61 remove_diacritics 2')"
    )
    # Segments are merged sixteen at a time, not four: half the writing while a store is filled.
    yield "INSERT INTO papers_text(papers_text, rank) VALUES ('automerge', 16)"
    add = f"INSERT INTO papers_text(rowid, {names}) VALUES (new.docid, {new});"  # noqa: S608
    drop = (  # an index without text must be told what it is to forget
        f"INSERT INTO papers_text(papers_text, rowid, {names}) "  # noqa: S608 (names of ours)
        f"VALUES ('delete', old.docid, {old});"
    )
    yield f"CREATE TRIGGER IF NOT EXISTS papers_out AFTER DELETE ON papers BEGIN {drop} END"
    yield (
        f"CREATE TRIGGER IF NOT EXISTS papers_over AFTER UPDATE OF {names} ON papers "
        f"BEGIN {drop} {add} END"
    )


def insert(name: str, verb: str = "INSERT") -> str:
    """Return the statement that inserts one whole row into table *name*."""
    names = TABLES[name].names
    columns = ", ".join(f'"{column}"' for column in names)
    return f'{verb} INTO "{name}" ({columns}) VALUES ({", ".join("?" * len(names))})'
