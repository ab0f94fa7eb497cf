"""What stands around a word: its sentence, the part of the abstract, what is denied or left out.

    reading = Reader().read(title, abstract)
    for part in reading.parts:
        for sentence in part.sentences: sentence.role, part.text[sentence.start:sentence.end]

Roles are `title`, `background`, `aim`, `methods`, `results`, `conclusion`: from the abstract's own
headings where it has them, else inferred from the wording and the order of the sentences.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import attrgetter
from typing import Any, NamedTuple

from analysis.phrases import Found, Phrases, Words, words

ROLES = ("title", "background", "aim", "methods", "results", "conclusion")
SHORT = 3  # sentences: an abstract so short need not have a conclusion
HEADING = 7  # words at most
_BREAK = re.compile(r"[.!?][\"'\u201d\u2019)\]]*\s+|(?<!\s)\s*\n\s*")
# An abbreviation does not end a sentence, nor does an initial.
_SHORT = re.compile(
    r"(?:\b(?:vs|e\.?g|i\.?e|i\.?v|i\.?m|i\.?p|s\.?c|p\.?o|al|cf|approx|dr|mr|mrs|ms|no|fig|st|resp|ca|h|min|wt|bw)|\b[A-Z])\.\s+$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(?:\A|[.!?)\]]\s+|\n[^\S\n]*)([A-Z][^.:;\n!?]{2,60}?)\s*:\s?")
_BARE = re.compile(  # "OBJECTIVE To determine …", "Methods We …": capitals or a line of its own
    r"(?:\A|[.!?)\]]\s+|\n[^\S\n]*)((?:BACKGROUND|INTRODUCTION|AIMS?|OBJECTIVES?|PURPOSE|METHODS?|"
    r"RESULTS?|FINDINGS|CONCLUSIONS?|DISCUSSION)(?:\s+AND\s+[A-Z]+)?)\s+(?=[A-Z0-9])"
)


class Sentence(NamedTuple):
    """text[start:end] of a part; words first to last - 1; labelled: under a printed heading."""

    start: int
    end: int
    first: int
    last: int
    role: str
    labelled: bool


_first = attrgetter("first")


@dataclass(frozen=True, slots=True)
class Part:
    """Title or abstract, read: its words, the phrases found, its sentences."""

    field: str
    text: str
    words: Words
    found: list[Found]
    sentences: list[Sentence]

    def sentence(self, word: int) -> Sentence:
        """Return the sentence that holds word number *word*."""
        return self.sentences[bisect_right(self.sentences, word, key=_first) - 1]

    def span(self, found: Found) -> tuple[int, int]:
        """Return start and end in characters of *found*."""
        return self.words.starts[found.first], self.words.ends[found.last - 1]


@dataclass(frozen=True, slots=True)
class Reading:
    """A paper, read: title first, then abstract."""

    parts: tuple[Part, Part]

    def count(self, name: str) -> int:
        """Return how often phrases of the list *name* occur ("animal", "review", …)."""
        return sum(found.name == name for part in self.parts for found in part.found)

    @property
    def without_people(self) -> bool:
        """Whether animals are named and no people: then nobody has the condition."""
        return self.count("animal") > 0 and self.count("human") == 0


@cache
def declared() -> dict[str, Any]:
    """Return context.toml."""
    text = files("analysis").joinpath("context.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def cues() -> dict[str, list[str]]:
    """Return the lists of context.toml by name, such as "animal" or "roles.aim"."""
    lists: dict[str, list[str]] = {}
    for name, table in declared().items():
        for key, phrases in table.items() if name != "headings" else ():
            lists[name if key == "cues" else f"{name}.{key}"] = phrases
    return lists


class Reader:
    """Reads papers for the cues of context.toml and for *lists* of one's own, in one pass."""

    def __init__(self, lists: Mapping[str, Iterable[str]] | None = None):
        self._phrases = Phrases({**cues(), **(lists or {})})

    def read(self, title: str | None, abstract: str | None) -> Reading:
        """Read one paper. A field that is missing has no words."""
        return Reading((self._part("title", title or ""), self._part("abstract", abstract or "")))

    def _part(self, field: str, text: str) -> Part:
        cut = words(text)
        found = self._phrases.find(cut)
        return Part(field, text, cut, found, _sentences(field, text, cut, found))


def split(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of *text*; a line feed ends one too.

    >>> split("Given i.v. to 9 cats. They slept.")
    [(0, 21), (22, 33)]
    """
    spans, start = [], 0
    for match in _BREAK.finditer(text):
        end = match.end()
        if "\n" not in match.group():
            if end >= len(text) or (text[end].islower() and not text.startswith("p ", end)):
                continue
            if _SHORT.search(text, max(start, match.start() - 8), end):
                continue
        stop = match.start() + len(match.group().rstrip())
        if text[start:stop].strip():
            spans.append((start, stop))
        start = end
    stop = start + len(text[start:].rstrip())
    if stop > start:
        spans.append((start, stop))
    return spans


def headings(abstract: str) -> list[tuple[int, str]]:
    """Return where each headed section of *abstract* begins, and its role, in order."""
    roles = {word: role for role, listed in declared()["headings"].items() for word in listed}
    order = list(declared()["headings"])
    found = {}
    for pattern in (_HEADING, _BARE):
        for match in pattern.finditer(abstract):
            named = [roles[word] for word in words(match[1]).lower if word in roles]
            if named and len(match[1].split()) <= HEADING:
                found[match.start(1)] = min(named, key=order.index)
    return sorted(found.items())


def _sentences(field: str, text: str, cut: Words, found: list[Found]) -> list[Sentence]:
    spans = [(0, len(text))] if field == "title" and text else split(text)
    bounds = [bisect_right(cut.starts, start - 1) for start, _ in spans] + [len(cut.starts)]
    if field == "title":
        return [Sentence(a, b, 0, len(cut.starts), "title", True) for a, b in spans]
    heads = headings(text) if ":" in text or _BARE.search(text) else []
    said: list[set[str]] = [set() for _ in spans]
    for hit in found:
        if hit.name.startswith("roles."):
            said[max(0, bisect_right(bounds, hit.first) - 1)].add(hit.name[6:])
    inferred = _inferred(said)
    places = [start for start, _ in heads]
    result = []
    for i, (start, end) in enumerate(spans):
        head = bisect_right(places, start) - 1
        role = heads[head][1] if head >= 0 and len(heads) > 1 else inferred[i]
        result.append(Sentence(start, end, bounds[i], bounds[i + 1], role, head >= 0))
    return result


def _inferred(said: list[set[str]]) -> list[str]:
    """Return a role for each sentence: by its cues, and never back from results to methods."""
    roles: list[str] = []
    now, many = "background", len(said)
    for i, cue in enumerate(said):
        ends = "conclusion" in cue and i >= many / 2 and many > 1
        # The last sentence of four or more draws the conclusion, unless it only says the aim.
        if ends or (i == many - 1 and many > SHORT and now != "aim"):
            now = "conclusion"
        elif now in ("background", "aim") and "aim" in cue:
            now = "aim"
        elif "methods" in cue and now != "results":
            now = "methods"
        elif "results" in cue and (now != "background" or i >= many / 3):
            now = "results"
        elif now == "aim":
            now = "methods"
        roles.append(now)
    return roles
