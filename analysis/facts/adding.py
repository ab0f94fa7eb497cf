"""Groups that are counted one by one, added up to one sample: sums, arms, products.

"26 patients and 30 controls" is 56; "(n = 30) … (n = 31)" is 61; "four groups (n = 12)" is 48.
Each gives a candidate with a span for each number it is made of.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from analysis.facts.candidate import Candidate
from analysis.facts.counting import COUNT, FIGURES, WORDS, YEAR, count
from analysis.facts.paper import Passage
from analysis.facts.vocabulary import alternation, declared

NEAR = 40  # characters between "four groups" and "(n = 12)"
FAR = 150  # characters between "two groups" and "30 each"
_JOINED = re.compile(
    r"(?<![a-z])(?:and|plus|with|versus|vs\.?|to)\s+(?:(?:in|another|from|the|a group of)\s+)*$"
)
_SEX = r"(?:males?|females?|men|women|boys|girls|m|f)(?![a-z])"
_OLD = re.compile(r"(?<![a-z])(?:years?|months?|weeks?|days?|hours?|min(?:utes?)?|mg|kg)(?![a-z])")
_P_VALUE = re.compile(r"(?<![a-z])p\s?[<=>]")
_NEXT = re.compile(r"[^.;]{0,30}?(?:and|,|vs)\s*")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    told = declared("cues")["sample"]
    number, who = rf"(?:{FIGURES}|{WORDS})", alternation(told["who"])
    each = (
        r"[\s,;]*(?:(?:subjects|patients|participants|rats|mice|animals)\s)?(?:in |for )?"
        r"(?:each|per|both|every)(?![a-z])"
    )
    patterns = {
        "equals": (
            rf"(?:(?<![a-z])n\s?=\s?|[(;,]\s?(?=(?:{number})\s{who}\)))"
            rf"(?P<n>{number})(?P<each>{each})?"
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
            rf"(?:[a-z+()/-]+\s+){{0,4}}?{alternation(told['arms'])}(?![a-z])"
        ),
        "pair": (
            rf"(?P<n>{COUNT})\s(?:(?!hundred|thousand)[a-z-]+\s){{0,2}}and\s(?P<m>{COUNT})\s(?:[a-z-]+\s){{0,4}}?"
            rf"{who}(?![a-z/])(?![^.;]{{0,60}}(?<![a-z])each(?![a-z]))"
        ),
        "sexes": rf"\((?P<n>{number})\s{_SEX}(?:,|\sand|\s?/)\s?(?P<m>{number})\s{_SEX}",
        "treated": (
            rf"(?P<n>{COUNT})\s(?:[a-z]+\s){{0,2}}?{who}\sin\s(?:the\s)?(?:[a-z+-]+\s){{0,3}}?"
            r"(?:group|arm)\s(?:were\s(?:administered|given|treated)|received)"
        ),
        "beside": told["beside"],
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def added_up(passage: Passage, counted: list[Candidate]) -> Iterator[Candidate]:
    """Yield the samples that numbers of *passage* add up to; *counted*: the plain counts in it."""
    equals = list(_patterns()["equals"].finditer(passage.folded))
    yield from _sums(passage, counted)
    yield from _arms(passage, equals)
    yield from _products(passage, equals)
    yield from _named_arms(passage)
    yield from _pairs(passage)


def _sums(passage: Passage, counted: list[Candidate]) -> Iterator[Candidate]:
    """Add up counted groups that stand side by side in a sentence."""
    run: list[Candidate] = []
    text = passage.folded  # what stands in brackets is a part: "21 controls (10 women)"
    outside = [one for one in counted if text[one.spans[0].start - 1 : one.spans[0].start] != "("]
    ordered = sorted(outside, key=lambda one: one.end)
    for i, one in enumerate(ordered):
        run.append(one)
        start = ordered[i + 1].spans[0].start if i + 1 < len(ordered) else -1
        beside = _patterns()["beside"]
        if start >= one.end and beside.fullmatch(passage.folded, one.end, start):
            continue
        gaps = [(a.end, b.spans[0].start) for a, b in pairwise(run)]
        if any(_JOINED.search(passage.folded, *gap) for gap in gaps):
            total, parts = sum(part.n for part in run), run
            if len(run) > 2 and total == 2 * run[0].n:  # noqa: PLR2004 (a total and its parts)
                total, parts = run[0].n, run[:1]
            spans = tuple(span for part in parts for span in part.spans)
            signs = {**max(run, key=lambda part: part.points).signs, "way.sum": 1.0}
            yield Candidate(total, signs, spans, run[-1].end)
        run = []


def _arms(passage: Passage, equals: list[re.Match[str]]) -> Iterator[Candidate]:
    """Add up the arms "(n = 30) … (n = 31)" of a sentence, unless one is the sum of the others."""
    by_sentence: dict[tuple[int, int], list[re.Match[str]]] = {}
    for match in equals:
        by_sentence.setdefault(passage.sentence(match.start()), []).append(match)
    for sentence, arms in by_sentence.items():
        numbers = [count(arm["n"]) for arm in arms]
        spans = [passage.span(*arm.span("n"), "arm") for arm in arms]
        total, most = sum(numbers), max(numbers)
        if len(arms) > 2 and total == 2 * most:  # noqa: PLR2004 (a total and two arms)
            total, spans = most, [spans[numbers.index(most)]]
        elif arms[0]["each"]:
            continue
        signs = {"way.arms" if len(arms) > 1 else "way.arm": 1.0}
        signs["beside a p value"] = float(bool(_P_VALUE.search(passage.folded, *sentence)))
        yield Candidate(total, signs, tuple(spans), arms[-1].end())


def _products(passage: Passage, equals: list[re.Match[str]]) -> Iterator[Candidate]:
    """Multiply: "four groups (n = 12)", "two groups of 30 each", "(n = 12 in both groups)"."""
    text = passage.folded
    for groups in _patterns()["groups"].finditer(text):
        each = _each(passage, groups, equals)
        if each is None or count(each["n"]) < 2:  # noqa: PLR2004 (a group is more than one)
            continue
        spans = passage.span(*groups.span("n"), "groups"), passage.span(*each.span("n"), "each")
        n = count(groups["n"]) * count(each["n"])
        yield Candidate(n, {"way.product": 1.0}, spans, each.end())
    for arm in equals:
        if arm["each"] and "both" in arm["each"]:
            spans = passage.span(*arm.span("n"), "each"), passage.span(*arm.span("each"), "groups")
            yield Candidate(2 * count(arm["n"]), {"way.product": 1.0}, spans, arm.end())


def _each(
    passage: Passage, groups: re.Match[str], equals: list[re.Match[str]]
) -> re.Match[str] | None:
    """Return how many are in each of the groups."""
    start, end = passage.sentence(groups.start())
    stop = min(end, groups.end() + FAR)
    if each := _patterns()["each"].search(passage.folded, groups.end(), stop):
        return each
    arms = [arm for arm in equals if start <= arm.start() < end]
    is_only = len(arms) == 1 and 0 <= arms[0].start() - groups.end() <= NEAR
    return arms[0] if is_only else None


def _named_arms(passage: Passage) -> Iterator[Candidate]:
    """Add up "40 to the ketamine group and 39 to the saline group"."""
    for one, other in pairwise(passage.find_numbers(_patterns()["to"])):
        if _NEXT.fullmatch(passage.folded, one.end(), other.start()):
            spans = passage.span(*one.span("n"), "arm"), passage.span(*other.span("n"), "arm")
            n = count(one["n"]) + count(other["n"])
            yield Candidate(n, {"way.named arms": 1.0}, spans, other.end())


def _pairs(passage: Passage) -> Iterator[Candidate]:
    """Add up "18 frequent and 19 infrequent users", "(16 males, 4 females)", groups treated."""
    text, patterns = passage.folded, _patterns()
    for match in passage.find_numbers(patterns["pair"]):
        if not YEAR.fullmatch(match["n"]) and not _OLD.search(match.group()):
            yield _pair(passage, match, "way.pair")
    for match in patterns["sexes"].finditer(text):
        yield _pair(passage, match, "way.sexes")
    treated = list(passage.find_numbers(patterns["treated"]))
    if len(treated) > 1:
        spans = tuple(passage.span(*match.span("n"), "arm") for match in treated)
        n = sum(count(match["n"]) for match in treated)
        yield Candidate(n, {"way.treated": 1.0}, spans, treated[-1].end())


def _pair(passage: Passage, match: re.Match[str], way: str) -> Candidate:
    spans = passage.span(*match.span("n"), "arm"), passage.span(*match.span("m"), "arm")
    return Candidate(count(match["n"]) + count(match["m"]), {way: 1.0}, spans, match.end())
