"""How many treatments, and how often: "6 sessions", "2 per week", "repeated"."""

import re
from collections.abc import Callable
from functools import cache

from analysis.facts.counting import WORDS, count
from analysis.facts.drugs import Drug, is_of_another
from analysis.facts.paper import Fact, Paper, Passage
from analysis.facts.vocabulary import cue

_N = rf"(?P<n>\d{{1,2}}|{WORDS})"
_WHAT = cue("sessions", "what")
_NAMED = rf"(?:{cue('sessions', 'between')}[\s-]+){{0,5}}"
_COUNT = rf"(?<![\w.,/-]){_N}[\s-]+{_NAMED}{_WHAT}(?![a-z])"
_SINGLE = (
    rf"(?<![a-z])(?:single|one-time)[\s-]+{_NAMED}"
    r"(?:infusion|injection|dose|session|treatment|administration|low-dose|bolus)(?![a-z])"
)
_REPEATED = (
    rf"(?<![a-z])(?:repeated|repeat|multiple|serial)[\s-]+{_NAMED}"
    rf"(?:dose|dosing|infusion|treatment|ketamine|esketamine|intravenous|{_WHAT})(?![a-z])"
)
_PART = re.compile(rf"(?<![a-z]){cue('sessions', 'part')}\s+(?:the\s+)?$")
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
_Reader = Callable[[Passage, re.Match[str]], Fact | None]
MOST = 60  # sessions: a larger number counts something else


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def read(paper: Paper, drugs: dict[str, list[Drug]]) -> list[Fact]:
    """Return numbers of treatments ("6 sessions"), their spacing ("2 per week"), "repeated"."""
    facts = []
    for pattern, reader in _READERS.items():
        compiled, needles = _compiled(pattern), _NEEDLES.get(pattern, ())
        is_count = pattern == _COUNT
        places = paper.find_numbers(compiled) if is_count else paper.find(compiled, *needles)
        for passage, match in places:
            if is_of_another(passage, *match.span(), drugs[passage.field]):
                continue
            if (fact := reader(passage, match)) is not None:
                facts.append(fact)
    return facts


def _single(passage: Passage, match: re.Match[str]) -> Fact:
    span = passage.span(*match.span(), "single")
    return Fact("sessions", "1 session", (span,), 1.0, 1.0, "sessions")


def _repeated(passage: Passage, match: re.Match[str]) -> Fact:
    return Fact("sessions", "repeated", (passage.span(*match.span(), "repeated"),))


def _counted(passage: Passage, match: re.Match[str]) -> Fact | None:
    n = _number(match["n"])
    before = passage.folded[max(0, match.start() - 20) : match.start()]
    if not 1 < n <= MOST or _PART.search(before):
        return None
    span = passage.span(*match.span(), "count")
    return Fact("sessions", f"{n} sessions", (span,), float(n), float(n), "sessions")


def _spaced(rate: Callable[[re.Match[str]], float]) -> _Reader:
    def fact(passage: Passage, match: re.Match[str]) -> Fact:
        per_week = round(rate(match), 2)
        span = passage.span(*match.span(), "spacing")
        return Fact("sessions", f"{per_week:g} per week", (span,), per_week, per_week, "per week")

    return fact


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


_READERS: dict[str, _Reader] = {
    _SINGLE: _single,
    _COUNT: _counted,
    _REPEATED: _repeated,
    _WEEKLY: _spaced(_times),
    _EVERY: _spaced(_every),
    _PLAIN: _spaced(_plain),
}
# Words without which a pattern cannot match: they are looked for first, which is cheaper.
_NEEDLES = {
    _SINGLE: ("single", "one-time"),
    _REPEATED: ("repeat", "multiple", "serial"),
    _WEEKLY: ("once", "twice", "thrice", "times"),
    _EVERY: ("every",),
    _PLAIN: ("weekly", "daily"),
}
