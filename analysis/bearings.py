"""What a sentence says of the condition it names: whose it is, what came of it, or a remark.

Every sentence that names a condition is read by itself for what it bears on: `people` of the study
who have it, an `outcome` or finding, a `model` or mechanism, the `topic` of the paper, or none of
these (`aside`: background, covariate, exclusion, list, another use, another sense). The weights
were fitted to sentences read one by one (data/gold/bearings.csv) and are a part of model.json.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from typing import Any, NamedTuple

import numpy as np

from analysis.context import Part, Reading, Sentence
from analysis.features import Row
from analysis.lexicon import Mention

BEARINGS = ("people", "outcome", "model", "topic", "aside")
ASIDE = ("background", "covariate", "exclusion", "list", "other_use", "other_sense")
WINDOW = 5  # words on either side of a term that are told apart from the rest
STATES = (
    "absent",
    "excluded",
    "familial",
    "listed",
    "passing",
    "borne",
    "measured",
    "allowed_for",
    "certain",
)
LONG = 60  # words: a sentence is not longer than long
SURE = 0.999  # no sentence is surer than that


def bearing(name: str) -> int:
    """Return the number in BEARINGS of what a reader called *name*. Raises KeyError if none."""
    if name in BEARINGS:
        return BEARINGS.index(name)
    if name in ASIDE:
        return BEARINGS.index("aside")
    raise KeyError(name)


class Statement(NamedTuple):
    """A sentence that names a condition: where it stands, and what the model sees of it."""

    part: Part
    sentence: Sentence
    row: Row


@dataclass(frozen=True)
class Bearings:
    """A linear classifier of statements: for each of BEARINGS a weight by feature."""

    intercepts: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]

    @cached_property
    def _place(self) -> dict[str, int]:
        names = dict.fromkeys(name for told in self.weights.values() for name in told)
        return {name: number for number, name in enumerate(names)}

    @cached_property
    def _table(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Weights: one row per feature, one column per bearing."""
        table = np.zeros((len(self._place), len(BEARINGS)))
        for column, kind in enumerate(BEARINGS):
            for name, weight in self.weights[kind].items():
                table[self._place[name], column] = weight
        return table

    @cached_property
    def _base(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([self.intercepts[kind] for kind in BEARINGS])

    def shares(self, row: Row) -> list[float]:
        """Return the probability of each of BEARINGS for one statement."""
        known = [(self._place[name], value) for name, value in row.items() if name in self._place]
        sums = self._base
        if known:
            places, values = zip(*known, strict=True)
            sums = sums + np.asarray(values) @ self._table[list(places)]
        odds = [exp(one) for one in sums - sums.max()]
        whole = sum(odds)
        return [one / whole for one in odds]

    def told(self, rows: Sequence[Row]) -> Row:
        """Return what all statements on one condition say together, as features."""
        return together([self.shares(row) for row in rows])


def statements(
    reading: Reading, mentions: Mapping[str, Sequence[Mention]]
) -> dict[str, list[Statement]]:
    """Return the statements of a paper by condition, in the order of the text."""
    parts = {part.field: part for part in reading.parts}
    found: dict[str, dict[tuple[str, int], list[Mention]]] = {}
    for key, several in mentions.items():
        for mention in several:
            part = parts[mention.field]
            sentence = part.sentence(_word(part, mention.start))
            found.setdefault(key, {}).setdefault((mention.field, sentence.start), []).append(
                mention
            )
    return {
        key: [_statement(parts[field], key, several) for (field, _), several in sentences.items()]
        for key, sentences in found.items()
    }


def together(shares: Sequence[Sequence[float]]) -> Row:
    """Return features of one condition from the shares of its statements."""
    studied = sorted((_log_odds(1 - one[-1]) for one in shares), reverse=True)
    row = {
        "said.best": studied[0],
        "said.mean": sum(studied) / len(studied),
        "said.two": sum(studied[:2]) / len(studied[:2]),
        "said.least": studied[-1],
        "said.many": sum(1 - one[-1] for one in shares),
    }
    for place, kind in enumerate(BEARINGS):
        row[f"said.{kind}"] = _log_odds(max(one[place] for one in shares))
    return row


def _log_odds(p: float) -> float:
    p = min(max(p, 1 - SURE), SURE)
    return log(p / (1 - p))


def _word(part: Part, at: int) -> int:
    """Return the number of the word that begins at character *at*, or of the next one."""
    return bisect_left(part.words.starts, at)


def _statement(part: Part, key: str, mentions: Sequence[Mention]) -> Statement:
    sentence = part.sentence(_word(part, mentions[0].start))
    terms = [(_word(part, m.start), _word(part, m.end)) for m in mentions]
    row = {
        f"place.{sentence.role}": 1.0,
        f"condition.{key}": 0.5,
        "length": min(sentence.last - sentence.first, LONG) / LONG,
        "times": len(mentions) ** 0.5 / 2,
    }
    if sentence.labelled:
        row[f"headed.{sentence.role}"] = 1.0
    for mention in mentions:
        row[f"kind.{mention.kind}"] = 1.0
        row[f"kind.{key}.{mention.kind}"] = 0.5
        for state in STATES:
            if getattr(mention, state):
                row[state] = 1.0
                row[f"{state}.{sentence.role}"] = 0.5
    row.update(_words(part, sentence, terms))
    return Statement(part, sentence, row)


def _words(part: Part, sentence: Sentence, terms: Sequence[tuple[int, int]]) -> Row:
    """Return the words of a sentence but for the terms, and those just left and right of one."""
    start, end = sentence.first, sentence.last
    cut = part.words.lower[start:end]
    lower = dict(enumerate(("#" if word[0].isdigit() else word for word in cut), start))
    named = {number for first, last in terms for number in range(first, last)}
    row = {f"word.{lower[number]}": 1.0 for number in range(start, end) if number not in named}
    for first, last in terms:
        for number in range(max(start, first - WINDOW), first):
            row[f"left.{lower[number]}"] = 1.0
        for number in range(last, min(end, last + WINDOW)):
            row[f"right.{lower[number]}"] = 1.0
    return row
