"""Doses of ketamine, not of what it is compared or combined with.

A dose belongs to the drug it is written against ("ketamine 0.5 mg/kg", "0.5 mg/kg of ketamine"),
else to the nearest drug before it in the sentence, else to the nearest after it. Amounts that are
consumed, required or reduced are outcomes, not doses.
"""

import re
from dataclasses import replace

from analysis.facts.drugs import Drug, between, until
from analysis.facts.paper import Fact, Paper, Passage
from analysis.facts.quantity import Quantity, quantities
from analysis.facts.vocabulary import cue

_OF = re.compile(rf"(?:[\s/-]|{cue('dose', 'of')}(?![a-z]))*")
_AT = re.compile(rf"(?:[\s(\[,:=-]|{cue('dose', 'at')}(?![a-z]))*")
_CHAIN = re.compile(rf"\s*(?:,|;|/|-|\(|\))?\s*(?:{cue('dose', 'chain')}(?:\s+|(?=\d)))*")
_OUTCOME = re.compile(cue("dose", "outcome"))
_TARGET = re.compile(cue("dose", "target"))
TOUCHES = 5  # characters between a drug and an amount that can only be of it


def read(paper: Paper, drugs: dict[str, list[Drug]]) -> list[Fact]:
    """Return each dose of ketamine in any form."""
    facts = []
    for passage in paper.passages:
        owners = [drug for drug in drugs[passage.field] if drug.owns_doses]
        if not owners and passage is paper.abstract:
            owners = _of_title(drugs["title"])
        for chain in _chains(passage):
            for amount, drug in _owners(passage, chain, owners):
                if drug is not None and drug.is_ketamine and _is_dose(passage, amount, drug):
                    facts.append(_fact(passage, amount))
    return facts


def _of_title(drugs: list[Drug]) -> list[Drug]:
    """Return the title's drugs, if all are ketamine, for an abstract that names none."""
    owners = [drug for drug in drugs if drug.owns_doses]
    if not all(drug.is_ketamine for drug in owners):
        return []
    return [replace(drug, start=0, end=0) for drug in owners]


def _fact(passage: Passage, amount: Quantity) -> Fact:
    around = passage.folded[max(0, amount.start - 25) : amount.end + 25]
    if "/h" in amount.unit or "/min" in amount.unit or "infus" in around:
        kind = "infusion"
    else:
        kind = "bolus" if "bolus" in around else "dose"
    span = passage.span(amount.start, amount.end, kind)
    return Fact("dose", amount.value, (span,), amount.low, amount.high, amount.unit)


def _chains(passage: Passage) -> list[list[Quantity]]:
    """Group amounts that nothing but commas, 'and' and the like divide."""
    chains: list[list[Quantity]] = []
    amounts = quantities(passage.folded)
    for i, amount in enumerate(amounts):
        gap = passage.folded[amounts[i - 1].end : amount.start] if i else "."
        if i and _CHAIN.fullmatch(gap):
            chains[-1].append(amount)
        else:
            chains.append([amount])
    return chains


def _owners(
    passage: Passage, chain: list[Quantity], drugs: list[Drug]
) -> list[tuple[Quantity, Drug | None]]:
    """Pair each amount of a chain with its drug."""
    text, (start, end) = passage.folded, passage.sentence(chain[0].start)
    before = until(drugs, start, chain[0].start)
    after = between(drugs, chain[-1].end, end)
    if "respectively" in text[chain[-1].end : end][:40] and len(before) >= len(chain) > 1:
        return list(zip(chain, before[-len(chain) :], strict=True))
    tight_before = bool(before) and _AT.fullmatch(text[before[-1].end : chain[0].start])
    tight_after = bool(after) and _OF.fullmatch(text[chain[-1].end : after[0].start])
    if tight_before and tight_after and len(chain) > 1:
        return [*((a, before[-1]) for a in chain[:-1]), (chain[-1], after[0])]
    if tight_after and not (tight_before and "," not in text[before[-1].end : chain[0].start]):
        return [(a, after[0]) for a in chain]
    drug = before[-1] if before else after[0] if after else _earlier(chain[0], drugs)
    if drug is not None and drug.is_setting and not tight_before:
        drug = None
    return [(a, drug) for a in chain]


def _earlier(amount: Quantity, drugs: list[Drug]) -> Drug | None:
    """Return the last drug named before, for a sentence that names none."""
    before = until(drugs, 0, amount.start)
    return before[-1] if before else None


def _is_dose(passage: Passage, amount: Quantity, drug: Drug) -> bool:
    text = passage.folded
    if amount.unit == "mg/ml" or not amount.high:
        return False  # the strength of a solution; a dose of nothing
    if "/kg" not in amount.unit and _OUTCOME.search(text[max(0, amount.start - 60) : amount.start]):
        return False
    if amount.unit == "g":
        gaps = drug.start - amount.end, amount.start - drug.end
        return any(0 <= gap < TOUCHES for gap in gaps)
    if amount.unit == "ng/ml":
        return bool(_TARGET.search(text[max(0, amount.start - 40) : amount.end + 40]))
    return True
