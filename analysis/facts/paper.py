"""A paper as the readers of facts see it: two passages of text, and what NLM says of it.

Patterns run over `folded`, which has the same length as the text, so that an offset in one is
an offset in the other.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from analysis.facts.counting import BEGINS

# One character for one character: typographic spellings of what the patterns write plainly.
_PLAIN = str.maketrans(
    dict.fromkeys("‐‑‒–—―−⁻﹣－", "-")  # noqa: RUF001 (these are the spellings meant)
    | dict.fromkeys("\xa0\u2002\u2003\u2005\u2007\u2008\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("‘’ʼ′", "'")  # noqa: RUF001
    | {"μ": "µ", "¹": "1", "∙": "·", "⋅": "·", "•": "·", "×": "x"}  # noqa: RUF001
)
# A full stop ends a sentence when a blank and a capital, digit or bracket follow, unless the
# word before it is one of these abbreviations or a single initial.
_END = re.compile(
    (
        r"(?<!\b[a-z])(?<!\bvs)(?<!i\.[vmpn])(?<!e\.g)(?<!i\.e)(?<!s\.c)(?<!\bdr)"
        r"(?<!\bca)(?<!\bno)[.?!](?:[)\]\"'])?\s+(?=[A-Z0-9(\[\"'])|\n+"
    ),
    re.A,
)


# Headings that have lost what divided them from the text: "MethodsSeventy-five patients". Their
# last letter is read as a line feed, which ends both a word and a sentence.
_RUN_IN = re.compile(
    r"(?<![A-Za-z])(?:Background|Introduction|Rationale|Objectives?|Aims?|Purpose|Methods?|Design"
    r"|Setting|Participants|Patients|Interventions?|Measurements|Results?|Findings|Conclusions?"
    r"|Discussion|Interpretation)(?=[A-Z0-9])"
)

_OWN = re.compile(
    r"(?<![a-z])(?:we|our|(?:this|the present|the current) (?:\w+ ){0,2}"
    r"(?:study|trial|review|analysis|paper|article|report|work|protocol|survey)|(?:aims?|objectives?|purpose|methods?|design)\s?:"
    r"|(?:the )?(?:aim|objective|purpose|goal) of|(?:was|were) (?:designed|conducted|performed)"
    r"|to (?:determine|investigate|evaluate|assess|examine|compare|test))(?![a-z])"
)


def _cut(heading: re.Match[str]) -> str:
    return heading.group()[:-1] + "\n"


def fold(text: str) -> str:
    """Return *text* in lower case with plain dashes, blanks and quotes; the length is kept.

    >>> fold("Ketamine 0.5\u00a0\u03bcg")
    'ketamine 0.5 µg'
    """
    lower = _RUN_IN.sub(_cut, text).lower()
    if len(lower) != len(text):  # İ and its like grow in lower case
        cut = _RUN_IN.sub(_cut, text)
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in cut)
    return lower if lower.isascii() else lower.translate(_PLAIN)


@dataclass(frozen=True)
class Span:
    """Where something stands: papers[field][start:end] == text. term: the pattern's name."""

    field: str
    start: int
    end: int
    text: str
    term: str

    def as_dict(self) -> dict[str, object]:
        """Return the span as the column `spans` holds it."""
        return {
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "term": self.term,
        }


@dataclass(frozen=True)
class Fact:
    """One value of one attribute. low and high are numbers in *unit*, or None for words."""

    attribute: str
    value: str
    spans: tuple[Span, ...] = ()
    low: float | None = None
    high: float | None = None
    unit: str | None = None


@dataclass
class Passage:
    """One field of a paper. An absent abstract is an empty passage."""

    field: str
    text: str

    @cached_property
    def folded(self) -> str:
        """The text as patterns read it."""
        return fold(self.text)

    @cached_property
    def numbers(self) -> list[int]:
        """Where numbers begin, in figures or words."""
        return [match.start() for match in BEGINS.finditer(self.folded)]

    @cached_property
    def own(self) -> int:
        """Where the text begins to speak of the study itself: what stands before is background."""
        match = _OWN.search(self.folded)
        return self.sentence(match.start())[0] if match else 0

    @cached_property
    def _starts(self) -> list[int]:
        ends = {match.end() for match in _END.finditer(self.text)}
        return [0, *sorted(ends | {match.end() for match in _RUN_IN.finditer(self.text)})]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return start and end of the sentence that holds offset *at*."""
        which = bisect_right(self._starts, at)
        end = self._starts[which] if which < len(self._starts) else len(self.text)
        return self._starts[which - 1], end

    def find_numbers(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield each match of *pattern*, which begins with a number, one not within another."""
        end = 0
        for start in self.numbers:
            if start >= end and (match := pattern.match(self.folded, start)):
                end = match.end()
                yield match

    def span(self, start: int, end: int, term: str) -> Span:
        """Return the span of text[start:end]."""
        return Span(self.field, start, end, self.text[start:end], term)


@dataclass
class Paper:
    """Title and abstract, with publication types and MeSH descriptors where they are known."""

    title: Passage
    abstract: Passage
    publication_types: frozenset[str] = field(default_factory=frozenset)
    mesh_terms: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(
        cls,
        title: str | None,
        abstract: str | None,
        publication_types: Iterable[str] = (),
        mesh_terms: Iterable[str] = (),
    ) -> "Paper":
        """Make a paper of plain texts; None is an empty text."""
        return cls(
            Passage("title", title or ""),
            Passage("abstract", abstract or ""),
            frozenset(publication_types),
            frozenset(mesh_terms),
        )

    @property
    def passages(self) -> tuple[Passage, Passage]:
        """Title, then abstract."""
        return self.title, self.abstract

    def passage(self, field: str) -> Passage:
        """Return the passage of one field: "title" or "abstract"."""
        return self.title if field == "title" else self.abstract

    def find_numbers(self, pattern: re.Pattern[str]) -> Iterator[tuple[Passage, re.Match[str]]]:
        """Yield each match of a *pattern* that begins with a number, in order."""
        for passage in self.passages:
            for match in passage.find_numbers(pattern):
                yield passage, match

    def find(
        self, pattern: re.Pattern[str], *needles: str
    ) -> Iterator[tuple[Passage, re.Match[str]]]:
        """Yield each match of *pattern* in the folded title and abstract, in order.

        needles: words of which a match must hold one; without them a passage is not searched.
        """
        for passage in self.passages:
            text = passage.folded
            if not needles or any(needle in text for needle in needles):
                for match in pattern.finditer(text):
                    yield passage, match
