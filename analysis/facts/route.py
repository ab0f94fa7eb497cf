"""Routes by which ketamine was given, not those of the drugs beside it."""

import re
from collections.abc import Sequence

from analysis.facts.drugs import Drug, between, until
from analysis.facts.paper import Fact, Paper
from analysis.facts.vocabulary import Found, cue, vocabulary

_INFUSION = re.compile(r"(?<![a-z])(?:post-?|pre-?)?(?:infusions?|infused|drip)(?![a-z])")
# Possessive (`+` behind a quantifier): a list of doses can be cut in many ways, and each was tried.
_NEAR = re.compile(rf"(?:[\s(),/\[-]|\d[\d.,·]*+|{cue('route', 'near')}(?![a-z]))*+")
_AND = re.compile(
    r"(?:\s(?:hydrochloride|hcl|sul(?:f|ph)ate|tartrate|citrate|base))?"
    r"(?:\s*\([^()]{1,60}\)|[\s(]+\d[\d.,·]*\s?[a-zµ/%]+)?"  # a dose
    rf"[\s,/+&()-]*(?:{cue('route', 'joins')}[\s(]+)?(?:(?:low|dose|the|a|racemic|s)[\s-]+)*"
)
# "infusion of an antibody", "orally treated with a herb": what follows is not ketamine, unless it
# is only called the drug.
_OF_OTHER = re.compile(
    r"\s*(?:(?:administrations?|injections?|infusions?|applications?|delivery|use)\s+)?(?:of"
    r"|(?:treated|injected|administered|dosed|given)\s+with)\s+(?:(?:a|an|the)\s)?"
    rf"(?![\s\d(]|(?:{cue('route', 'near')}|{cue('route', 'it')})(?![a-z]))"
)
REACH = 12  # characters in which what "infusion of" is of must begin: "(r,s)-ketamine"
# "epidural anaesthesia" is how the operation was done, unless ketamine stands next to it.
_TECHNIQUE = re.compile(r"[\s-]*(?:ana?esthe|analges|block)")
_OR = re.compile(r"[\s,/]*(?:or|and|and/or|versus|vs\.?)?[\s,/]*")
_FOUR = re.compile(
    r"(?:non-|(?:dsm|icd|axis|phase|stage|grade|class|type|level|asa|factor|group)[\s-]?"
    r"|(?<![a-z])[ivx]+\s?(?:-|/|to|or|and)\s?)$"
)
_ALL = re.compile(r"(?<![a-z])(?:all|both|each)[\s,]")
_NO_WAY = re.compile(rf"[\s-]*{cue('route', 'no_way')}")


def read(paper: Paper, drugs: dict[str, list[Drug]]) -> list[Fact]:
    """Return a fact for each route of ketamine; `iv` for its infusions where no other is named.

    Where no route stands with ketamine and the title is about it, one in a sentence that names no
    drug is taken.
    """
    named = [
        one
        for one in vocabulary("routes").find(paper)
        if not _NO_WAY.match(one.passage.folded, one.end) and not _is_numeral(one)
    ]
    infusions = [
        Found("iv", passage, match.start(), match.end())
        for passage, match in paper.find(_INFUSION, "infus", "drip")
    ]
    for candidates, wanted in ((named, True), (infusions, True), (named, None), (infusions, None)):
        mine = [
            one
            for together in _beside(candidates)
            if wanted in {_of_ketamine(each, drugs[each.passage.field]) for each in together}
            for one in together
        ]
        if mine and (wanted or any(drug.is_ketamine for drug in drugs["title"])):
            return vocabulary("routes").facts("route", _studied(mine))
    return []


def _beside(routes: list[Found]) -> list[list[Found]]:
    """Group routes that only "or", "and" or a comma divides: they are of one drug."""
    groups: list[list[Found]] = []
    for one in routes:
        last = groups[-1][-1] if groups else None
        is_joined = last is not None and last.passage is one.passage
        if last and is_joined and _OR.fullmatch(one.passage.folded, last.end, one.start):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _studied(routes: list[Found]) -> list[Found]:
    """Leave out routes that only the background names, where the study itself names others."""
    title = {one.value for one in routes if one.passage.field == "title"}
    later = {one.value for one in routes if one.start >= one.passage.own}
    return [one for one in routes if not (title or later) or one.value in title | later]


def _is_numeral(route: Found) -> bool:
    """Whether "iv" is a four ("DSM-IV", "(iii) …; (iv) …"), or the route was not taken."""
    text = route.passage.folded
    return bool(_FOUR.search(text, max(0, route.start - 12), route.start)) or (
        text[route.start - 1 : route.end + 1] == "(iv)" and "(iii)" in text
    )


def _of_ketamine(route: Found, drugs: list[Drug]) -> bool | None:
    """Whether a route is ketamine's; None where its sentence names no drug.

    The drug next to it has it, with those that are joined to that drug; else the nearest.
    """
    text, (first, last) = route.passage.folded, route.passage.sentence(route.start)
    here = between(drugs, first, last)
    other = _OF_OTHER.match(text, route.end)
    if other and not any(0 <= d.start - other.end() < REACH for d in here):
        return False
    if touching := _touching(text, route, here):
        return any(d.is_ketamine for d in touching)
    if _TECHNIQUE.match(text, route.end):
        return False
    owners = [d for d in here if d.owns_doses]
    if not owners:
        return None
    if _ALL.search(text, first, route.start) and any(d.is_ketamine for d in owners):
        return True
    awake = [d for d in owners if not d.is_setting]
    return bool(awake) and min(awake, key=lambda d: _distance(d, route)).is_ketamine


def _touching(text: str, route: Found, here: Sequence[Drug]) -> list[Drug]:
    """Return the drug that stands next to a route, and those joined to it."""
    after = between(here, route.end, len(text))
    before = until(here, 0, route.start)[::-1]
    gap = text[route.end : after[0].start] if after else ","
    if "," not in gap and _NEAR.fullmatch(gap):
        return _joined(text, after)
    if before and _NEAR.fullmatch(text, before[0].end, route.start):
        return _joined(text, before)
    return []


def _distance(drug: Drug, route: Found) -> int:
    return drug.start - route.end if drug.start >= route.end else route.start - drug.end


def _joined(text: str, drugs: Sequence[Drug]) -> list[Drug]:
    """Return the first of *drugs* and those joined to it by commas, 'and' and the like."""
    joined = list(drugs[:1])
    for drug in drugs[1:]:
        gap = sorted([joined[-1].end, drug.end, joined[-1].start, drug.start])[1:3]
        if not _AND.fullmatch(text, *gap):
            break
        joined.append(drug)
    return joined
