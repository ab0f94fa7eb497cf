"""Where literal words stand in bytes, whatever their case: the sieve of a sift.

Three ways with the same results: Hyperscan where it is installed, else re2, else plain Python.
Case is that of ASCII: beyond it, bytes are compared as they are.
"""

import re
from collections.abc import Callable, Iterator, Sequence

try:  # only a sift loads this module
    import hyperscan
except ImportError:
    hyperscan = None  # type: ignore[assignment]

SHORTEST = 4  # letters of what words share: shorter ones are in every other word
MOST_CORES = 4  # scans for one literal each; beyond them, one scan for all is cheaper
Scan = Callable[[bytes], list[int]]  # the positions of the last letters of words, ascending


def scanner(words: Sequence[str], engine: str | None = None) -> Scan:
    """Return the scan for *words*. One scan serves one thread.

    engine: "hyperscan", "re2" or "python"; the fastest that is installed if it is None.
    """
    literals = needles(words)
    if engine is not None:
        return ENGINES[engine](literals)
    for name, make in ENGINES.items():
        try:
            return make(literals)
        except ImportError:
            if name == "python":
                raise
    raise AssertionError("plain Python is always there")


def needles(words: Sequence[str]) -> list[bytes]:
    """Return what must be looked for: words in lower case, without those that hold another.

    >>> needles(["ketamin*", "Esketamine", "CI-581"])
    [b'ci-581', b'ketamin']
    """
    plain = sorted({word.rstrip("*").lower().encode() for word in words} - {b""})
    return [one for one in plain if not any(other in one for other in plain if other != one)]


def _hyperscan(literals: list[bytes]) -> Scan:
    """Look for what groups of words share: one literal costs a fifth of what two or more cost."""
    if hyperscan is None:
        raise ImportError("hyperscan is not installed")
    groups = cores(literals)
    together = len(groups) > MOST_CORES
    either = [b"|".join(map(re.escape, literals))] if together else list(map(re.escape, groups))
    databases = []
    for expression in either:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(expressions=[expression], flags=[hyperscan.HS_FLAG_CASELESS])
        databases.append(database)

    def scan(data: bytes) -> list[int]:
        found: list[int] = []

        def match(_number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append(end)

        if together:
            databases[0].scan(data, match_event_handler=match)
            return [end - 1 for end in found]
        ends: set[int] = set()
        for (core, words), database in zip(groups.items(), databases, strict=True):
            found.clear()
            database.scan(data, match_event_handler=match)
            ends.update(place for end in found for place in _around(data, end, core, words))
        return sorted(ends)

    return scan


def cores(literals: Sequence[bytes]) -> dict[bytes, list[bytes]]:
    """Return what groups of *literals* have in common, each literal in one group.

    >>> cores([b"ketalar", b"ketamin", b"spravato"])
    {b'keta': [b'ketalar', b'ketamin'], b'spravato': [b'spravato']}
    """
    left, found = list(literals), {}
    while left:
        shared: dict[bytes, list[bytes]] = {}
        for literal in left:
            parts = {literal[a:b] for a in range(len(literal))
                     for b in range(a + SHORTEST, len(literal) + 1)}  # fmt: skip
            for part in parts | {literal}:
                shared.setdefault(part, []).append(literal)
        core = max(sorted(shared), key=lambda part: (len(shared[part]), len(part)))
        found[core] = shared[core]
        left = [literal for literal in left if literal not in shared[core]]
    return found


def _around(data: bytes, end: int, core: bytes, words: Sequence[bytes]) -> Iterator[int]:
    """Yield where those of *words* end whose *core* ends there."""
    for word in words:
        at = word.find(core)
        while at >= 0:
            start = end - len(core) - at
            if start >= 0 and data[start : start + len(word)].lower() == word:
                yield start + len(word) - 1
            at = word.find(core, at + 1)


def _re2(literals: list[bytes]) -> Scan:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    patterns = [re2.compile(re2.escape(literal), options) for literal in literals]

    def scan(data: bytes) -> list[int]:
        return sorted(found.end() - 1 for p in patterns for found in p.finditer(data))

    return scan


def _python(literals: list[bytes]) -> Scan:
    def scan(data: bytes) -> list[int]:
        lower = data.lower()
        found = []
        for literal in literals:
            at = lower.find(literal)
            while at >= 0:
                found.append(at + len(literal) - 1)
                at = lower.find(literal, at + 1)
        return sorted(found)

    return scan


ENGINES: dict[str, Callable[[list[bytes]], Scan]] = {
    "hyperscan": _hyperscan,
    "re2": _re2,
    "python": _python,
}
