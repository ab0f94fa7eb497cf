"""The search fields of each database, read from fields.toml, and the tags that reach them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Field:
    """One search field: EInfo's name and full name, and how it is searched (fields.toml)."""

    name: str
    full: str
    kind: str

    @property
    def is_date(self) -> bool:
        """Whether a term of it is a day or a range of days."""
        return self.kind == "date"


@cache
def fields(db: str) -> dict[str, Field]:
    """Return the fields of *db* by name, in the order of fields.toml."""
    return {name: Field(name, row["full"], row["kind"]) for name, row in _table()[db].items()}


@cache
def tags(db: str) -> dict[str, Field]:
    """Return the field that each tag reaches: short name, full name and the usual tags."""
    known = fields(db)
    reached = {}
    for name, row in _table()[db].items():
        for tag in (name, row["full"], *row["tags"]):
            reached[tag.lower()] = known[name]
    return reached


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))
