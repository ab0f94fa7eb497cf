"""Every table and every column, as declared in schema.toml.

Kinds of column: `text` (pandas "string"), `int` ("Int64"), `real` ("Float64"), `flag`
("boolean"), `date` (ISO 8601 text as exact as it is known: "2019", "2019-05", "2019-05-03"),
`time` (ISO 8601 UTC to the second), `list` (a list of text), `objects` (a list of small
mappings). Missing is null in every kind; a list that a record does not have is empty.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

PANDAS = {
    "text": "string",
    "int": "Int64",
    "real": "Float64",
    "flag": "boolean",
    "date": "string",
    "time": "string",
    "list": "object",
    "objects": "object",
}
SQLITE = {
    "text": "TEXT",
    "int": "INTEGER",
    "real": "REAL",
    "flag": "INTEGER",
    "date": "TEXT",
    "time": "TEXT",
    "list": "TEXT",
    "objects": "TEXT",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, its kind, one sentence of meaning, and where it comes from."""

    name: str
    kind: str
    says: str
    source: str


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns in order, and the columns that identify a row.

    parsed: a parser fills it from a source record; every row then begins with paper_id.
    """

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parsed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of each column."""
        return {column.name: column.kind for column in self.columns}


def _declared() -> dict[str, Table]:
    """Read schema.toml. Raises ValueError for a column of an unknown kind, or a key amiss."""
    text = files("harvester").joinpath("schema.toml").read_text(encoding="utf-8")
    tables = {}
    for name, told in tomllib.loads(text).items():
        columns = tuple(Column(**column) for column in told.pop("columns"))
        table = Table(name, told["says"], tuple(told["key"]), columns, told.get("parsed", False))
        if wrong := [c.name for c in columns if c.kind not in PANDAS]:
            raise ValueError(f"schema.toml [{name}]: {wrong[0]!r} has no kind of {list(PANDAS)}.")
        if missing := set(table.key) - set(table.names):
            raise ValueError(f"schema.toml [{name}]: the key {sorted(missing)} is no column.")
        tables[name] = table
    return tables


TABLES = _declared()
PARSED = tuple(name for name, table in TABLES.items() if table.parsed)
# Columns of papers that no parser can know: the store keeps them.
STORE_KEPT = ("first_seen", "last_changed", "gone_since")
RETRACTIONS = ("none", "retracted", "concern", "corrected", "notice")
