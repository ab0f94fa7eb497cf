"""How many took part: one number for each paper that says it, and none for reviews.

Each number that counts people or animals is a candidate and gets points for the words around it
(cues.toml, [sample]); the one with most is the sample. The codebook's order stands in the points:
those analysed, else those randomised or included, else those planned. Groups that are only counted
one by one ("26 patients and 30 controls", "(n = 30) … (n = 31)") are added up, a span for each.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from analysis.facts.counting import COUNT, FIGURES, WORDS, count
from analysis.facts.design import REVIEWS
from analysis.facts.paper import Fact, Paper, Passage, Span
from analysis.facts.vocabulary import alternation, declared

NEAR = 40  # characters between "four groups" and "(n = 12)"
LEAST = -0.7  # points: a number with less is no sample
LATE = 0.8  # points that the end of an abstract costs against its beginning
OWN = 1.5  # points of a count that only a study of one's own has
FEW = 4  # so few are seldom a sample, unless cases are reported
_YEAR_OLD = re.compile(r"(?<![\d.])\d{1,2}[\s-](?:years?|months?)[\s-]old(?![a-z])")
_ONE = re.compile(
    r"(?<![a-z])an? (?:[a-z-]+ )?(?:(?:fe)?male patient|patient (?:with|suffering|who)"
    r"|man|woman|boy|girl)(?![a-z])"
)
_JOINED = re.compile(
    r"(?<![a-z])(?:and|plus|with|versus|vs\.?|to)\s+(?:(?:in|another|from|the|a group of)\s+)*$"
)


@dataclass(frozen=True)
class Candidate:
    """A number that may be the sample: how likely, in points, and where it stands."""

    n: int
    points: float
    spans: tuple[Span, ...]
    end: int


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    told = declared("cues")["sample"]
    who, stop = alternation(told["who"]), alternation(told["stop"])
    done, no_people = alternation(told["done"]), alternation(told["no_people"])
    word = rf"(?!{stop}(?![a-z])|\d)[a-z][\w/'.+-]*[\s,]+"
    aside = r"asa\s|\([^()]{1,40}\)\s|[ivx]+[\s,-]+"
    each = (
        r"[\s,;]*(?:(?:subjects|patients|participants|rats|mice|animals)\s)?(?:in |for )?"
        r"(?:each|per|both|every)(?![a-z])"
    )
    patterns = {
        "counted": rf"(?P<n>{COUNT})\s+(?:{word}|{aside}){{0,8}}?{who}(?![a-z])",
        "done": (
            rf"(?P<n>{COUNT})\s+(?:who |that )?(?:(?:were|was|have been|had been) )?"
            rf"{done}(?![a-z])(?!,?\s+{no_people})"
        ),
        "all": (
            rf"(?<![a-z])all (?P<n>{COUNT})(?=\s(?:were|was|had|received)(?![a-z]))"
            rf"|\((?P<m>{COUNT}) in (?:all|total)\)"
        ),
        "verb": (
            r"(?:randomi[sz]ed|enrolled|recruited|included|studied|analy[sz]ed)\s+"
            rf"(?P<n>{COUNT})(?=\s+[a-z])(?!\s+(?:\w+\s+)?{no_people})"
        ),
        "did": rf"(?<![a-z]){done}(?![a-z])",
        "equals": (
            rf"(?:(?<![a-z])n\s?=\s?|\((?=(?:{FIGURES}|{WORDS})\s{who}\)))"
            rf"(?P<n>(?:{FIGURES}|{WORDS}))(?P<each>{each})?"
        ),
        "groups": (
            r"(?<![a-z\d])(?P<n>two|three|four|five|six|2|3|4|5|6)\s+(?:[a-z-]+\s+){0,3}?"
            r"(?:groups|arms|sequences)(?![a-z])"
        ),
        "each": (
            rf"(?P<n>{COUNT})\s+(?:[a-z]+\s+){{0,2}}(?:in |to |for )?(?:each|per)"
            r"(?:\s(?:of|the|treatment|study|experimental))*\s?(?:group|arm)?(?![a-z])"
        ),
        "to": (
            rf"(?P<n>{COUNT})\s+(?:[a-z]+\s+){{0,3}}(?:to|in|received|receiving)\s+(?:the\s+)?"
            r"(?:[a-z+()/-]+\s+){0,4}?"
            r"(?:group|arm|ketamine|esketamine|placebo|midazolam|saline|control|cohort)(?![a-z])"
        ),
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


@cache
def _signs() -> list[tuple[re.Pattern[str], bool, float]]:
    """Return (pattern, whether it is looked for before the number, points)."""
    told = declared("cues")["sample"]
    return [
        (re.compile(f"(?:{sign['before']})$"), True, sign["points"]) for sign in told["before"]
    ] + [(re.compile(sign["after"]), False, sign["points"]) for sign in told["after"]]


def candidates(paper: Paper) -> list[Candidate]:
    """Return every number of the paper that may be its sample."""
    return [one for passage in paper.passages if passage.text for one in _candidates(passage)]


def counts_people(found: list[Candidate]) -> bool:
    """Whether the abstract counts participants in words that speak of a study of its own."""
    return any(
        one.points - (one.n <= FEW) >= OWN for one in found if one.spans[0].field == "abstract"
    )


def read(paper: Paper, found: list[Candidate], design: list[Fact]) -> list[Fact]:
    """Return the sample size as one fact, or none."""
    how = design[0].value if design else ""
    if how in (*REVIEWS, "other"):
        return []
    few = 0 if how == "case_report" else FEW
    best = max(found, key=lambda one: one.points - (one.n <= few), default=None)
    if best is None or best.points - (best.n <= few) < LEAST:
        return _cases(paper) if how == "case_report" else []
    return [_fact(best.n, best.spans)]


def _fact(n: int, spans: tuple[Span, ...]) -> Fact:
    return Fact("sample_size", str(n), spans, float(n), float(n), "participants")


def _cases(paper: Paper) -> list[Fact]:
    """Count the patients of a case report by their ages: "a 61-year-old man" is one."""
    found = {match.group(): (passage, match) for passage, match in paper.find(_YEAR_OLD)}
    if not found:
        found = {match.group(): (passage, match) for passage, match in paper.find(_ONE)}
    spans = tuple(passage.span(*match.span(), "case") for passage, match in found.values())
    return [_fact(len(spans), spans)] if spans else []


def _candidates(passage: Passage) -> list[Candidate]:
    text, patterns = passage.folded, _patterns()
    found = []
    for name, base in (("counted", 1.0), ("done", 0.8), ("verb", 1.5), ("all", 3.0)):
        pattern = patterns[name]
        first = name in ("counted", "done")
        for match in passage.find_numbers(pattern) if first else pattern.finditer(text):
            which = "m" if name == "all" and match["m"] else "n"
            start, end = match.span(which)
            n = count(match[which])
            if n < 1 or _is_other(text, start, end):
                continue
            points = base + _points(text, start, match.end() if name == "counted" else end)
            points -= LATE * start / len(text)
            if name == "counted" and patterns["did"].search(match.group()):
                points += 1.5  # "802 enrolled patients"
            found.append(Candidate(n, points, (passage.span(start, end, name),), match.end()))
    equals = list(patterns["equals"].finditer(text))
    return [
        *found,
        *_sums(passage, found),
        *_arms(passage, equals),
        *_products(passage, equals),
        *_split(passage),
    ]


def _is_other(text: str, start: int, end: int) -> bool:
    """Whether the number is an age, a length of time, a year or the like."""
    told = _others()
    return bool(told[0].match(text, end) or told[1].search(text[max(0, start - 14) : start]))


@cache
def _others() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    told = declared("cues")["sample"]
    after, before = re.compile(told["not_after"]), re.compile(f"(?:{told['not_before']})$")
    return after, before, re.compile(told["beside"])


def _points(text: str, start: int, end: int) -> float:
    before, after = text[max(0, start - 60) : start], text[end : end + 160]
    return float(
        sum(
            points
            for pattern, is_before, points in _signs()
            if (pattern.search(before) if is_before else pattern.match(after))
        )
    )


def _sums(passage: Passage, found: list[Candidate]) -> list[Candidate]:
    """Add up counted groups that stand side by side in a sentence."""
    beside, sums = _others()[2], []
    counted = sorted((c for c in found if c.spans[0].term == "counted"), key=lambda c: c.end)
    run: list[Candidate] = []
    for i, one in enumerate(counted):
        run.append(one)
        start = counted[i + 1].spans[0].start if i + 1 < len(counted) else -1
        if start >= one.end and beside.fullmatch(passage.folded, one.end, start):
            continue
        gaps = [(a.end, b.spans[0].start) for a, b in pairwise(run)]
        if any(_JOINED.search(passage.folded, *gap) for gap in gaps):
            spans = tuple(span for part in run for span in part.spans)
            points = max(part.points for part in run) + 0.7
            sums.append(Candidate(sum(part.n for part in run), points, spans, run[-1].end))
        run = []
    return sums


def _arms(passage: Passage, equals: list[re.Match[str]]) -> list[Candidate]:
    """Add up the arms "(n = 30) … (n = 31)" of a sentence, unless one is the sum of the others."""
    by_sentence: dict[tuple[int, int], list[re.Match[str]]] = {}
    for match in equals:
        by_sentence.setdefault(passage.sentence(match.start()), []).append(match)
    found = []
    for arms in by_sentence.values():
        numbers = [count(arm["n"]) for arm in arms]
        spans = [passage.span(*arm.span("n"), "arm") for arm in arms]
        total, most = sum(numbers), max(numbers)
        if len(arms) > 2 and total == 2 * most:  # noqa: PLR2004 (a total and two arms)
            total, spans = most, [spans[numbers.index(most)]]
        elif arms[0]["each"]:
            continue
        points = 1.5 + 0.5 * (len(arms) > 1) - LATE * arms[0].start() / len(passage.text)
        found.append(Candidate(total, points, tuple(spans), arms[-1].end()))
    return found


def _products(passage: Passage, equals: list[re.Match[str]]) -> list[Candidate]:
    """Multiply: "four groups (n = 12)", "two groups of 30 each"."""
    text, patterns, found = passage.folded, _patterns(), []
    for groups in patterns["groups"].finditer(text):
        start, end = passage.sentence(groups.start())
        each = patterns["each"].search(text, groups.end(), min(end, groups.end() + 150))
        arms = [arm for arm in equals if start <= arm.start() < end]
        if each is None and len(arms) == 1 and 0 <= arms[0].start() - groups.end() <= NEAR:
            each = arms[0]
        if each is None or count(each["n"]) < 2:  # noqa: PLR2004 (a group is more than one)
            continue
        spans = (passage.span(*groups.span("n"), "groups"), passage.span(*each.span("n"), "each"))
        n = count(groups["n"]) * count(each["n"])
        found.append(Candidate(n, 1.7, spans, each.end()))
    for arm in equals:
        if arm["each"] and "both" in arm["each"]:
            spans = (
                passage.span(*arm.span("n"), "each"),
                passage.span(*arm.span("each"), "groups"),
            )
            found.append(Candidate(2 * count(arm["n"]), 1.8, spans, arm.end()))
    return found


def _split(passage: Passage) -> list[Candidate]:
    """Add up "40 to the ketamine group and 39 to the saline group"."""
    text, found = passage.folded, []
    arms = [
        match
        for match in passage.find_numbers(_patterns()["to"])
        if not _is_other(text, *match.span("n"))
    ]
    for one, other in pairwise(arms):
        gap = text[one.end() : other.start()]
        if re.fullmatch(r"[^.;]{0,30}?(?:and|,|vs)\s*", gap):
            spans = (passage.span(*one.span("n"), "arm"), passage.span(*other.span("n"), "arm"))
            points = 4.3 - LATE * one.start() / len(text)
            found.append(Candidate(count(one["n"]) + count(other["n"]), points, spans, other.end()))
    return found
