"""Lengths of time: how long an infusion ran, how soon an effect came, how long it was followed."""

import re
from functools import cache

from analysis.facts.counting import WORDS, count
from analysis.facts.drugs import Drug, is_of_another
from analysis.facts.paper import Fact, Paper, Span
from analysis.facts.quantity import number
from analysis.facts.vocabulary import cue

# Minutes in each unit; a month is 30 days, a year 365.
MINUTES = {"min": 1.0, "h": 60.0, "d": 1440.0, "wk": 10080.0, "mo": 43200.0, "y": 525600.0}
_SPELLED = {
    "min": r"min|mins|minutes?",
    "h": r"h|hr|hrs|hours?",
    "d": r"days?|d",
    "wk": r"weeks?|wks?",
    "mo": r"months?|mo",
    "y": r"years?|yrs?",
}
_N = rf"(?:\d+(?:[.,·]\d+)?|{WORDS})"
TIME = (
    rf"(?P<low>{_N})(?:\s?(?P<join>-|to|or|and)\s?(?P<high>{_N}))?[\s-]*"
    rf"(?P<unit>{'|'.join(_SPELLED.values())})(?![a-z])"
)
_SHORT_TIME = TIME.replace("|".join(_SPELLED.values()), rf"{_SPELLED['min']}|{_SPELLED['h']}")
_LONG_TIME = TIME.replace(
    "|".join(_SPELLED.values()), "|".join(_SPELLED[unit] for unit in ("d", "wk", "mo", "y"))
)
# Where a time stands that is the length of an infusion: "over 40 min", "a 40-min infusion". A
# pattern that begins with the time is tried where numbers begin, the others everywhere.
_INFUSION = (
    r"(?:infus[a-z]*|administered|given|/kg[^.;,]{0,12}|intravenously|iv|bolus)[^.;]"
    r"{0,40}?(?<![a-z])"
    r"(?:over|for|during|lasting)\s+(?:a\s+)?(?:period\s+of\s+|approximately\s+|about\s+)?"
    rf"{_SHORT_TIME}(?!\s*(?:after|before|following|post|prior))",
    rf"/kg\s?/\s?{_SHORT_TIME}",
    rf"(?:/kg[^.;,]{{0,30}}\swithin\s|(?:iv|intravenous(?:ly)?),\s){_SHORT_TIME}",
    rf"infusion\s+(?:of\s+(?:[a-z()+-]+\s+){{1,3}})?(?:over|for)\s+{TIME}",
    rf"{TIME}[\s-]+(?:(?:{cue('infusion_duration', 'kinds')})[\s-]+){{0,5}}infusions?(?![a-z])",
)
# … that an effect took to come: "within 2 h", "24 h after a single infusion".
_ONSET = (
    rf"{cue('onset', 'begins')}\s*(?:at\s+|after\s+|in\s+|by\s+|\(\s*|the\s+first\s+|of\s+)*"
    rf"{TIME}(?!\s*(?:(?:after|following|of)\s+(?:[a-z]+\s+)?{cue('onset', 'not_after')}|postop))",
    rf"{TIME}\s+(?:after|following|post)[\s-]+(?:the\s+)?(?:first|single|initial|a single)",
)
# … at which mood was rated: "MADRS at 24 h".
_RATED = (
    rf"(?<![a-z])(?:at|after|baseline,|baseline and)\s+{TIME}",
    (
        rf"{TIME}[\s-]+(?:after|following|post)[\s-]*(?:the\s+|each\s+|drug\s+)*"
        rf"{cue('onset', 'given')}"
    ),
)
# … that people were followed: "6-month follow-up", "followed for 12 weeks".
_FOLLOW = (
    rf"{TIME}[\s-]+(?:(?:{cue('follow_up', 'kinds')})[\s-]+){{0,3}}follow(?:ed)?[\s-]?ups?",
    r"follow(?:ed)?[\s-]?up(?:[\s-]+(?:period|visits?|time|assessments?|duration))?"
    r"(?:\(|of|for|at|was|to|over|through|until|after|lasted|up to|with|conducted|a|mean|median"
    rf"|period|=|:|\s)*{TIME}",
    r"followed\s+(?:up\s+)?(?:for|over|until|through|during)\s+"
    rf"(?:a\s+|up\s+to\s+|the\s+(?:next|following)\s+)*{TIME}",
    rf"{cue('follow_up', 'outcome')}[^.;]{{0,60}}?(?<![a-z])(?:over|for|at|until"
    rf"|up to|through|after)"
    rf"\s+(?:the\s+)?(?:next\s+|following\s+)?{_LONG_TIME}",
)
_EFFECT = re.compile(cue("onset", "effect"))
_MOOD = re.compile(rf"(?<![a-z]){cue('onset', 'mood')}")
_ENDS = re.compile(cue("onset", "ends"))
_HOURS = re.compile(
    r"(?<![a-z])(?:within|in a few|after a few|matter of|over the course of)\s+"
    r"(?:a\s+few\s+|several\s+)?(?P<word>hours|minutes)(?![a-z])"
)


