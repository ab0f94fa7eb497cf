"""Declared words, compiled: one pattern for a whole vocabulary, however many terms it has.

A vocabulary is a TOML file beside this one: a table for each value, with the reason it is there
(`says`) and its `terms`. In a term a blank is any blank or hyphen, a hyphen may also be missing,
`*` is the rest of a word and `?` one letter (British or American). Terms match whole words, the
longest first. Those under `capitals` count only where they are printed so: COWS, not cows.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.facts.paper import Fact, Paper, Passage

_ATOMS = {" ": r"[\s-]+", "-": r"[\s-]?", "*": r"[a-z]*", "?": "[a-z]"}
Trie = dict[str, Any]


def alternation(terms: Iterable[str]) -> str:
    """Return one pattern that matches any of *terms*, with common beginnings shared.

    >>> alternation(["rat", "rats", "mouse"])
    '(?:mouse|rat(?:s)?)'
    """
    root: Trie = {}
    for term in terms:
        node = root
        for char in term.lower():
            node = node.setdefault(_ATOMS.get(char, re.escape(char)), {})
        node[""] = {}
    return _pattern(root)


def _pattern(node: Trie) -> str:
    branches = [atom + _pattern(node[atom]) for atom in sorted(node) if atom]
    if not branches:
        return ""
    if "" in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


@dataclass(frozen=True)
class Found:
    """One term found in a passage, and the value it stands for."""

    value: str
    passage: Passage
    start: int
    end: int


class Vocabulary:
    """Values and their terms. Raises ValueError where two values claim the same term."""

    def __init__(self, terms: dict[str, list[str]], capitals: Iterable[str] = ()):
        self._capitals = frozenset(capitals)
        self._value: dict[str, str] = {}
        owners: dict[str, str] = {}
        for value, its in terms.items():
            for term in its:
                if owners.setdefault(term.lower(), value) != value:
                    raise ValueError(f"{term!r} stands for {owners[term.lower()]} and {value}.")
        words = alternation(term for its in terms.values() for term in its)
        self.pattern = re.compile(rf"(?<![a-z0-9]){words}(?![a-z0-9])")
        self._each = {value: re.compile(alternation(its)) for value, its in terms.items()}

    def value(self, matched: str) -> str:
        """Return the value that a matched text stands for: that of its longest term."""
        if matched not in self._value:
            self._value[matched] = next(
                value for value, pattern in self._each.items() if pattern.fullmatch(matched)
            )
        return self._value[matched]

    def value_or(self, matched: str, otherwise: str) -> str:
        """Return the value of a matched text, or *otherwise* where no term matches it."""
        return self.value(matched) if self.pattern.fullmatch(matched) else otherwise

    def find(self, paper: Paper) -> Iterator[Found]:
        """Yield each term of the title, then of the abstract, in order."""
        for passage, match in paper.find(self.pattern):
            start, end = match.span()
            if match.group() in self._capitals and not passage.text[start:end].isupper():
                continue  # cows graze, COWS is a scale
            yield Found(self.value(match.group()), passage, start, end)

    def facts(self, attribute: str, found: Iterable[Found]) -> list[Fact]:
        """Return a fact for each find."""
        return [
            Fact(attribute, one.value, (one.passage.span(one.start, one.end, one.value),))
            for one in found
        ]


@cache
def declared(name: str) -> dict[str, Any]:
    """Return the tables of analysis/facts/<name>.toml."""
    text = files("analysis.facts").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary declared in analysis/facts/<name>.toml."""
    rows = declared(name)
    capitals = {value: told.get("capitals", []) for value, told in rows.items()}
    return Vocabulary(
        {value: told["terms"] + capitals[value] for value, told in rows.items()},
        (term for terms in capitals.values() for term in terms),
    )


def cue(attribute: str, name: str) -> str:
    """Return the alternatives of a list in cues.toml as one group of a pattern."""
    return f"(?:{'|'.join(declared('cues')[attribute][name])})"
