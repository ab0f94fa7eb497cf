"""Bring an export back as the frame it came from, by the types of its datapackage.json."""

import csv
import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.cells import decode_column, unguard
from harvester.errors import ParseError
from harvester.schema import PANDAS

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = "datapackage.json"
LONGEST_CELL = 2**31 - 1  # the author list of a large consortium alone passes csv's 131,072


def read_export(path: str | Path) -> "pd.DataFrame":
    """Return the frame that `ketlit export` wrote to *path* (csv, excel-csv, jsonl or parquet).

    Types come from the datapackage.json beside the file (a Parquet file carries its own): null,
    "" and "NA" stay apart, lists are lists, numbers nullable. Warns when the file is not the one
    that was exported (its checksum differs). Raises ParseError, naming file and place, where it
    cannot be read, and FileNotFoundError where it is not.

    >>> read_export("papers.csv").dtypes["pmid"]  # doctest: +SKIP
    Int64Dtype()
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such export.")
    if path.suffix == ".parquet":
        return _read_parquet(path)
    resource = resource_of(path)
    if resource.get("hash") != f"sha256:{checksum(path)}":
        warnings.warn(f"{path} was changed after it was exported.", UserWarning, stacklevel=2)
    fields = resource["schema"]["fields"]
    kinds = {field["name"]: field["kind"] for field in fields}
    if resource["format"] == "jsonl":
        return typed(_read_jsonl(path, kinds), kinds)
    return typed(_read_csv(path, fields, guarded=resource.get("guarded", False)), kinds)


def typed(columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, str]) -> "pd.DataFrame":
    """Return a frame of *columns* (plain values, None for null) with the dtypes of *kinds*."""
    import pandas as pd

    return pd.DataFrame(
        {name: pd.Series(list(columns[name]), dtype=PANDAS[kind]) for name, kind in kinds.items()}
    )


def resource_of(path: Path) -> dict[str, Any]:
    """Return what the datapackage.json beside *path* says of it. Raises ParseError."""
    package = path.with_name(PACKAGE)
    try:
        told = json.loads(package.read_text(encoding="utf-8"))
    except FileNotFoundError:
        reason = f"its types are in {PACKAGE}, which is not beside it: keep the two together"
        raise ParseError(str(path), reason) from None
    except ValueError as error:
        raise ParseError(str(package), f"no JSON: {error}") from error
    for resource in told.get("resources", []):
        if resource.get("path") == path.name and "kind" in str(resource.get("schema")):
            return dict(resource)
    raise ParseError(str(package), f"it does not describe {path.name} as a table of ketlit")


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_csv(path: Path, fields: list[dict[str, Any]], *, guarded: bool) -> dict[str, list[Any]]:
    names = [field["name"] for field in fields]
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            if (header := next(rows, [])) != names:
                raise ParseError(str(path), f"line 1: wanted the columns {names}, got {header}")
            cells: list[list[str]] = [[] for _ in names]
            for row in rows:
                if len(row) != len(names):
                    reason = f"line {rows.line_num}: {len(row)} cells, wanted {len(names)}"
                    raise ParseError(str(path), reason)
                for column, cell in zip(cells, row, strict=True):
                    column.append(cell)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ParseError(str(path), f"not the CSV that was exported: {error}") from error
    finally:
        csv.field_size_limit(before)
    return {
        field["name"]: _values(path, column, field, guarded=guarded)
        for field, column in zip(fields, cells, strict=True)
    }


def _values(path: Path, cells: list[str], field: dict[str, Any], *, guarded: bool) -> list[Any]:
    kind = field["kind"]
    if guarded:
        cells = [unguard(cell, kind) for cell in cells]
    try:
        return decode_column(cells, kind, field.get("missingValues", [""])[0])
    except ValueError as error:
        raise ParseError(str(path), f"column {field['name']}: {error}") from error


def _read_jsonl(path: Path, kinds: Mapping[str, str]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in kinds}
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ParseError(str(path), f"line {number}: {error}") from error
            for name, column in columns.items():
                column.append(row.get(name))
    return columns


def _read_parquet(path: Path) -> "pd.DataFrame":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path).read()
    except pa.ArrowInvalid as error:
        raise ParseError(str(path), f"no Parquet file: {error}") from error
    kinds = json.loads((table.schema.metadata or {}).get(b"ketlit.kinds", b"{}"))
    if list(kinds) != table.column_names:
        raise ParseError(str(path), "not written by ketlit export: read it with pandas")
    columns = {name: table.column(name).to_pylist() for name in kinds}
    for name in (name for name, kind in kinds.items() if kind == "objects"):
        columns[name] = [None if text is None else json.loads(text) for text in columns[name]]
    return typed(columns, kinds)