# Longer times mean something else: a course of infusions, the time of a scale.
LONGEST = {"infusion": 10 * MINUTES["d"], "onset": 3 * MINUTES["d"], "follow_up": 30 * MINUTES["y"]}


@cache
def _compiled(patterns: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in patterns]


def infusion_durations(paper: Paper, drugs: dict[str, list[Drug]]) -> list[Fact]:
    """Return how long infusions of ketamine ran, in minutes."""
    return [
        fact
        for fact in _read(paper, "infusion_duration", _INFUSION, "min", LONGEST["infusion"])
        for span in fact.spans
        if not is_of_another(paper.passage(span.field), span.start, span.end, drugs[span.field])
    ]


def follow_ups(paper: Paper) -> list[Fact]:
    """Return how long participants were followed, in days."""
    return _read(paper, "follow_up", _FOLLOW, "d", LONGEST["follow_up"])


def onsets(paper: Paper) -> list[Fact]:
    """Return how soon an effect came or mood was rated, in hours; "within hours" without number."""
    limit = LONGEST["onset"]
    facts = [
        fact for fact in _read(paper, "onset", _ONSET, "h", limit) if _beside_effect(paper, fact)
    ]
    seen = {fact.spans for fact in facts}
    facts += [
        fact
        for fact in _read(paper, "onset", _RATED, "h", limit)
        if fact.spans not in seen and _says(paper, fact, _MOOD) and not _says(paper, fact, _ENDS)
    ]
    for passage, match in paper.find(_HOURS):
        span = passage.span(*match.span("word"), match["word"])
        fact = Fact("onset", f"within {match['word']}", (span,))
        if _beside_effect(paper, fact):
            facts.append(fact)
    return facts


def _beside_effect(paper: Paper, fact: Fact) -> bool:
    return _says(paper, fact, _EFFECT) and not _says(paper, fact, _ENDS)


def _says(paper: Paper, fact: Fact, words: re.Pattern[str]) -> bool:
    """Whether the sentence that a fact was read from has one of *words*."""
    span = fact.spans[0]
    passage = paper.passage(span.field)
    return bool(words.search(passage.folded, *passage.sentence(span.start)))


def _read(
    paper: Paper, attribute: str, patterns: tuple[str, ...], unit: str, limit: float
) -> list[Fact]:
    facts = {}
    for pattern in _compiled(patterns):
        begins = pattern.pattern.startswith(TIME)
        for passage, match in paper.find_numbers(pattern) if begins else paper.find(pattern):
            span = passage.span(match.start("low"), match.end("unit"), attribute)
            for low, high in _bounds(match):
                if 0 < low <= high <= limit:
                    fact = _fact(attribute, low / MINUTES[unit], high / MINUTES[unit], unit, span)
                    facts[fact.value, span] = fact
    return list(facts.values())


def _bounds(match: re.Match[str]) -> list[tuple[float, float]]:
    """Return the times of a match in minutes: "1-3 h" is a range, "one and three hours" are two."""
    written = next(unit for unit, p in _SPELLED.items() if re.fullmatch(p, match["unit"]))
    low = _number(match["low"]) * MINUTES[written]
    if not match["high"]:
        return [(low, low)]
    high = _number(match["high"]) * MINUTES[written]
    return [(low, high)] if match["join"] in ("-", "to") else [(low, low), (high, high)]


def _fact(attribute: str, low: float, high: float, unit: str, span: Span) -> Fact:
    low, high = _rounded(low), _rounded(high)
    value = f"{low:.6g} {unit}" if low == high else f"{low:.6g}-{high:.6g} {unit}"
    return Fact(attribute, value, (span,), low, high, unit)


def _number(text: str) -> float:
    return number(text) if text[0].isdigit() else float(count(text))


def _rounded(value: float) -> float:
    return float(round(value)) if value >= 30 else round(value, 2)  # noqa: PLR2004 (a month)
