"""The PMIDs of a file and their versions, read from its bytes without parsing it."""

import re
from collections.abc import Iterable, Iterator

_RECORD = re.compile(
    rb"<PubmedArticle>\s*<MedlineCitation[^>]*>\s*<PMID(?:\s+Version=[\"'](\d+)[\"'])?[^>]*>\s*(\d+)"
)
START = b"<PubmedArticle>"


def listed(blocks: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """Yield PMID and version of each article, in order; a version that is not told is 1."""
    tail = b""
    for block in blocks:
        whole = tail + block
        last = 0
        for found in _RECORD.finditer(whole):
            last = found.end()
            yield int(found[2]), int(found[1] or 1)
        # The last record's beginning may be cut off; what was told is not told again.
        tail = whole[max(whole.rfind(START), last, len(whole) - len(START)) :]


def kept_of_many(blocks: Iterable[bytes]) -> dict[str, int]:
    """Return which occurrence stays, from 0, of each paper that a file holds more than once.

    It is the one of the highest version, the last of equals.
    """
    versions: dict[int, list[int]] = {}
    for pmid, version in listed(blocks):
        versions.setdefault(pmid, []).append(version)
    return {
        f"pmid:{pmid}": max(range(len(told)), key=lambda n: (told[n], n))
        for pmid, told in versions.items()
        if len(told) > 1
    }
