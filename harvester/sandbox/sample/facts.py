"""What a sample record declares to be true of itself: labels, population and facts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CONDITIONS = (
    "depression", "ptsd", "alcohol", "opioid", "anxiety", "bipolar", "suicidality",
    "chronic_pain", "substance_other", "ketamine_misuse", "opioid_sparing", "anaesthesia",
)  # fmt: skip
# The attributes of CODEBOOK.md and of the contract, in the order of truth.csv.
ATTRIBUTES = (
    "species", "design", "route", "form", "sample_size", "dose", "infusion_duration", "sessions",
    "comparator", "instrument", "adverse_effect", "onset", "follow_up", "registry", "subgroup",
)  # fmt: skip
# How the declared texts write a route, and what it is called.
ROUTES = {
    "intravenous": "iv", "intramuscular": "im", "subcutaneous": "sc", "intraperitoneal": "ip",
    "epidural": "neuraxial", "caudal": "neuraxial", "intrathecal": "neuraxial",
    "rectal": "other", "topical": "other", "nebulised": "other",
}  # fmt: skip
# A slot of a family's sentences tells this attribute, once the sentence that holds it is chosen.
TELLS = {
    "dose": "dose", "dose2": "dose", "route": "route", "route2": "route",
    "minutes": "infusion_duration", "sessions": "sessions", "comp": "comparator",
    "scale": "instrument", "scale2": "instrument",
    "ae": "adverse_effect", "ae2": "adverse_effect", "onset": "onset", "follow": "follow_up",
    "reg": "registry", "n": "sample_size",
}  # fmt: skip
HOURS = {"minute": 1 / 60, "hour": 1, "h": 1, "day": 24, "week": 168, "month": 730}
DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True)
class Truth:
    """Known truth of one record.

    focus: condition -> primary, secondary or mention, which is no label. facts: attribute ->
    values in the order of the text.
    """

    focus: Mapping[str, str]
    population: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The conditions that the record studies."""
        return tuple(key for key in CONDITIONS if self.focus.get(key, "mention") != "mention")


def focus_of(labels: str, mention: str) -> dict[str, str]:
    """Read "depression alcohol:secondary" and the conditions only mentioned.

    Raises KeyError for a condition that is not in CONDITIONS.
    """
    told = {word.partition(":")[0]: word.partition(":")[2] or "primary" for word in labels.split()}
    told |= dict.fromkeys(mention.split(), "mention")
    if unknown := told.keys() - set(CONDITIONS):
        raise KeyError(f"unknown condition {sorted(unknown)[0]!r}; known: {', '.join(CONDITIONS)}")
    return told


def facts_of(row: Mapping[str, object], slots: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the facts of a record: those that *slots* of its text tell, and those it declares.

    A key `dose_is` of the row says what the value is where the slot `dose` is worded otherwise.
    An empty value says that the text tells none.
    """
    facts: dict[str, tuple[str, ...]] = {}
    said = [(TELLS[slot], row.get(f"{slot}_is", _worth(slot, row[slot])))
            for slot in dict.fromkeys(slots) if slot in TELLS and row.get(slot)]  # fmt: skip
    said += [(name, row.get(f"{name}_is", row.get(name)))
             for name in ATTRIBUTES if name not in TELLS or f"{name}_is" in row]  # fmt: skip
    for name, value in said:
        if value == "":
            facts.pop(name, None)
        elif value is not None:
            new = re.split(r"; | \+ ", str(value))
            facts[name] = (*facts.get(name, ()), *(v for v in new if v not in facts.get(name, ())))
    return {name: facts[name] for name in ATTRIBUTES if name in facts}


def _worth(slot: str, value: object) -> str:
    said = str(value)
    if slot.startswith("route"):
        return ROUTES.get(said, said)
    if slot in ("minutes", "sessions"):
        return f"{said} {'min' if slot == 'minutes' else slot}"
    if slot == "onset":
        return _in_unit(said, HOURS, "h")
    if slot == "follow":
        return _in_unit(said, DAYS, "d")
    return said


def _in_unit(said: str, units: Mapping[str, float], unit: str) -> str:
    found = re.fullmatch(r"(\d+) (\w+?)s?", said)
    if not found:
        raise ValueError(f"{said!r}: wanted a number and a unit ({', '.join(units)})")
    return f"{int(found[1]) * units[found[2]]:g} {unit}"
