"""Lengths of time: how long an infusion ran, how soon an effect came, how long it was followed.

Each time of a text is found once; what stands before and after it tells what it is the time of
(RULES). "Mood was rated at 24 h" is an onset too: a time within three days at which an effect was
looked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from analysis.facts.counting import WORDS, count
from analysis.facts.drugs import Drug, is_of_another
from analysis.facts.paper import Fact, Paper, Passage, Span
from analysis.facts.quantity import number
from analysis.facts.vocabulary import cue

# Minutes in each unit; a month is 30 days, a year 365.
MINUTES = {"min": 1.0, "h": 60.0, "d": 1440.0, "wk": 10080.0, "mo": 43200.0, "y": 525600.0}
SPELLED = {
    "min": r"min|mins|minutes?",
    "h": r"h|hr|hrs|hours?",
    "d": r"days?|d",
    "wk": r"weeks?|wks?",
    "mo": r"months?|mo",
    "y": r"years?|yrs?",
}
_N = rf"(?:\d+(?:[.,·]\d+)?|{WORDS})"
_TIME = re.compile(
    rf"(?P<low>{_N})(?:\s?(?P<join>-|to|or|and)\s?(?P<high>{_N}))?[\s-]*"
    rf"(?:{'|'.join(f'(?P<{unit}>{spelled})' for unit, spelled in SPELLED.items())})(?![a-z])"
)
_LISTED = re.compile(r"(?:\d+(?:,|\sand|\sor)\s*)+$")  # "at 40, 80 and 230 min": the numbers before
BEFORE, AFTER = 110, 90  # characters that are looked at


class Place(NamedTuple):
    """Where a time stands: its unit as written, the text before and after it, its sentence."""

    unit: str
    before: str
    after: str
    sentence: str


@dataclass(frozen=True)
class Rule:
    """What makes a time the time of an *attribute*: the words before it, after it, or both.

    units: those it may be in. said: words that its sentence must have; unsaid: must not.
    """

    attribute: str
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    units: frozenset[str] = frozenset(MINUTES)
    said: re.Pattern[str] | None = None
    unsaid: re.Pattern[str] | None = None

    def holds(self, place: Place) -> bool:
        """Whether a time that stands so is of this attribute."""
        return (
            place.unit in self.units
            and (self.before is None or self.before.search(place.before) is not None)
            and (self.after is None or self.after.match(place.after) is not None)
            and (self.said is None or self.said.search(place.sentence) is not None)
            and (self.unsaid is None or self.unsaid.search(place.sentence) is None)
        )


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})$")


_SHORT, _LONG = frozenset({"min", "h"}), frozenset({"d", "wk", "mo", "y"})
_EFFECT, _ENDS = re.compile(cue("onset", "effect")), re.compile(cue("onset", "ends"))
_MOOD = re.compile(rf"(?<![a-z]){cue('onset', 'mood')}")
_THEN = r"[\s-]*(?:after|following|post)[\s-]*"
RULES = (
    Rule(  # "infused over 40 min"
        "infusion_duration",
        _before(
            r"(?:infus[a-z]*|administered|given|/kg[^.;,]{0,12}|intravenously|iv|bolus)[^.;]{0,40}?"
            r"(?<![a-z])(?:over|for|during|lasting)\s+(?:a\s+)?"
            r"(?:period\s+of\s+|approximately\s+|about\s+)?"
        ),
        re.compile(r"(?!\s*(?:after|before|following|post|prior))"),
        _SHORT,
    ),
    Rule(  # "0.26 mg/kg/1 min", "0.5 mg/kg within 40 min", "(intravenous, 40 min)"
        "infusion_duration",
        _before(r"/kg\s?/\s?|/kg[^.;,]{0,30}\swithin\s|(?:iv|intravenous(?:ly)?),\s"),
        units=_SHORT,
    ),
    Rule(  # "infusion of ketamine for five days"
        "infusion_duration",
        _before(r"infusion\s+(?:of\s+(?:[a-z()+-]+\s+){1,3})?(?:over|for)\s+"),
    ),
    Rule(  # "40-min intravenous infusion"
        "infusion_duration",
        after=re.compile(
            rf"[\s-]+(?:{cue('infusion_duration', 'kinds')}[\s-]+){{0,5}}infusions?(?![a-z])"
        ),
    ),
    Rule(  # "improved within 2 h"
        "onset",
        _before(
            rf"{cue('onset', 'begins')}\s*"
            r"(?:at\s+|after\s+|in\s+|by\s+|\(\s*|the\s+first\s+|of\s+)*"
        ),
        re.compile(
            rf"(?!\s*(?:(?:after|following|of)\s+(?:[a-z]+\s+)?{cue('onset', 'not_after')}|postop))"
        ),
        said=_EFFECT,
        unsaid=_ENDS,
    ),
    Rule(  # "response 24 h after a single infusion"
        "onset",
        after=re.compile(rf"{_THEN}(?:the\s+)?(?:a\s+)?(?:first|single|initial)"),
        said=_EFFECT,
        unsaid=_ENDS,
    ),
    Rule(  # "MADRS at 24 h"
        "onset",
        _before(r"(?<![a-z])(?:at|after|baseline,|baseline and)\s+"),
        said=_MOOD,
        unsaid=_ENDS,
    ),
    Rule(  # "suicidality 4 h after treatment"
        "onset",
        after=re.compile(rf"{_THEN}(?:(?:the|each|drug)\s+)*{cue('onset', 'given')}"),
        said=_MOOD,
        unsaid=_ENDS,
    ),
    Rule(  # "6-month follow-up"
        "follow_up",
        after=re.compile(
            rf"[\s-]+(?:{cue('follow_up', 'kinds')}[\s-]+){{0,3}}follow(?:ed)?[\s-]?ups?"
        ),
    ),
    Rule(  # "follow-up of 6 months", "followed for 12 weeks"
        "follow_up",
        _before(
            r"follow(?:ed)?[\s-]?up(?:[\s-]+(?:period|visits?|time|assessments?|duration))?"
            r"(?:\(|of|for|at|was|to|over|through|until|after|lasted|up to|with|conducted|a|mean"
            r"|median|period|=|:|\s)*"
            r"|followed\s+(?:up\s+)?(?:for|over|until|through|during)\s+"
            r"(?:a\s+|up\s+to\s+|the\s+(?:next|following)\s+)*"
        ),
    ),
    Rule(  # "abstinence at 6 months"
        "follow_up",
        _before(
            rf"{cue('follow_up', 'outcome')}[^.;]{{0,60}}?"
            r"(?<![a-z])(?:over|for|at|until|up to|through|after)\s+(?:the\s+)?"
            r"(?:next\s+|following\s+)?"
        ),
        units=_LONG,
    ),
)
# Attribute -> its unit, and the longest time in it that is not something else.
UNITS = {"infusion_duration": ("min", 14400.0), "onset": ("h", 72.0), "follow_up": ("d", 10950.0)}
_HOURS = re.compile(
    r"(?<![a-z])(?:within|in a few|after a few|matter of|over the course of)\s+"
    r"(?:a\s+few\s+|several\s+)?(?P<word>hours|minutes)(?![a-z])"
)


def read(paper: Paper, drugs: dict[str, list[Drug]]) -> list[Fact]:
    """Return infusion lengths (min), onsets (h; "within hours" without number), follow-ups (d)."""
    facts = [*_told(paper), *_within_hours(paper)]
    return [
        fact
        for fact in facts
        for span in fact.spans
        if fact.attribute != "infusion_duration"
        or not is_of_another(paper.passage(span.field), span.start, span.end, drugs[span.field])
    ]


def _told(paper: Paper) -> Iterator[Fact]:
    for passage, match in paper.find_numbers(_TIME):
        text = passage.folded
        start, end = passage.sentence(match.start())
        before = text[max(0, match.start() - BEFORE) : match.start()]
        after = text[match.end() : match.end() + AFTER]
        place = Place(str(match.lastgroup), _LISTED.sub("", before), after, text[start:end])
        for attribute in dict.fromkeys(rule.attribute for rule in RULES if rule.holds(place)):
            yield from _facts(passage, match, attribute)


def _facts(passage: Passage, match: re.Match[str], attribute: str) -> Iterator[Fact]:
    """Yield "1-3 h" as one range, "one and three hours" as two times."""
    unit, longest = UNITS[attribute]
    minutes = MINUTES[str(match.lastgroup)]
    span = passage.span(match.start(), match.end(), attribute)
    low = _number(match["low"]) * minutes / MINUTES[unit]
    bounds = [(low, low)]
    if match["high"]:
        high = _number(match["high"]) * minutes / MINUTES[unit]
        bounds = [(low, high)] if match["join"] in ("-", "to") else [(low, low), (high, high)]
    for least, most in bounds:
        if 0 < least <= most <= longest:
            yield _fact(attribute, least, most, unit, span)


def _fact(attribute: str, low: float, high: float, unit: str, span: Span) -> Fact:
    low, high = _rounded(low), _rounded(high)
    value = f"{low:.6g} {unit}" if low == high else f"{low:.6g}-{high:.6g} {unit}"
    return Fact(attribute, value, (span,), low, high, unit)


def _number(text: str) -> float:
    return number(text) if text[0].isdigit() else float(count(text))


def _rounded(value: float) -> float:
    return float(round(value)) if value >= 30 else round(value, 2)  # noqa: PLR2004 (a month)


def _within_hours(paper: Paper) -> Iterator[Fact]:
    for passage, match in paper.find(_HOURS, "hours", "minutes"):
        sentence = passage.sentence(match.start())
        if _EFFECT.search(passage.folded, *sentence) and not _ENDS.search(
            passage.folded, *sentence
        ):
            span = passage.span(*match.span("word"), match["word"])
            yield Fact("onset", f"within {match['word']}", (span,))
