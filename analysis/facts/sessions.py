"""How many treatments, and how often: "6 sessions", "2 per week", "repeated"."""

import re
from functools import cache

from analysis.facts.counting import WORDS, count
from analysis.facts.paper import Fact, Paper
from analysis.facts.vocabulary import cue

_N = rf"(?P<n>\d{{1,2}}|{WORDS})"
_WHAT = cue("sessions", "what")
_NAMED = rf"(?:{cue('sessions', 'between')}[\s-]+){{0,5}}"
_COUNT = rf"(?<![\w.,/-]){_N}[\s-]+{_NAMED}{_WHAT}(?![a-z])"
_SINGLE = (
    rf"(?<![a-z])(?:single|one|one-time)[\s-]+{_NAMED}"
    r"(?:infusion|injection|dose|session|treatment|administration|low-dose|bolus)(?![a-z])"
)
_REPEATED = (
    rf"(?<![a-z])(?:repeated|repeat|multiple|serial)[\s-]+{_NAMED}"
    rf"(?:dose|dosing|ketamine|esketamine|intravenous|{_WHAT})(?![a-z])"
)
_TIMES = r"(?:once|twice|thrice|(?P<n>\d|one|two|three|four|five|six)[\s-]+times)"
_WEEKLY = (
    rf"(?<![a-z]){_TIMES}[\s-]+(?:an?|per|each|every)?[\s-]*(?P<unit>week|day|month"
    rf"|weekly|daily|monthly)(?:ly)?(?![a-z])"
)
_EVERY = (
    rf"(?<![a-z])every\s+(?:(?P<other>other|second)|(?P<n>\d|{WORDS}))\s+(?P<unit>days?"
    rf"|weeks?)(?![a-z])"
)
_PLAIN = (
    r"(?<![a-z-])(?P<unit>weekly|daily|biweekly|bi-weekly)\s+(?:[a-z-]+\s+){0,2}?"
    r"(?:infusions?|doses?|dosing|sessions?|administration|ketamine|esketamine|injections?)"
)
PER_WEEK = {"week": 1.0, "day": 7.0, "month": 0.25, "weekly": 1.0, "daily": 7.0, "monthly": 0.25}
MOST = 60  # sessions: a larger number counts something else


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def read(paper: Paper) -> list[Fact]:
    """Return numbers of treatments ("6 sessions"), their spacing ("2 per week"), "repeated"."""
    facts = []
    for passage, match in paper.find(_compiled(_SINGLE)):
        facts.append(
            Fact(
                "sessions",
                "1 session",
                (passage.span(*match.span(), "single"),),
                1.0,
                1.0,
                "sessions",
            )
        )
    for passage, match in paper.find_numbers(_compiled(_COUNT)):
        n = _number(match["n"])
        if 1 < n <= MOST:
            span = passage.span(*match.span(), "count")
            facts.append(Fact("sessions", f"{n} sessions", (span,), float(n), float(n), "sessions"))
    for passage, match in paper.find(_compiled(_REPEATED)):
        facts.append(Fact("sessions", "repeated", (passage.span(*match.span(), "repeated"),)))
    return facts + _spacing(paper)


def _spacing(paper: Paper) -> list[Fact]:
    facts = []
    for pattern, rate in ((_WEEKLY, _times), (_EVERY, _every), (_PLAIN, _plain)):
        for passage, match in paper.find(_compiled(pattern)):
            per_week = round(rate(match), 2)
            span = passage.span(*match.span(), "spacing")
            facts.append(
                Fact("sessions", f"{per_week:g} per week", (span,), per_week, per_week, "per week")
            )
    return facts


def _number(text: str) -> int:
    return int(text) if text.isdigit() else count(text)


def _times(match: re.Match[str]) -> float:
    first = match.group().split()[0].split("-")[0]
    n = {"once": 1, "twice": 2, "thrice": 3}.get(first) or _number(match["n"])
    return n * PER_WEEK[match["unit"]]


def _every(match: re.Match[str]) -> float:
    n = 2 if match["other"] else _number(match["n"])
    return PER_WEEK[match["unit"].rstrip("s")] / max(n, 1)


def _plain(match: re.Match[str]) -> float:
    return 2.0 if match["unit"].startswith("bi") else PER_WEEK[match["unit"]]
