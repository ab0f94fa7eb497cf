"""Which drug stands where: ketamine in its forms, and every drug that is not ketamine."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from analysis.facts.paper import Paper, Passage
from analysis.facts.vocabulary import cue, declared, vocabulary

# Drugs that no list can hold all of, by their stems.
STEMS = rf"[a-z]{{3,}}{cue('drug', 'stems')}"
# Drugs that have no name yet: LY341495.
CODES = r"(?!nct|r-?107|ket|pcn|isrctn)[a-z]{2,4}[- ]?\d{3,7}[a-z]?"

# Nor can any list hold what is given at a dose of its own: "kelatorphan (5 mg/kg …". Only words
# that end as drugs do, or that stand before a route too: "(5 mg/kg, s.c.)".
DOSED = (
    rf"(?!{cue('drug', 'no_name')}(?![a-z])|[a-z-]{{0,40}}ketamin)[a-z][a-z-]{{4,40}}"
    r"(?:(?<=ine)|(?<=in)|(?<=ol)|(?<=one)|(?<=ide)|(?<=phan)|(?<=acid)|(?<=[ae]te)"
    r"|(?= ?\([^()]{2,30}, ?[si]\.?[cpvm]\b))"
    r"(?= ?\(\d[\d.,· -]*(?:(?:and|or|to) [\d.]+ ?)?(?:mg|µg|mcg|ug|microg|g|iu|u)[/,;) ]"
    r"| (?:at|in) (?:an? )?(?:single )?doses? of \d"
    r"|(?<=ine)(?: at)? \d[\d.,]* ?m?c?g/kg|(?<=[ae]te)(?: at)? \d[\d.,]* ?mg"
    r"|(?<=in)(?: at)? \d[\d.,]* ?mg/kg)"
)

# Words between ketamine and a word that goes on from it: "ketamine as a single infusion regimen".
_GOES_ON = re.compile(
    r"(?:[\s-]+(?!(?:and|or|with|plus|versus|vs|than|to|after|before|by|like)(?![a-z]))[a-z]+)*[\s-]*"
)
GOES_ON = 40  # characters
_ASLEEP_AFTER = re.compile(
    r"(?:[-/ +](?:xylazine|medetomidine|diazepam))?[- ](?:ana?esthe[ts]i[sz]ed)"
)
_ASLEEP_BEFORE = re.compile(
    r"ana?esthe[ts]i[sz]ed (?:with|by|using) (?:[a-z]+ (?:and|plus|/) |a mixture of |[a-z]+ ){0,2}$"
)
_DISORDER = re.compile(
    r"[\s-]+(?:(?:use |misuse |abuse )?disorders?|depend|addict|abus|misus|users?(?![a-z])"
    r"|withdrawal)"
)
_ALIAS = re.compile(r"(?<=[a-z])(?: hydrochloride| hcl)? ?\((?:[a-z]+ )?$")
# What may stand between "single dose" and the drug it is a dose of.
_OF = re.compile(r"(?:\s|of|the|an?|iv|intravenous|intranasal|oral|low-dose|subana?esthetic|-)*")


@dataclass(frozen=True)
class Drug:
    """A drug by name. form: of ketamine (forms.toml), or None; name: the value in drugs.toml.

    is_setting: ketamine that only put the animal or patient to sleep, "ketamine-anaesthetised
    rats": what stands next to it is its own, what stands farther off is another drug's.
    """

    start: int
    end: int
    form: str | None
    name: str
    is_setting: bool = False

    @property
    def owns_doses(self) -> bool:
        """Whether an amount may be an amount of it: not so of placebo, saline or ECT."""
        return self.is_ketamine or kinds().get(self.name, "drug") in ("drug", "partner")

    @property
    def is_ketamine(self) -> bool:
        """Whether it is ketamine in any form."""
        return self.form is not None


_start = attrgetter("start")


@cache
def kinds() -> dict[str, str]:
    """Return the kind of each drug in drugs.toml: control, procedure, drug or partner."""
    return {name: told["kind"] for name, told in declared("drugs").items()}


@cache
def ketamine_pattern() -> re.Pattern[str]:
    """Return the pattern of ketamine's names; the group that matched is the form."""
    forms = "|".join(f"(?P<{form}>{told['pattern']})" for form, told in declared("forms").items())
    return re.compile(rf"(?<![a-z0-9'])(?:{forms})(?![a-z0-9])")


