"""How many took part: one number for each paper that says it, and none for reviews.

Each number that counts people or animals is a candidate; the signs around it (cues.toml, [sample])
have points (sample_points.toml), and the candidate with most is the sample. The codebook's order
stands in the points: those analysed, else those randomised or included, else those planned. Groups
that are only counted one by one are added up (adding.py, comparing.py).
"""

import re
from functools import cache

from analysis.facts.adding import added_up
from analysis.facts.candidate import FEW, Candidate, points, signed
from analysis.facts.comparing import told_apart
from analysis.facts.counting import COUNT, YEAR, count
from analysis.facts.design import REVIEWS
from analysis.facts.paper import Fact, Paper, Passage, Span
from analysis.facts.vocabulary import alternation, declared

WAYS = ("counted", "done", "verb", "all", "left", "of all")
BEFORE, AFTER = 60, 160  # characters around a number that are searched for signs
_YEAR_OLD = re.compile(r"(?<![\d.])\d{1,2}[\s-](?:years?|months?)[\s-]old(?![a-z])")
_ONE = re.compile(
    r"(?<![a-z])an? (?:[a-z-]+ )?(?:(?:fe)?male patient|patient (?:with|suffering|who)"
    r"|man|woman|boy|girl)(?![a-z])"
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    told = declared("cues")["sample"]
    who, stop = alternation(told["who"]), alternation(told["stop"])
    done, no_people = alternation(told["done"]), alternation(told["no_people"])
    word = rf"(?!{stop}(?![a-z])|\d)[a-z][\w/'+-]*(?:\.\w+)*[\s,]+"
    aside = r"asa\s(?:[\divx/-]+(?:\s(?:or|and)\s[\divx]+)?\s)?|\([^()]{1,40}\)\s|[ivx]+[\s,-]+"
    patterns = {
        "counted": rf"(?P<n>{COUNT})\s+(?:{word}|{aside}){{0,8}}?{who}(?![a-z/])",
        "done": (
            rf"(?P<n>{COUNT})\s+(?:who |that )?(?:(?:were|was|have been|had been) )?"
            rf"{done}(?![a-z])(?!,?\s+{no_people})"
        ),
        "verb": (
            r"(?:randomi[sz]ed|enrolled|recruited|included|studied|analy[sz]ed)\s+"
            rf"(?P<n>{COUNT})(?=\s+[a-z])(?!\s+(?:\w+\s+)?{no_people})"
        ),
        "all": (
            rf"(?<![a-z])all (?P<n>{COUNT})(?=\s(?:were|was|had|received)(?![a-z]))"
            rf"|\((?P<m>{COUNT}) in (?:all|total)\)"
        ),
        "left": (
            rf"(?<![a-z])(?:remaining|leaving|final sample of) (?P<n>{COUNT})"
            rf"(?=,|\s(?:[a-z-]+\s){{0,3}}?{who}(?![a-z])|\s(?:were|had|received)(?![a-z]))"
        ),
        "of all": r"(?<![\d./])(?P<k>\d{1,9})/(?P<n>\d{1,9})\s?[(\[]\d[\d.]{0,5}\s?%",
        "year before": told["year_before"] + "$",
        "perhaps a year": told["year_perhaps"] + "$",
        "numbered": told["numbered"] + "$",
        "who": rf"\s{who}(?![a-z])",
        "did": rf"(?<![a-z]){done}(?![a-z])",
        "not_after": told["not_after"],
        "not_before": f"(?:{told['not_before']})$",
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


@cache
def _signs() -> list[tuple[str, re.Pattern[str], bool]]:
    """Return (name, pattern, whether it is looked for before the number)."""
    told = declared("cues")["sample"]
    before = [(sign["name"], re.compile(f"(?:{sign['before']})$"), True) for sign in told["before"]]
    return before + [(sign["name"], re.compile(sign["after"]), False) for sign in told["after"]]


def candidates(paper: Paper) -> list[Candidate]:
    """Return every number of the paper that may be its sample."""
    found: list[Candidate] = []
    for passage in paper.passages:
        if passage.text:
            plain = list(_plain(passage))
            counted = [one for one in plain if one.spans[0].term == "counted"]
            found += [*plain, *added_up(passage, counted), *told_apart(passage, counted)]
    return signed(paper, found)


def counts_people(found: list[Candidate]) -> bool:
    """Whether the abstract counts participants in words that speak of a study of its own."""
    own = points()["own"]
    return any(
        one.points >= own and "before.studies" not in one.signs
        for one in found
        if one.spans[0].field == "abstract"
    )


def read(paper: Paper, found: list[Candidate], design: list[Fact]) -> list[Fact]:
    """Return the sample size as one fact, or none."""
    how = design[0].value if design else ""
    if how in (*REVIEWS, "other"):
        return []
    best = max(found, key=lambda one: _worth(one, how), default=None)
    if best is None or _worth(best, how) < points()["least"]:
        return _cases(paper) if how == "case_report" else []
    return [_fact(best.n, best.spans)]


def _worth(one: Candidate, how: str) -> float:
    """Return the points of a candidate; where cases are reported, few are as good as many."""
    spared = points()["few"] * (one.n <= FEW) if how == "case_report" else 0.0
    return one.points - spared


def _fact(n: int, spans: tuple[Span, ...]) -> Fact:
    return Fact("sample_size", str(n), spans, float(n), float(n), "participants")


def _cases(paper: Paper) -> list[Fact]:
    """Count the patients of a case report by their ages: "a 61-year-old man" is one."""
    found = {match.group(): (passage, match) for passage, match in paper.find(_YEAR_OLD)}
    if not found:
        found = {"one": one for one in list(paper.find(_ONE))[:1]}  # noqa: B035 (the first)
    spans = tuple(passage.span(*match.span(), "case") for passage, match in found.values())
    return [_fact(len(spans), spans)] if spans else []


def _plain(passage: Passage) -> list[Candidate]:
    """Return the numbers that stand with people, or with what was done to them."""
    text, patterns = passage.folded, _patterns()
    found = []
    for way in WAYS:
        begins = way in ("counted", "done")  # with the number
        pattern = patterns[way]
        for match in passage.find_numbers(pattern) if begins else pattern.finditer(text):
            which = "m" if way == "all" and match["m"] else "n"
            start, end = match.span(which)
            n = count(match[which])
            if n < 1 or _is_other(text, start, end, way):
                continue
            if way == "of all" and count(match["k"]) > n:
                continue  # 160/95 is no share
            signs = {f"way.{way}": 1.0}
            signs |= _around(text, start, match.end() if way == "counted" else end)
            if way == "counted" and patterns["did"].search(match.group()):
                signs["did"] = 1.0
            found.append(Candidate(n, signs, (passage.span(start, end, way),), match.end()))
    return found


def _is_other(text: str, start: int, end: int, way: str) -> bool:
    """Whether the number is an age, a length of time, a year or the like."""
    before, patterns = text[max(0, start - 20) : start], _patterns()
    if patterns["not_after"].match(text, end) or patterns["not_before"].search(before):
        return True
    if way != "counted" and patterns["numbered"].search(before):
        return True
    if not YEAR.fullmatch(text, start, end):
        return False
    if way != "counted" or patterns["year before"].search(before):
        return True
    return bool(patterns["perhaps a year"].search(before) and not patterns["who"].match(text, end))


def _around(text: str, start: int, end: int) -> dict[str, float]:
    """Return the signs before and after the number."""
    before, after = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
    return {
        name: 1.0
        for name, pattern, is_before in _signs()
        if (pattern.search(before) if is_before else pattern.match(after))
    }
