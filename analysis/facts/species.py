"""Whose body was studied: people, animals, or cells; none for reviews, which study papers."""

from collections import Counter

from analysis.facts.design import REVIEWS
from analysis.facts.paper import Fact, Paper
from analysis.facts.vocabulary import declared, vocabulary

HUMAN = ("rct", "nonrandomised_trial", "observational", "case_report", "protocol")
SEVERAL = 3  # mentions of a second species that make it one of the study's
OWN = {"animal_experiment": "animal", "in_vitro": "in_vitro"}


def read(paper: Paper, design: list[Fact]) -> list[Fact]:
    """Return the species of a primary study, from its words and its MeSH check tags."""
    how = design[0].value if design else ""
    if how in REVIEWS or how == "other":
        return []
    found = list(vocabulary("species").find(paper))
    count = Counter(one.value for one in found)
    wanted = {OWN.get(how, "human")} if how else {count.most_common(1)[0][0]} if count else set()
    if how in ("animal_experiment", "in_vitro"):
        wanted |= {"human"} if count["human"] > max(SEVERAL, count["animal"]) else set()
    elif count["animal"] > SEVERAL and any(
        o.value == "animal" and o.passage is paper.title for o in found
    ):
        wanted.add("animal")
    facts = vocabulary("species").facts("species", (o for o in found if o.value in wanted))
    told = {fact.value for fact in facts}
    for value, says in declared("species").items():
        if value in wanted - told and paper.mesh_terms & set(says["mesh"]):
            facts.append(Fact("species", value))
        elif value in wanted - told and how:  # a randomised trial is one of people
            facts.append(Fact("species", value, design[0].spans))
    return facts
