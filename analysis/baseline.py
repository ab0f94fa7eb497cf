"""What a list of keywords reaches: the baseline beside which `evaluate` puts lexicon and model.

A paper has a condition when title or abstract holds one of the words, in any sense. It is what a
search in a spreadsheet would do.
"""

import re

KEYWORDS = {
    "depression": ("depress", "mdd"),
    "ptsd": ("ptsd", "post-traumatic stress", "posttraumatic stress"),
    "alcohol": ("alcohol", "ethanol", "drinking"),
    "opioid": ("opioid use", "opioid depend", "opioid addict", "opioid", "opiate", "heroin"),
    "anxiety": ("anxi",),
    "bipolar": ("bipolar",),
    "suicidality": ("suicid",),
    "chronic_pain": ("chronic pain", "neuropathic", "cancer pain", "fibromyalgia", "migraine"),
    "substance_other": ("cocaine", "amphetamine", "cannabis", "nicotine", "addiction"),
    "ketamine_misuse": ("abuse", "misuse", "recreational", "illicit", "addict"),
    "opioid_sparing": ("morphine", "fentanyl", "opioid"),
    "anaesthesia": ("anaesth", "anesth", "sedat", "analges", "postoperative"),
}
_PATTERNS = {key: re.compile("|".join(map(re.escape, told))) for key, told in KEYWORDS.items()}


def keywords(title: str | None, abstract: str | None) -> set[str]:
    """Return the conditions of which a keyword occurs."""
    text = f"{title or ''} {abstract or ''}".lower()
    return {key for key, pattern in _PATTERNS.items() if pattern.search(text)}
