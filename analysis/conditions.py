"""The conditions of conditions.toml: what each is called, its MeSH ids, its words and senses."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

KINDS = ("disorder", "symptom", "instrument", "model", "effect", "word", "drug")
PLACES = ("before", "after", "near", "paper")
_DESCRIPTOR = re.compile(r"D\d{6}(\d{3})?")

Company = Mapping[str, tuple[str, ...]]  # place -> phrases


@dataclass(frozen=True)
class Sense:
    """Phrases that mean a condition alike, and the company in which they do or do not.

    people: in the title they say that the people of the paper have it.
    """

    kind: str
    terms: tuple[str, ...]
    reason: str
    certain: bool
    people: bool
    blocked: Company
    required: Company


@dataclass(frozen=True)
class Condition:
    """One condition: mesh: descriptors by id; says is one sentence for people.

    field: the list of context.toml whose words a paper of the condition's field holds.
    """

    key: str
    name: str
    says: str
    field: str
    mesh: Mapping[str, str]
    senses: tuple[Sense, ...]


def read_conditions(text: str) -> dict[str, Condition]:
    """Return the conditions declared in *text* (TOML), in its order.

    Raises ValueError, naming the table and the entry, for what is missing or does not fit.
    """
    return {key: _condition(key, table) for key, table in tomllib.loads(text).items()}


@cache
def conditions() -> dict[str, Condition]:
    """Return the shipped conditions by key."""
    return read_conditions(
        files("analysis").joinpath("conditions.toml").read_text(encoding="utf-8")
    )


def _condition(key: str, table: dict[str, Any]) -> Condition:
    if wrong := {"name", "says", "field", "mesh", "senses"} ^ table.keys():
        raise ValueError(f"[{key}]: missing or unknown: {', '.join(sorted(wrong))}.")
    for descriptor in table["mesh"]:
        if not _DESCRIPTOR.fullmatch(descriptor):
            raise ValueError(f"[{key}] mesh: {descriptor!r} is no descriptor id such as 'D003866'.")
    senses = tuple(_sense(f"{key}] senses[{n}", told) for n, told in enumerate(table["senses"]))
    return Condition(key, table["name"], table["says"], table["field"], dict(table["mesh"]), senses)


def _sense(where: str, told: dict[str, Any]) -> Sense:
    known = {"kind", "terms", "reason", "certain", "people", "blocked", "required"}
    if wrong := (told.keys() - known) | ({"kind", "terms", "reason"} - told.keys()):
        raise ValueError(f"[{where}]: missing or unknown: {', '.join(sorted(wrong))}.")
    if told["kind"] not in KINDS:
        raise ValueError(f"[{where}] kind: {told['kind']!r} is none of {', '.join(KINDS)}.")
    for company in ("blocked", "required"):
        if wrong := told.get(company, {}).keys() - set(PLACES):
            raise ValueError(f"[{where}] {company}: {min(wrong)!r} is none of {', '.join(PLACES)}.")
    return Sense(
        told["kind"],
        tuple(told["terms"]),
        told["reason"],
        told.get("certain", False),
        told.get("people", False),
        {place: tuple(phrases) for place, phrases in told.get("blocked", {}).items()},
        {place: tuple(phrases) for place, phrases in told.get("required", {}).items()},
    )
