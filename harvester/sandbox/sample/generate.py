"""From the declared sample to its files; the same declarations give the same bytes."""

import gzip
from pathlib import Path

from harvester.sandbox.sample import FOLDER, PMC, PUBMED, TRUTH
from harvester.sandbox.sample.catalogue import articles, declared
from harvester.sandbox.sample.jats import render_pmc
from harvester.sandbox.sample.pubmed import render
from harvester.sandbox.sample.truth import truth_csv


def files() -> dict[str, bytes]:
    """Return the sample's files, unpacked, by the name under which they are kept."""
    records = declared()
    in_pmc = articles(records)
    alone = [one for one in in_pmc if not one.pmid]
    return {
        PUBMED.name: render(records),
        PMC.name: render_pmc(in_pmc),
        TRUTH.name: truth_csv([*records, *alone]),
    }


def write(folder: Path = FOLDER) -> None:
    """Write the files into *folder*; those called .gz are packed, with no time in them."""
    for name, body in files().items():
        packed = gzip.compress(body, 9, mtime=0) if name.endswith(".gz") else body
        (folder / name).write_bytes(packed)
