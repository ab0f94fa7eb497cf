"""Who may decide on a paper: the learned model, or the lexicon alone."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from analysis.conditions import conditions
from analysis.context import Reading
from analysis.judgement import THRESHOLDS, beyond_doubt, headed, judge, settle
from analysis.lexicon import Mention
from analysis.model import Model

Mentions = Mapping[str, Sequence[Mention]]


class Verdict(NamedTuple):
    """One condition of one paper; population: people of the paper have it."""

    score: float
    label: bool
    population: bool


class Judge(Protocol):
    """Anything that decides on all conditions of a paper."""

    @property
    def method(self) -> str:
        """What stands in labels.method."""

    @property
    def version(self) -> str:
        """What stands in labels.model_version."""

    def verdicts(
        self, reading: Reading, mentions: Mentions, headings: frozenset[str], point: str
    ) -> dict[str, Verdict]:
        """Return a verdict for every condition, at operating point *point*."""


class _Asked(NamedTuple):
    """What all conditions of one paper share."""

    headings: frozenset[str]
    point: str
    without_people: bool


class ModelJudge:
    """The learned model, held to the senses of the lexicon."""

    method = "model"

    def __init__(self, model: Model):
        self.model = model
        self.version = model.version

    def verdicts(
        self, reading: Reading, mentions: Mentions, headings: frozenset[str], point: str
    ) -> dict[str, Verdict]:
        """Return a verdict for every condition, at operating point *point*."""
        scores = self.model.scores(reading, mentions) if mentions else {}
        asked = _Asked(headings, point, bool(mentions) and reading.without_people)
        return {
            key: self._verdict(key, mentions.get(key, ()), scores, asked) for key in conditions()
        }

    def _verdict(
        self,
        key: str,
        found: Sequence[Mention],
        scores: Mapping[str, Mapping[str, float]],
        asked: "_Asked",
    ) -> Verdict:
        told = {}
        for name, task in self.model.tasks.items():
            one = task.conditions.get(key)
            p = scores[name].get(key) if found and one else None
            if p is not None:
                p = headed(p, is_headed(key, asked.headings))
            thresholds = one.thresholds if one else {}
            told[name] = settle(p, found, thresholds, name, asked.without_people)
        score, yes = told["label"]
        label, people = yes[asked.point], told["population"][1][asked.point]
        return Verdict(round(score, 4), label, label and people)


class LexiconJudge:
    """The lexicon alone: the base that the learned model has to beat."""

    method = "lexicon"
    version = "lexicon-1"

    def verdicts(
        self, reading: Reading, mentions: Mentions, headings: frozenset[str], point: str
    ) -> dict[str, Verdict]:
        """Return a verdict for every condition, at operating point *point*."""
        people = reading.count("human") > reading.count("animal")
        told = {}
        for key in conditions():
            found = mentions.get(key, ())
            score = headed(judge(found), is_headed(key, headings)) if found else 0.0
            label = score >= THRESHOLDS[point] or beyond_doubt(found)
            had = any(m.kind == "disorder" and m.counts for m in found)
            told[key] = Verdict(round(score, 4), label, label and people and had)
        return told


def is_headed(key: str, headings: frozenset[str]) -> bool:
    """Tell whether *headings* (MeSH ids or names) hold one that speaks for condition *key*."""
    mesh = conditions()[key].mesh
    return bool(headings) and any(h in headings for h in (*mesh, *mesh.values()))
