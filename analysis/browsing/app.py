"""Datasette, told what our tables are: read-only, on loopback unless told otherwise."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.browsing.flat import ARRAY_FACETS, COLUMNS, FACETS
from harvester.errors import MissingExtraError

if TYPE_CHECKING:
    from datasette.app import Datasette

HERE = Path(__file__).parent
SHOWN = ("pmid", "year", "title", "journal", "conditions", "design", "routes", "sample_size")
SETTINGS = {
    "default_page_size": 50,
    "default_facet_size": 12,  # all conditions and designs; of the years the fullest
    "facet_time_limit_ms": 2000,
    "sql_time_limit_ms": 5000,
    "suggest_facets": False,
    "allow_download": False,
}
QUERIES = {
    "trials_by_condition": (
        "Randomised trials per condition",
        "SELECT value AS condition, count(*) AS trials FROM papers, json_each(papers.conditions)"
        " WHERE design = 'rct' GROUP BY value ORDER BY trials DESC",
    ),
    "doses": (
        "Doses by route",
        "SELECT r.value AS route, d.value AS dose, count(*) AS papers FROM papers,"
        " json_each(papers.routes) r, json_each(papers.doses) d"
        " GROUP BY 1, 2 ORDER BY papers DESC LIMIT 200",
    ),
    "retracted": (
        "Retracted papers and expressions of concern",
        "SELECT pmid, year, title, retraction FROM papers"
        " WHERE retraction IN ('retracted', 'concern') ORDER BY year DESC",
    ),
    "largest_trials": (
        "The largest trials of a condition",
        "SELECT pmid, year, sample_size, title FROM papers WHERE design = 'rct' AND EXISTS"
        " (SELECT 1 FROM json_each(papers.conditions) WHERE value = :condition)"
        " ORDER BY sample_size DESC LIMIT 100",
    ),
}


def metadata(as_of: str) -> dict[str, Any]:
    """Return Datasette's metadata: titles, facets, meanings, saved queries."""
    return {
        "title": "Ketamine literature",
        "description": f"PubMed and PMC papers as of {as_of}, with labels, facts and evidence. "
        "Begin with browse: a row per paper. papers has every table of the store.",
        "source": "NLM PubMed and PMC",
        "databases": {
            "browse": {
                "tables": {
                    "papers": {
                        "description": "One row per paper. Open one to see the words behind it.",
                        "label_column": "title",
                        "sort_desc": "year",
                        "fts_table": "papers_fts",
                        "facets": [
                            *({"array": name} for name in ARRAY_FACETS),
                            *(name for name in FACETS if name != "journal"),
                        ],
                    }
                },
                "queries": {
                    name: {"title": title, "sql": sql} for name, (title, sql) in QUERIES.items()
                },
            },
        },
    }


def application(store: Path, flat: Path, as_of: str) -> "Datasette":
    """Return Datasette over the wide table (database `browse`) and the store (`papers`).

    Raises MissingExtraError where Datasette is not installed.
    """
    try:
        from datasette.app import Datasette
    except ImportError as error:
        raise MissingExtraError("ketlit browse", "browse") from error
    return Datasette(
        [str(store)],
        immutables=[str(flat)],
        metadata=metadata(as_of),
        template_dir=str(HERE / "templates"),
        plugins_dir=str(HERE / "plugins"),
        settings=SETTINGS,
    )


def shown_columns() -> str:
    """Return the query string that shows the columns of the first page."""
    return "&".join(f"_nocol={name}" for name in COLUMNS if name not in (*SHOWN, "paper_id"))
