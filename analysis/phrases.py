"""Words and phrases found in one pass over a text, however many are looked for.

A phrase is written as its words: `major depressi*` (a star ends a stem), `alcohol (use|misuse)`
(alternatives; an empty one makes a word optional), `MDD` (capitals alone are matched as capitals).
Blanks, hyphens, dashes, slashes and apostrophes between words are all alike.

Each different word is looked up once and remembered; what is left per text is one dictionary
look-up per word, so that a vocabulary of a thousand phrases costs as much as one of ten.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+")
# What may stand between two words of one phrase: "self-administration", "and/or".
JOINT = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212'\u2019/]{0,4}")
_PART = re.compile(r"[^\W_]+\*?")
_CHOICE = re.compile(r"\(([^()]*)\)")
LONGEST = 60  # letters of a stem: a longer word begins with no longer one
REMEMBERED = 400_000  # different words; the whole of PubMed has more, and they are rare


class Words(NamedTuple):
    """The words of a text in lower case, with the place of each: text[starts[i]:ends[i]]."""

    text: str
    lower: list[str]
    starts: list[int]
    ends: list[int]


class Found(NamedTuple):
    """A phrase, its choices made, at words first to last - 1 of a text; name is its list."""

    name: str
    phrase: str
    first: int
    last: int


def words(text: str) -> Words:
    """Cut *text* into words: runs of letters and digits of any script.

    >>> words("Self-harm").lower
    ['self', 'harm']
    """
    spans = [match.span() for match in WORD.finditer(text)]
    return Words(
        text, [text[a:b].lower() for a, b in spans], [a for a, _ in spans], [b for _, b in spans]
    )


@cache
def written_out(phrase: str) -> tuple[str, ...]:
    """Return *phrase* with every choice made, the innermost first.

    >>> written_out("(heavy|binge) drink*")
    ('heavy drink*', 'binge drink*')
    """
    choice = _CHOICE.search(phrase)
    if choice is None:
        return (" ".join(phrase.split()),)
    made = (phrase[: choice.start()] + one + phrase[choice.end() :] for one in choice[1].split("|"))
    return tuple(dict.fromkeys(spelled for one in made for spelled in written_out(one)))


class Phrases:
    """Lists of phrases by name, ready to be found: one tree of words for all of them."""

    def __init__(self, lists: Mapping[str, Iterable[str]]):
        self._root = _Node()
        self._known: dict[str, tuple[_Node, ...]] = {}
        for name, phrases in lists.items():
            for phrase in phrases:
                for spelled in written_out(phrase):
                    self._add(name, phrase, spelled)

    def _add(self, name: str, phrase: str, spelled: str) -> None:
        parts = _PART.findall(spelled)
        if not parts:
            raise ValueError(f"[{name}]: the phrase {phrase!r} has no words.")
        node = self._root
        for part in parts:
            branch = node.stems if part.endswith("*") else node.words
            node = branch.setdefault(part.rstrip("*").lower(), _Node())
        node.ends.append((name, spelled, spelled.isupper() and len(spelled) > 1))

    def _first(self, word: str) -> tuple["_Node", ...]:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        found = self._known[word] = tuple(self._root.after(word))
        return found

    def find(self, text: Words) -> list[Found]:
        """Return every phrase in *text*, in order of its first word; of one list the longest."""
        hits: list[Found] = []
        known = self._known
        for i, word in enumerate(text.lower):
            nodes = known.get(word)
            if nodes is None:
                nodes = self._first(word)
            if nodes:
                best: dict[str, Found] = {}
                for node in nodes:
                    _walk(node, text, i, i + 1, best)
                hits += best.values()
        return hits


class _Node:
    """A word of some phrases: what may follow it, and the phrases that end with it."""

    __slots__ = ("ends", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.ends: list[tuple[str, str, bool]] = []  # list, phrase, in capitals only

    def after(self, word: str) -> Iterator["_Node"]:
        """Yield the nodes that *word* leads to."""
        if word in self.words:
            yield self.words[word]
        if self.stems:
            for length in range(1, min(len(word), LONGEST) + 1):
                if node := self.stems.get(word[:length]):
                    yield node


def _walk(node: _Node, text: Words, first: int, last: int, best: dict[str, Found]) -> None:
    for name, phrase, capitals in node.ends:
        kept = best.get(name)
        if (kept is None or kept.last < last) and (
            not capitals or text.text[text.starts[first] : text.ends[last - 1]].isupper()
        ):
            best[name] = Found(name, phrase, first, last)
    if (node.words or node.stems) and last < len(text.lower):
        following = tuple(node.after(text.lower[last]))
        if following and JOINT.fullmatch(text.text, text.ends[last - 1], text.starts[last]):
            for further in following:
                _walk(further, text, first, last + 1, best)