@cache
def _other_pattern() -> re.Pattern[str]:
    named = vocabulary("drugs").pattern.pattern
    return re.compile(
        rf"{named}|(?<![a-z])(?:{STEMS}|{CODES})(?![a-z])|(?<![a-z])(?P<dosed>{DOSED})(?![a-z])"
    )


def drugs_of(passage: Passage) -> list[Drug]:
    """Return every drug of a passage, in order."""
    text = passage.folded
    found = [
        Drug(m.start(), m.end(), m.lastgroup, m.lastgroup or "", _is_setting(text, m))
        for m in ketamine_pattern().finditer(text)
    ]
    ends, ours = {drug.end: drug.form for drug in found}, len(found)
    names = vocabulary("drugs")
    for match in _other_pattern().finditer(text):
        if _DISORDER.match(text, match.end()) or _is_no_code(passage, match):
            continue  # heroin dependence is no heroin given
        if match["dosed"] and _is_of_ketamine(text, match, found[:ours]):
            continue  # "ketamine challenge (0.5 mg/kg)"
        name = names.value_or(match.group(), "other_drug")
        # "esketamine (AWKN002": a code in brackets behind a drug is another name of it
        alias = _ALIAS.search(text, max(0, match.start() - 20), match.start())
        form = ends.get(alias.start()) if alias and name == "other_drug" else None
        found.append(Drug(match.start(), match.end(), form, name))
    return sorted(found, key=lambda drug: drug.start)


def _is_of_ketamine(text: str, match: re.Match[str], ours: list[Drug]) -> bool:
    """Whether a word with a dose is ketamine's name, or only goes on from it."""
    return any(
        one.start <= match.start() < one.end
        or _GOES_ON.fullmatch(text, one.end, max(one.end, match.start()))
        for one in ours
        if match.start() - GOES_ON < one.end <= match.start()
        or one.start <= match.start() < one.end
    )


def _is_setting(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    return bool(_ASLEEP_AFTER.match(text, match.end()) or _ASLEEP_BEFORE.search(before))


def between(drugs: Sequence[Drug], first: int, last: int) -> Sequence[Drug]:
    """Return those of *drugs*, which stand in order, that begin at first to last - 1."""
    low = bisect_left(drugs, first, key=_start)
    return drugs[low : bisect_left(drugs, last, lo=low, key=_start)]


def until(drugs: Sequence[Drug], first: int, end: int) -> Sequence[Drug]:
    """Return those of *drugs* that begin at *first* or later and end at *end* or before."""
    high = bisect_left(drugs, end + 1, key=_start)
    while high and drugs[high - 1].end > end:
        high -= 1
    return drugs[bisect_left(drugs, first, hi=high, key=_start) : high]


def owner(passage: Passage, start: int, end: int, drugs: list[Drug]) -> Drug | None:
    """Return the drug of the sentence that text[start:end] is said of, if there is one.

    It is the drug that "of" or nothing divides from it, else the last before, else the next.
    """
    first, last = passage.sentence(start)
    here = [d for d in between(drugs, first, last) if d.owns_doses]
    before = [d for d in here if d.end <= start]
    after = [d for d in here if d.start >= end]
    if after and _OF.fullmatch(passage.folded, end, after[0].start):
        return after[0]
    within = [d for d in here if start <= d.start and d.end <= end]
    return next(iter(within or before[-1:] or after), None)


def is_of_another(passage: Passage, start: int, end: int, drugs: list[Drug]) -> bool:
    """Whether what stands at text[start:end] is said of a drug that is not ketamine."""
    drug = owner(passage, start, end, drugs)
    return drug is not None and not drug.is_ketamine


def _is_no_code(passage: Passage, match: re.Match[str]) -> bool:
    """Whether it is a word and a number, "and 124", and not a code, "LI 160"."""
    word, _, number = match.group().partition(" ")
    return number.isdigit() and not passage.text[match.start() :][: len(word)].isupper()


def read_drugs(paper: Paper) -> dict[str, list[Drug]]:
    """Return the drugs of title and abstract, by field."""
    return {passage.field: drugs_of(passage) for passage in paper.passages}
