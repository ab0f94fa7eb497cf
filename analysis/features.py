"""What the learned model sees of a paper: where and how a condition is named, and the words.

Two kinds of numbers. `common` ones mean the same for every condition ("title.certain": how often
a certain term stands in the title), so that what one condition teaches about titles and lists
serves the others. `own` ones are of one condition: which of its senses stand where, and which
other conditions stand beside it. `text_terms` gives the words themselves.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log1p

from analysis.conditions import conditions
from analysis.context import Reading
from analysis.judgement import judge, weight
from analysis.lexicon import Mention

STATES = ("absent", "excluded", "familial", "listed", "passing", "borne", "measured", "allowed_for")
CUES = (
    "animal",
    "in_vitro",
    "review",
    "human",
    "healthy",
    "surgery",
    "ketamine",
    "mental",
    "addiction",
    "bodily",
    "laboratory",
)
ZONES = {"title": "title", "aim": "message", "conclusion": "message"}  # any other: body

Row = dict[str, float]
Mentions = Mapping[str, Sequence[Mention]]


def common(reading: Reading, mentions: Mentions) -> dict[str, Row]:
    """Return the numbers of each condition that is mentioned; a number left out is 0."""
    weights = _weights(mentions)
    titled = {key: sum(weight(m) for m in mentions[key] if m.role == "title") for key in weights}
    everything, headline = sum(weights.values()) or 1.0, sum(titled.values())
    cues = _cues(reading)
    rows = {}
    for key, mine in weights.items():
        row = _standing(mentions[key], reading)
        row.update(cues)
        row["share"] = mine / everything
        row["rivals.title"] = log1p(headline - titled[key])
        row["untitled"] = float(not titled[key] and headline > 0)
        rows[key] = row
    return rows


def own(reading: Reading, mentions: Mentions) -> dict[str, Row]:
    """Return what is peculiar to each condition that is mentioned: its senses, its neighbours.

    In a paper without a word of the condition's field its senses are others ("foreign").
    """
    present = {found.name for part in reading.parts for found in part.found}
    weights = _weights(mentions)
    beside = {f"with.{key}": log1p(mine) for key, mine in weights.items() if mine}
    rows = {}
    for key in weights:
        counts = Counter(
            f"sense.{m.sense}.{ZONES.get(m.role, 'body')}" for m in mentions[key] if m.counts
        )
        if conditions()[key].field not in present:
            counts.update(f"foreign.sense.{m.sense}" for m in mentions[key] if m.counts)
        rows[key] = {name: log1p(count) for name, count in counts.items()}
        rows[key].update((name, value) for name, value in beside.items() if name != f"with.{key}")
    return rows


def text_terms(reading: Reading) -> Counter[str]:
    """Return the words and pairs of words of *reading*; those of the title count twice."""
    counted: Counter[str] = Counter()
    for part, times in zip(reading.parts, (2, 1), strict=True):
        lower = part.words.lower
        for _ in range(times):
            counted.update(lower)
            counted.update(map(" ".join, pairwise(lower)))
    return counted


def _weights(mentions: Mentions) -> dict[str, float]:
    return {key: sum(map(weight, found)) for key, found in mentions.items() if found}


def _standing(found: Sequence[Mention], reading: Reading) -> Row:
    """Return how one condition stands in a paper: its mentions by place, kind and state."""
    counting = [m for m in found if m.counts]
    counts = Counter(f"{m.role}.{'certain' if m.certain else m.kind}" for m in counting)
    row = {name: log1p(count) for name, count in counts.items()}
    for state in STATES:
        row[state] = log1p(sum(getattr(m, state) for m in found))
    many = len(counting) or 1
    row["listed.share"] = sum(m.listed for m in counting) / many
    row["passing.share"] = sum(m.passing for m in counting) / many
    row["borne.title"] = float(any(m.borne and m.role == "title" for m in counting))
    row["measured.share"] = sum(m.measured for m in counting) / many
    row["allowed_for.share"] = sum(m.allowed_for for m in counting) / many
    for zone in ("aim", "methods", "results"):
        row[f"borne.{zone}"] = log1p(sum(m.borne and m.role == zone for m in counting))
    row["borne.certain"] = log1p(sum(m.borne and m.certain for m in counting))
    row["borne.share"] = sum(m.borne for m in counting) / many
    row["score"] = judge(found)
    row["terms"] = log1p(len({m.text.lower() for m in counting}))
    row["mentions"] = log1p(len(counting))
    row["density"] = len(counting) / (sum(len(part.sentences) for part in reading.parts) or 1)
    length = len(reading.parts[1].text) or 1
    row["first"] = min((m.start / length if m.field == "abstract" else 0.0) for m in found)
    return row


def _cues(reading: Reading) -> Row:
    elsewhere = not any(found.name == "ketamine" for part in reading.parts for found in part.found)
    row = {"untold": float(not reading.parts[1].text), "elsewhere": float(elsewhere)}
    for zone, part in zip(("title", "text"), reading.parts, strict=True):
        counts = Counter(hit.name for hit in part.found)
        row.update({f"{cue}.{zone}": log1p(counts[cue]) for cue in CUES})
    return row
