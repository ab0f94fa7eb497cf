"""Export formats: one module each, found by name in the registry of this package."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Protocol

from harvester.errors import UsageError

if TYPE_CHECKING:
    from analysis.export.selection import Selection


class Writer(Protocol):
    """What a format's module offers."""

    def write(self, selection: "Selection", file: BinaryIO) -> Mapping[str, str]:
        """Write the papers of *selection*, in order.

        Returns the text that stands for null, by column, where it is not blank.
        """


@dataclass(frozen=True)
class Format:
    """One format: the module that writes it, the suffix of its files, and who reads it.

    table: one row per paper with the columns of `Selection`, so that `read_export` reads it.
    """

    module: str
    suffix: str
    says: str
    table: bool = False


FORMATS: dict[str, Format] = {
    "csv": Format("delimited", ".csv", "R, pandas, any spreadsheet", table=True),
    "excel-csv": Format("excel", ".csv", "Excel by double click: accents, no formulas", table=True),
    "jsonl": Format("jsonl", ".jsonl", "one JSON object per line, lists kept", table=True),
    "parquet": Format("parquet", ".parquet", "typed columns for pandas, R, DuckDB", table=True),
    "ris": Format("ris", ".ris", "Zotero, EndNote, Covidence, Rayyan"),
    "bibtex": Format("bibtex", ".bib", "LaTeX, JabRef"),
    "csl-json": Format("csl", ".json", "Pandoc, Zotero, citeproc"),
    "nbib": Format("nbib", ".nbib", "MEDLINE tags: Rayyan, Covidence, VOSviewer"),
    "asreview": Format("asreview", ".csv", "ASReview, human decisions in `included`"),
    "bibliometrix": Format("wos", ".txt", "bibliometrix, as Web of Science plain text"),
    "atom": Format("atom", ".atom", "a feed reader; best with --new"),
    "markdown": Format("digest", ".md", "a digest per condition; best with --new"),
}


def format_named(name: str) -> Format:
    """Return a format. Raises UsageError, listing what exists, for an unknown name."""
    if name not in FORMATS:
        raise UsageError(f"No export format {name!r}. There are: {', '.join(FORMATS)}.")
    return FORMATS[name]


def writer_named(name: str) -> Writer:
    """Return the module that writes a format. Raises UsageError for an unknown name."""
    writer: Writer = import_module(f"analysis.export.{format_named(name).module}")
    return writer
