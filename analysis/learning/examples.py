"""Papers as the learned model sees them: rows of named numbers, and matrices of them."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.bearings import Statement, statements
from analysis.features import Row, common, own, text_terms
from analysis.lexicon import Mention, by_condition, lexicon
from analysis.model import tf_idf
from harvester.errors import UsageError

Array = np.ndarray[Any, np.dtype[np.float64]]
Known = Mapping[tuple[str, str], int]  # (digest of a sentence, condition) -> number in BEARINGS

WORDS = 1200  # terms that the model may weigh
RARE, COMMON = 5, 0.5  # papers, and share of papers, between which a term is of use
NARROW = 0.05  # a feature that varies less is not blown up further


@dataclass(frozen=True)
class Examples:
    """Papers as the model sees them; a condition that is not mentioned has no rows.

    statements: one row for each sentence that names a condition. known: what each of them bears
    on (a number in BEARINGS), None where nobody has told.
    """

    common: Sequence[Mapping[str, Row]]
    own: Sequence[Mapping[str, Row]]
    terms: Sequence[Counter[str]]
    mentions: Sequence[Mapping[str, list[Mention]]]
    without_people: Sequence[bool]
    statements: Sequence[Mapping[str, list[Row]]]
    known: Sequence[Mapping[str, list[int | None]]]

    def __len__(self) -> int:
        return len(self.terms)

    def mentioned(self, key: str) -> Array:
        """Return the numbers of the papers that mention condition *key*."""
        return np.array([i for i, rows in enumerate(self.common) if key in rows], dtype=int)


def digest(statement: Statement) -> str:
    """Return what names a sentence without saying it: a hash of its words.

    Blanks, punctuation and capitals do not matter; a printed heading that begins the sentence
    does: an abstract without its headings has other digests.
    """
    words = statement.part.words.lower[statement.sentence.first : statement.sentence.last]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


def examples(texts: Sequence[tuple[str | None, str | None]], told: Known | None = None) -> Examples:
    """Read (title, abstract) pairs. told: what sentences bear on, where somebody has read them."""
    shared, peculiar, terms, found, peopleless = [], [], [], [], []
    rows, known = [], []
    told = told or {}
    for title, abstract in texts:
        reading = lexicon().read(title, abstract)
        mentions = by_condition(lexicon().mentions(reading))
        shared.append(common(reading, mentions))
        peculiar.append(own(reading, mentions))
        terms.append(text_terms(reading))
        found.append(mentions)
        peopleless.append(reading.without_people)
        said = statements(reading, mentions)
        rows.append({key: [one.row for one in several] for key, several in said.items()})
        known.append(
            {
                key: [told.get((digest(one), key)) for one in several]
                for key, several in said.items()
            }
        )
    return Examples(shared, peculiar, terms, found, peopleless, rows, known)


@dataclass(frozen=True)
class Columns:
    """Rows of named numbers as a matrix; *names* are its columns, *scale* divides them."""

    names: tuple[str, ...]
    scale: Array

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Columns":
        """Take the names that occur, and scale each by its spread."""
        names = tuple(sorted({name for row in rows for name in row}))
        if not names:
            return cls((), np.ones(0))
        matrix = cls(names, np.ones(len(names))).matrix(rows)
        return cls(names, np.maximum(matrix.std(axis=0), NARROW))

    def stressed(self, beginning: str, times: float) -> "Columns":
        """Let the columns whose names begin with *beginning* weigh *times* as much."""
        stress = np.array([times if name.startswith(beginning) else 1.0 for name in self.names])
        return Columns(self.names, self.scale / stress)

    def matrix(self, rows: Sequence[Row]) -> Array:
        """Return shape (rows, names); a name that a row lacks is 0, one unknown is left out."""
        place = {name: i for i, name in enumerate(self.names)}
        table = np.zeros((len(rows), len(self.names)))
        for i, row in enumerate(rows):
            for name, value in row.items():
                if name in place:
                    table[i, place[name]] = value
        return table / self.scale


def vocabulary(terms: Sequence[Counter[str]], targets: Mapping[str, Array]) -> dict[str, float]:
    """Return the terms that tell conditions apart best (chi-squared), with their idf."""
    from scipy.sparse import csr_array
    from sklearn.feature_selection import chi2

    counts = Counter(term for one in terms for term in one)
    many = len(terms)
    known = sorted(t for t, n in counts.items() if n >= RARE and n <= COMMON * many)
    idf = {term: float(np.log((1 + many) / (1 + counts[term])) + 1) for term in known}
    place = {term: i for i, term in enumerate(known)}
    cells = [(i, place[t], v) for i, one in enumerate(terms) for t, v in tf_idf(one, idf).items()]
    if not cells:
        raise UsageError(
            f"train: the {many} papers have no words in common to learn from (a word must stand in "
            f"{RARE} of them). Label more papers."
        )
    rows, columns, values = zip(*cells, strict=True)
    table = csr_array((values, (rows, columns)), shape=(many, len(known)))
    best = np.zeros(len(known))
    for target in targets.values():
        told = np.flatnonzero(~np.isnan(target))
        if len(set(target[told])) > 1:
            best = np.fmax(best, chi2(table[told], target[told])[0])
    chosen = sorted(np.argsort(-best, kind="stable")[:WORDS])
    return {known[i]: round(idf[known[i]], 3) for i in chosen}
