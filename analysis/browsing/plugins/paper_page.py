"""What Datasette asks of us: the evidence of a paper's page, and links to PubMed, PMC and DOI."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from markupsafe import Markup, escape

from analysis.browsing.highlight import marked

LINKS = {
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "doi": "https://doi.org/{}",
}


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: object, column: str, database: str) -> Markup | None:
    """Link the ids, and show lists as words."""
    if value is None or database != "browse":
        return None
    if column in LINKS:
        address = escape(LINKS[column].format(value))
        return Markup('<a rel="noreferrer" href="{}">{}</a>').format(address, value)
    if column in ("conditions", "routes", "forms", "doses"):
        # Datasette would print an empty text's value instead: the list's own brackets.
        return escape(", ".join(json.loads(str(value)))) or Markup("&nbsp;")
    return None


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    database: str | None, table: str | None, view_name: str, request: Any, datasette: Any
) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """Give the page of a paper its text cut at its evidence, its labels and its facts."""
    if (database, table, view_name) != ("browse", "papers", "row"):
        return None

    async def told() -> dict[str, Any]:
        # Datasette's path of a row is its key, with ~3A for ':'.
        from datasette.utils import tilde_decode

        paper_id = tilde_decode(request.url_vars["pks"])
        wide = datasette.get_database("browse")
        store = datasette.get_database("papers")
        paper = (await wide.execute("SELECT * FROM papers WHERE paper_id = ?", [paper_id])).first()
        labels = await _rows(store, "labels", paper_id, "condition, score, label, focus, evidence")
        facts = await _rows(store, "facts", paper_id, "attribute, value, spans")
        spans = [
            (row["condition"] + ("" if row["label"] else " (mentioned)"), s)
            for row in labels
            for s in json.loads(row["evidence"])
        ]
        spans += [
            (f"{row['attribute'].replace('_', ' ')}: {row['value']}", s)
            for row in facts
            for s in json.loads(row["spans"])
        ]
        return {
            "paper": dict(paper) if paper else None,
            "marked": marked(dict(paper), spans) if paper else {},
            "labels": sorted(
                (row for row in labels if row["label"] or row["focus"]),
                key=lambda row: (-row["label"], -(row["score"] or 0)),
            ),
            "facts": facts,
            "links": [
                (name, LINKS[name].format(paper[name])) for name in LINKS if paper and paper[name]
            ],
        }

    return told


async def _rows(store: Any, table: str, paper_id: str, columns: str) -> list[dict[str, Any]]:
    sql = f"SELECT {columns} FROM {table} WHERE paper_id = ?"  # noqa: S608 (names from above)
    if table not in await store.table_names():
        return []
    return [dict(row) for row in (await store.execute(sql, [paper_id])).rows]
