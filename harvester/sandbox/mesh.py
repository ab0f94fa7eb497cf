"""Pure: the part of MeSH that queries here name (mesh.toml): explosion and preferred names."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.sandbox.folding import fold


def narrower(name: str) -> list[str]:
    """Return the descriptors below *name* (a name, entry term or UI) in any of its trees."""
    above = _descriptors().get(fold(name))
    if above is None:
        return []
    starts = tuple(f"{tree}." for tree in above["trees"])
    below = (
        row["name"]
        for row in _table()["descriptor"]
        if any(tree.startswith(starts) for tree in row["trees"])
    )
    return [above["name"], *below]


def preferred(words: str) -> tuple[str, str] | None:
    """Return the MeSH name of *words* and its field, MESH or SUBS; None where MeSH has none."""
    if descriptor := _descriptors().get(fold(words)):
        return descriptor["name"], "MESH"
    substances = {fold(row["name"]): row["name"] for row in _table()["substance"]}
    name = substances.get(fold(words))
    return (name, "SUBS") if name else None


@cache
def _descriptors() -> dict[str, dict[str, Any]]:
    return {
        fold(said): row
        for row in _table()["descriptor"]
        for said in (row["name"], row["ui"], *row.get("entries", ()))
    }


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("mesh.toml").read_text(encoding="utf-8"))
