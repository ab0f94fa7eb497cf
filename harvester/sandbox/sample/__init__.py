"""The bundled sample: invented records in PubMed's and PMC's own XML, and the truth about them.

PMIDs from 99,000,001; journals, authors and affiliations say that they are invented. README.md
says how the records are declared; `python -m harvester.sandbox.sample` renders them again.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
PUBMED = FOLDER / "pubmed.xml.gz"
PMC = FOLDER / "pmc.xml.gz"
TRUTH = FOLDER / "truth.csv"


def sample_files() -> list[Path]:
    """Return the files that a `Sandbox` serves as the sample: PubMed's records and PMC's."""
    return [PUBMED, PMC]
