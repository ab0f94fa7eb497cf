"""NLM's files of the whole of PubMed: their order, their years, their checksums.

pubmed26n0001.xml.gz to pubmed26n1334.xml.gz are the baseline of 2026, the numbers after it the
updates. A later file wins over an earlier one; a new year's baseline replaces all of the old.
Source: https://ftp.ncbi.nlm.nih.gov/pubmed/updatefiles/README.txt
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from harvester.errors import ParseError, UsageError

_NAME = re.compile(r"pubmed(\d\d)n(\d{4,})\.xml(?:\.gz)?$")
_MD5 = re.compile(r"(?:^MD5 ?\([^)]*\) ?= ?|^)([0-9a-f]{32})\b", re.IGNORECASE)
# The last number of each year's baseline; a file after it is an update. Source: NLM's Technical
# Bulletin and https://www.nlm.nih.gov/databases/download/pubmed_medline.html
BASELINE_ENDS = {"21": 1062, "22": 1114, "23": 1166, "24": 1219, "25": 1274, "26": 1334}
SUFFIXES = (".xml", ".xml.gz")
BLOCK = 1 << 20


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Return the files of *paths*, folders opened, in the order in which a later one wins.

    Files that NLM did not name come in the order of their names, after NLM's. Raises UsageError
    if there is none, if one is named twice, or if they are of several years.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        found += [file for file in inside if file == path or file.name.endswith(SUFFIXES)]
    if not found:
        raise UsageError("No PubMed file is there: wanted .xml or .xml.gz, or a folder of them.")
    names = [path.name for path in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{twice[0]} is given twice: each file has its one place in the order.")
    if len(years := sorted({year(path) for path in found} - {""})) > 1:
        raise UsageError(
            f"These files are of the years {' and '.join(years)}: a new baseline replaces the old "
            "one, and records that NLM dropped between them would come back. Give one year's."
        )
    return sorted(found, key=_place)


def year(path: Path) -> str:
    """Return the two digits of the year of NLM's file; "" for any other."""
    found = _NAME.search(path.name)
    return found[1] if found else ""


def may_revise(path: Path) -> bool:
    """Tell whether a file may hold newer versions of records of earlier files.

    A file of the baseline does not: each paper is in one of them. Of a year that is not known
    here, any may.
    """
    found = _NAME.search(path.name)
    return found is None or int(found[2]) > BASELINE_ENDS.get(found[1], 0)


def _place(path: Path) -> tuple[int, int, str]:
    found = _NAME.search(path.name)
    return (0, int(found[2]), path.name) if found else (1, 0, path.name)


def sidecar(path: Path) -> str | None:
    """Return the checksum that NLM gives beside the file; None if there is no such file.

    Raises ParseError if the file beside it is none: an error page is not a checksum.
    """
    beside = path.with_name(path.name + ".md5")
    if not beside.exists():
        return None
    text = beside.read_text(encoding="utf-8", errors="replace")
    if found := _MD5.search(text.strip()):
        return found[1].lower()
    raise ParseError(str(beside), f"no MD5 checksum in it; it begins with {text[:40]!r}.")


def check(path: Path) -> bool:
    """Return whether the file was checked against its sidecar. Raises ParseError if they differ."""
    wanted = sidecar(path)
    if wanted is None:
        return False
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    if digest.hexdigest() != wanted:
        raise ParseError(
            str(path), f"its MD5 is {digest.hexdigest()}, not {wanted} as NLM says: fetch it again."
        )
    return True
