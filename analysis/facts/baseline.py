"""What a list of keywords reaches: the baseline beside which `evaluate` puts the readers of facts.

It is what a careful person writes in an afternoon: every word counts wherever it stands.
"""

import re

from analysis.facts.paper import Paper

ROUTES = {
    "iv": r"\bi\.?v\b|intravenous|infusion",
    "intranasal": r"nasal",
    "im": r"\bi\.?m\b|intramuscular",
    "sc": r"subcutaneous",
    "oral": r"\boral",
    "sublingual": r"sublingual",
    "ip": r"\bi\.?p\b|intraperitoneal",
    "neuraxial": r"epidural|caudal|intrathecal",
    "other": r"rectal|topical|nebuli[sz]ed|inhaled",
}
FORMS = {
    "ketamine": r"\bketamine",
    "esketamine": r"esketamine|\bs-ketamine|s\(\+\)-ketamine|\(s\)-ketamine",
    "arketamine": r"arketamine|\(r\)-ketamine|\br-ketamine",
    "metabolite": r"norketamine",
}
# The first that is found has the paper.
DESIGNS = {
    "protocol": r"protocol",
    "systematic_review": r"systematic review|meta-analysis",
    "narrative_review": r"review",
    "case_report": r"case report|case series",
    "rct": r"randomi[sz]ed|double-blind",
    "nonrandomised_trial": r"open-label|pilot",
    "observational": r"retrospective|cohort|survey|cross-sectional",
    "animal_experiment": r"\brats?\b|\bmice\b|\bmouse\b",
    "in_vitro": r"in vitro",
}
SPECIES = {
    "animal": r"\brats?\b|\bmice\b|\bmouse\b|\bdogs?\b|\bmonkeys?\b",
    "human": r"patients|participants|volunteers",
    "in_vitro": r"in vitro",
}
DOSE = re.compile(r"(\d+(?:\.\d+)?) ?(mg/kg/h|mcg/kg/min|mg/kg|mg)\b")
COUNTED = re.compile(r"\b(\d+) (?:\w+ )?(?:patients|participants|subjects|volunteers|rats|mice)")


def keywords(paper: Paper) -> dict[str, set[str]]:
    """Return attribute -> values, as keywords find them."""
    text = f"{paper.title.folded} {paper.abstract.folded}"
    counted = {match[1] for match in COUNTED.finditer(text)}
    design = [name for name, words in DESIGNS.items() if re.search(words, text)]
    return {
        "species": _named(SPECIES, text),
        "design": set(design[:1]),
        "route": _named(ROUTES, text),
        "form": _named(FORMS, text),
        "sample_size": counted,
        "dose": {f"{float(match[1]):g} {match[2]}" for match in DOSE.finditer(text)},
    }


def _named(words: dict[str, str], text: str) -> set[str]:
    return {name for name, pattern in words.items() if re.search(pattern, text)}
