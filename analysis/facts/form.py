"""The forms of ketamine a paper studies: racemic or unspecified, enantiomers, metabolites.

Where a study gives an enantiomer, "ketamine" alone is the family's name, not a second form: it
counts beside the enantiomer when the title names both, or "racemic ketamine" is named, or the two
are set against each other. Metabolites count when the title names them or the text dwells on them.
"""

import re

from analysis.facts.design import REVIEWS
from analysis.facts.drugs import Drug
from analysis.facts.paper import Fact, Paper
from analysis.facts.vocabulary import cue

VALUES = {"racemate": ("ketamine",), "either": ("ketamine", "esketamine")}
ENANTIOMERS = frozenset({"esketamine", "arketamine"})
DWELLS = 3  # mentions of metabolites in the abstract
_OF_WHICH = re.compile(r"(?:enantiomer|isomer|form|derivative|metabolite)s? of (?:racemic )?$")
_CHIRAL = r"(?:es|ar|s-|\(s\)-|s\(\+\)-?)ketamine"
_BETWEEN = rf",? {cue('form', 'beside')} (?:\w+ ){{0,2}}"
_BESIDE = re.compile(rf"(?<!\()ketamine{_BETWEEN}{_CHIRAL}|{_CHIRAL}{_BETWEEN}(?<![a-z-])ketamine")
_GIVEN_AFTER = re.compile(rf"[\s(,:-]*{cue('form', 'given_after')}")
_GIVEN_BEFORE = re.compile(rf"{cue('form', 'given_before')} (?:of |with )?(?:\w+ )?$")


def read(paper: Paper, drugs: dict[str, list[Drug]], design: list[Fact]) -> list[Fact]:
    """Return a fact for each mention of ketamine in a form that the paper is about."""
    facts = []
    for passage in paper.passages:
        for drug in drugs[passage.field]:
            if drug.form is None or _OF_WHICH.search(passage.folded[: drug.start][-40:]):
                continue
            span = passage.span(drug.start, drug.end, drug.form)
            for value in VALUES.get(drug.form, (drug.form,)):
                facts.append(Fact("form", value, (span,)))
    kept = _studied(paper, facts, drugs, bool(design) and design[0].value in REVIEWS)
    return [fact for fact in facts if fact.value in kept]


def _studied(
    paper: Paper, facts: list[Fact], drugs: dict[str, list[Drug]], is_review: bool
) -> set[str]:
    named = {fact.value for fact in facts}
    title = {fact.value for fact in facts if fact.spans[0].field == "title"}
    own = [fact for fact in facts if fact.value == "metabolite"]
    if "metabolite" in named and "metabolite" not in title and len(own) < DWELLS:
        named -= {"metabolite"}
    if (
        "ketamine" not in named
        or not named & ENANTIOMERS
        or ("ketamine" in title and title & ENANTIOMERS)
    ):
        return named
    text = f"{paper.title.folded}. {paper.abstract.folded}"
    racemic = any(fact.spans[0].term == "racemate" for fact in facts)
    if racemic:
        return named
    if title & ENANTIOMERS:
        return named - ({"ketamine"} if not _BESIDE.search(text) else set())
    if is_review:
        return named
    given = {
        drug.form
        for drug in drugs["abstract"]
        if drug.form in ENANTIOMERS and _is_given(paper, drug)
    }
    return named - ({"ketamine"} if given else ENANTIOMERS if "ketamine" in title else set())


def _is_given(paper: Paper, drug: Drug) -> bool:
    text = paper.abstract.folded
    return bool(
        _GIVEN_AFTER.match(text, drug.end)
        or _GIVEN_BEFORE.search(text[max(0, drug.start - 40) : drug.start])
    )
