"""Whose body was studied: people, animals, or cells; none for reviews, which study papers."""

from collections import Counter

from analysis.facts.design import REVIEWS
from analysis.facts.paper import Fact, Paper
from analysis.facts.vocabulary import Found, declared, vocabulary

SEVERAL = 3  # mentions of a second species that make it one of the study's
OWN = {"animal_experiment": "animal", "in_vitro": "in_vitro"}  # of the other designs: human


def read(paper: Paper, design: list[Fact]) -> list[Fact]:
    """Return the species of a primary study: by its design and words, else by MeSH check tags."""
    how = design[0].value if design else ""
    if how in REVIEWS or how == "other":
        return []
    found = list(vocabulary("species").find(paper))
    wanted = _wanted(found, how) or _indexed(paper)
    facts = vocabulary("species").facts("species", (one for one in found if one.value in wanted))
    for value in wanted - {fact.value for fact in facts}:
        if value in _indexed(paper):
            facts.append(Fact("species", value))
        elif how:  # a randomised trial is one of people: its words are the evidence
            facts.append(Fact("species", value, design[0].spans))
    return facts


def _wanted(found: list[Found], how: str) -> set[str]:
    """Return the species that design and words speak of."""
    count = Counter(one.value for one in found)
    if not how:
        return {value for value, _ in count.most_common(1)}
    wanted = {OWN.get(how, "human")}
    if how in OWN:
        return wanted | ({"human"} if count["human"] > max(SEVERAL, count["animal"]) else set())
    in_title = any(one.value == "animal" and one.passage.field == "title" for one in found)
    return wanted | ({"animal"} if in_title and count["animal"] > SEVERAL else set())


def _indexed(paper: Paper) -> set[str]:
    """Return the species of which NLM put the check tag."""
    return {
        value for value, told in declared("species").items() if paper.mesh_terms & set(told["mesh"])
    }
