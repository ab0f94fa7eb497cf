"""The learned model: weights read from model.json, and what they say of a paper.

A score is made in three steps. Every sentence that names a condition is told by what it bears on
(analysis.bearings). One set of weights, shared by all conditions, tells from that and from the
place and kind of the mentions whether a condition is studied (`common`). One classifier per
condition adds to it the senses, the neighbours and the words of the paper, and is then calibrated.
All are linear, so that every score can be followed by hand; docs/model-card.md tells how they were
fitted.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np

from analysis.bearings import Bearings, statements
from analysis.context import Reading
from analysis.features import Mentions, Row, common, own, text_terms
from harvester.errors import UsageError

FORMAT = 2  # of model.json


@dataclass(frozen=True)
class Linear:
    """One classifier: weights by feature name, an intercept, and how its sum is calibrated.

    The probability is 1 / (1 + exp(-(slope * sum + offset))).
    """

    kind: str
    intercept: float
    pool: float
    common: Mapping[str, float]
    own: Mapping[str, float]
    text: Mapping[str, float]
    slope: float
    offset: float
    thresholds: Mapping[str, float]


@dataclass(frozen=True)
class Task:
    """What is told of every condition: `label` or `population`."""

    pool_intercept: float
    pool: Mapping[str, float]
    conditions: Mapping[str, Linear]


@dataclass(frozen=True)
class Model:
    """The tasks, what tells the bearing of a sentence, and the words' document frequencies.

    idf: inverse document frequencies of the words that the tasks weigh.
    """

    version: str
    bearings: Bearings
    idf: Mapping[str, float]
    tasks: Mapping[str, Task]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.idf)}

    @cached_property
    def _columns(self) -> dict[tuple[str, str], int]:
        pairs = [(task, key) for task, one in self.tasks.items() for key in one.conditions]
        return {pair: column for column, pair in enumerate(pairs)}

    @cached_property
    def _words(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Weights of the words: one row per term of idf, one column per task and condition."""
        table = np.zeros((len(self.idf), len(self._columns)))
        for (task, key), column in self._columns.items():
            for term, value in self.tasks[task].conditions[key].text.items():
                table[self._places[term], column] = value
        return table

    def scores(self, reading: Reading, mentions: Mentions) -> dict[str, dict[str, float]]:
        """Return for each task and each condition that is mentioned its probability."""
        said = {
            key: self.bearings.told([one.row for one in several])
            for key, several in statements(reading, mentions).items()
        }
        shared = common(reading, mentions)
        for key, row in shared.items():
            row.update(said[key])
        return self.of_rows(shared, own(reading, mentions), text_terms(reading))

    def of_rows(
        self, shared: Mapping[str, Row], peculiar: Mapping[str, Row], terms: Counter[str]
    ) -> dict[str, dict[str, float]]:
        """Return the same as `scores` from rows; *shared* with what `Bearings.told` adds."""
        words = self._text(terms)
        return {
            name: {
                key: _probability(
                    task, key, shared[key], peculiar[key], float(words[self._columns[name, key]])
                )
                for key in shared
                if key in task.conditions
            }
            for name, task in self.tasks.items()
        }

    def _text(self, terms: Counter[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return what the words add, per task and condition (TF-IDF with sublinear counts)."""
        places, values = [], []
        for term, value in tf_idf(terms, self.idf).items():
            places.append(self._places[term])
            values.append(value)
        if not places:
            return np.zeros(len(self._columns))
        return np.asarray(values) @ self._words[places]


def tf_idf(terms: Counter[str], idf: Mapping[str, float]) -> Row:
    """Return (1 + log count) * idf for the *terms* that *idf* knows, scaled to length 1."""
    # In the order of the text: a sum in the order of a set is not the same twice.
    row = {term: (1.0 + log(n)) * idf[term] for term, n in terms.items() if term in idf}
    length = sum(value * value for value in row.values()) ** 0.5
    return {term: value / length for term, value in row.items()}


def pooled(task: Task, shared: Row) -> float:
    """Return the sum of the weights that all conditions share."""
    weights = task.pool
    return task.pool_intercept + sum(
        weights[name] * value for name, value in shared.items() if name in weights
    )


def _probability(task: Task, key: str, shared: Row, peculiar: Row, words: float) -> float:
    one = task.conditions[key]
    total = one.intercept + one.pool * pooled(task, shared) + words
    total += sum(one.common[name] * value for name, value in shared.items() if name in one.common)
    total += sum(one.own[name] * value for name, value in peculiar.items() if name in one.own)
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, one.slope * total + one.offset))))


def read_model(text: str, where: str = "model.json") -> Model:
    """Return the model written in *text* (JSON). Raises UsageError if it is not one of ours."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise UsageError(
                f"{where}: model format {told['format']!r}, but this version reads {FORMAT}. "
                "Train it again with `ketlit train`, or remove it to use the shipped one."
            )
        tasks = {
            name: Task(
                task["pool"]["intercept"],
                task["pool"]["weights"],
                {key: Linear(**one) for key, one in task["conditions"].items()},
            )
            for name, task in told["tasks"].items()
        }
        return Model(told["version"], Bearings(**told["bearings"]), told["idf"], tasks)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{where}: is no model of ketlit's: {error!r}.") from error


def written(model: Model) -> str:
    """Return *model* as `read_model` reads it: one line per weight, for people and for diffs."""
    tasks = {
        name: {
            "pool": {"intercept": task.pool_intercept, "weights": dict(task.pool)},
            "conditions": {key: asdict(one) for key, one in task.conditions.items()},
        }
        for name, task in model.tasks.items()
    }
    told = {
        "format": FORMAT,
        "version": model.version,
        "tasks": tasks,
        "bearings": asdict(model.bearings),
        "idf": dict(model.idf),
    }
    return json.dumps(told, ensure_ascii=False, indent=0) + "\n"


@cache
def shipped() -> Model:
    """Return the model that comes with ketlit."""
    return read_model(files("analysis").joinpath("model.json").read_text(encoding="utf-8"))


def load_model(data_dir: Path | str) -> Model:
    """Return the model that `ketlit train` left in *data_dir*, else the shipped one."""
    path = Path(data_dir) / "models" / "labels.json"
    if not path.exists():
        return shipped()
    return read_model(path.read_text(encoding="utf-8"), str(path))
