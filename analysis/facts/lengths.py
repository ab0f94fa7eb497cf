"""Lengths of time: how long an infusion ran, how soon an effect came, how long it was followed."""

import re
from functools import cache

from analysis.facts.counting import WORDS, count
from analysis.facts.drugs import Drug, is_of_another
from analysis.facts.paper import Fact, Paper
from analysis.facts.quantity import number
from analysis.facts.vocabulary import cue

# Minutes in each unit; a month is a twelfth of a mean year.
MINUTES = {"min": 1.0, "h": 60.0, "d": 1440.0, "wk": 10080.0, "mo": 43830.0, "y": 525960.0}
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
    rf"(?P<low>{_N})(?:\s?(?:-|to|or|and)\s?(?P<high>{_N}))?[\s-]*"
    rf"(?P<unit>{'|'.join(_SPELLED.values())})(?![a-z])"
)
_SHORT_TIME = TIME.replace("|".join(_SPELLED.values()), rf"{_SPELLED['min']}|{_SPELLED['h']}")
# Where a time stands that is the length of an infusion: "over 40 min", "a 40-min infusion". A
# pattern that begins with the time is tried where numbers begin, the others everywhere.
_INFUSION = (
    r"(?:infus[a-z]*|administered|given|/kg[^.;,]{0,12}|intravenously|iv|bolus)[^.;]"
    r"{0,40}?(?<![a-z])"
    r"(?:over|for|during|lasting)\s+(?:a\s+)?(?:period\s+of\s+|approximately\s+|about\s+)?"
    rf"{_SHORT_TIME}(?!\s*(?:after|before|following|post|prior))",
    rf"/kg\s?/\s?{_SHORT_TIME}",
    rf"infusion\s+(?:of\s+(?:[a-z()+-]+\s+){{1,3}})?(?:over|for)\s+{TIME}",
    rf"{TIME}[\s-]+(?:(?:{cue('infusion_duration', 'kinds')})[\s-]+){{0,5}}infusions?(?![a-z])",
)
# … that an effect took to come: "within 2 h", "24 h after a single infusion".
_ONSET = (
    rf"{cue('onset', 'begins')}\s*(?:at\s+|after\s+|in\s+|by\s+|\(\s*|the\s+first\s+|of\s+)*"
    rf"{TIME}(?!\s*(?:(?:after|following|of)\s+(?:[a-z]+\s+)?{cue('onset', 'not_after')}|postop))",
    rf"{TIME}\s+(?:after|following|post)[\s-]+(?:the\s+)?(?:first|single|initial|a single)",
)
# … that people were followed: "6-month follow-up", "followed for 12 weeks".
_FOLLOW = (
    rf"{TIME}[\s-]+(?:(?:{cue('follow_up', 'kinds')})[\s-]+){{0,3}}follow(?:ed)?[\s-]?ups?",
    r"follow(?:ed)?[\s-]?up(?:[\s-]+(?:period|visits?|time|assessments?|duration))?"
    r"(?:\(|of|for|at|was|to|over|through|until|after|lasted|up to|with|conducted|a|mean|median"
    rf"|period|=|:|\s)*{TIME}",
    r"followed\s+(?:up\s+)?(?:for|over|until|through|during)\s+"
    rf"(?:a\s+|up\s+to\s+|the\s+(?:next|following)\s+)*{TIME}",
)
_EFFECT = re.compile(cue("onset", "effect"))
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
    """Return how soon an effect came, in hours, or "within hours" where no number is said."""
    facts = [
        fact
        for fact in _read(paper, "onset", _ONSET, "h", LONGEST["onset"])
        if _beside_effect(paper, fact)
    ]
    for passage, match in paper.find(_HOURS):
        span = passage.span(*match.span("word"), match["word"])
        fact = Fact("onset", f"within {match['word']}", (span,))
        if _beside_effect(paper, fact):
            facts.append(fact)
    return facts


def _beside_effect(paper: Paper, fact: Fact) -> bool:
    span = fact.spans[0]
    passage = paper.passage(span.field)
    start, end = passage.sentence(span.start)
    text = passage.folded
    return bool(_EFFECT.search(text, start, end)) and not _ENDS.search(text, start, end)


def _read(
    paper: Paper, attribute: str, patterns: tuple[str, ...], unit: str, limit: float
) -> list[Fact]:
    facts = {}
    for pattern in _compiled(patterns):
        begins = pattern.pattern.startswith(TIME)
        for passage, match in paper.find_numbers(pattern) if begins else paper.find(pattern):
            written = next(u for u, p in _SPELLED.items() if re.fullmatch(p, match["unit"]))
            factor = MINUTES[written]
            low = _number(match["low"]) * factor
            high = _number(match["high"]) * factor if match["high"] else low
            if not 0 < low <= high <= limit:
                continue
            low, high = _rounded(low / MINUTES[unit]), _rounded(high / MINUTES[unit])
            value = f"{low:.6g} {unit}" if low == high else f"{low:.6g}-{high:.6g} {unit}"
            span = passage.span(match.start("low"), match.end("unit"), attribute)
            facts[span] = Fact(attribute, value, (span,), low, high, unit)
    return list(facts.values())


def _number(text: str) -> float:
    return number(text) if text[0].isdigit() else float(count(text))


def _rounded(value: float) -> float:
    return float(round(value)) if value >= 30 else round(value, 2)  # noqa: PLR2004 (a month)
