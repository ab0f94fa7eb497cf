"""The whole way on the bundled sample: local NCBI, harvest, labels, facts, exports, report.

Only the base address differs from a real harvest. Nothing leaves the machine.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from harvester.errors import MissingExtraError, UsageError
from harvester.sandbox.sample import TRUTH
from harvester.settings import Settings

FOLDER = Path("ketlit-demo")
MARK = "INVENTED.txt"
MARKED = (
    "Made by `ketlit demo` from its bundled sample: every paper, person and number in this folder "
    "is invented.\nDelete it when you like.\n"
)
EXPORTS = (
    ("csv", "papers.csv", "all papers, a row each, labels and facts"),
    ("excel-csv", "papers-excel.csv", "the same for Excel"),
    ("ris", "papers.ris", "the same for Zotero, EndNote, Rayyan"),
)
Say = Callable[[str], object]


@dataclass(frozen=True)
class Made:
    """What the demo made.

    requests: how many the local NCBI answered; most: in any one second. wanting: what else there
    would be, and what it takes.
    """

    folder: Path
    files: tuple[tuple[Path, str], ...]
    requests: int
    most: int
    wanting: str | None = None


def run_demo(folder: Path, say: Say) -> Made:
    """Run every step into *folder* and return what was made.

    say: called with a line before each step. Raises UsageError where *folder* holds something that
    is not a demo's: invented papers must never meet real ones.
    """
    claim(folder)
    requests, most = _harvest(folder, say)
    say("classify: twelve conditions, by the words of title and abstract")
    from analysis.labelling import label_store

    label_store(folder)
    say("extract: dose, route, design, sample size and more")
    from analysis.extraction import extract_store

    extract_store(folder)
    say("export: csv, excel-csv and ris")
    from analysis.export.exporting import export_corpus

    files = [(export_corpus(folder, name, folder / file)[0], says) for name, file, says in EXPORTS]
    say("report: one page that works offline")
    page, wanting = _report(folder)
    files += [(page, "the report: open it in a browser")] if page else []
    shutil.copyfile(TRUTH, folder / TRUTH.name)
    files += [
        (folder / TRUTH.name, "the known truth: `evaluate`, notebook 4"),
        (folder / "papers.sqlite", "the corpus: notebooks, `find`, `browse`"),
    ]
    return Made(folder, tuple(files), requests, most, wanting)


def claim(folder: Path) -> None:
    """Make *folder* and mark it as invented. Raises UsageError if it holds anything else."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise UsageError(
            f"{folder} holds something that is not a demo's, and the demo's papers are invented. "
            "Name another folder: ketlit --data-dir FOLDER demo."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(MARKED, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error


def _harvest(folder: Path, say: Say) -> tuple[int, int]:
    """Harvest PubMed and PMC from the local NCBI, at NCBI's own rate without a key."""
    from harvester import harvest
    from harvester.sandbox import Sandbox, sample_files

    with Sandbox(sample_files()) as ncbi:
        say(f"harvest: the ketamine topic, PubMed and PMC, from the local NCBI at {ncbi.origin}")
        # Not the user's settings: no key, address or proxy of theirs belongs in a demo.
        settings = replace(Settings(), data_dir=folder, eutils_url=ncbi.url, pmc_s3_url=ncbi.s3_url)
        harvest(folder, source="all", settings=settings)
        return len(ncbi.requests), ncbi.requests.worst()


def _report(folder: Path) -> tuple[Path | None, str | None]:
    """Write the report without its picture files, or say what it needs."""
    from analysis.export.provenance import provenance
    from analysis.report.files import write_report
    from analysis.summaries import summarise
    from harvester import load

    corpus = load(folder)
    about = provenance(corpus.runs, corpus.labels)
    place = folder / "reports" / f"{datetime.now(UTC):%Y-%m-%d}"
    try:
        return write_report(summarise(corpus), place, about, pictures=False), None
    except MissingExtraError as error:
        return None, str(error)
