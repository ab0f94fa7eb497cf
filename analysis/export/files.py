"""EDGE: an export on disk: the file, its .meta.json, and the datapackage.json of its folder."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.export import Format, format_named, writer_named
from analysis.export.selection import Selection
from harvester.cells import WHOLE_DAY
from harvester.errors import UsageError
from harvester.exported import PACKAGE, checksum
from harvester.schema import Column
from harvester.whole import whole_file

# Kinds of schema.py as types of Frictionless Table Schema; lists are text there, as in the file.
TYPES = {"int": "integer", "real": "number", "flag": "boolean", "time": "datetime"}
PROFILE = "ketlit-export"


def export(
    selection: Selection, path: Path, name: str, about: Mapping[str, Any] | None = None
) -> Path:
    """Write *selection* to *path* in the format *name*, with what is told *about* it beside it.

    The file is whole or absent. Raises UsageError for an unknown format, or for a folder whose
    datapackage.json is somebody else's; KetlitError where the disk refuses.
    """
    chosen, writer = format_named(name), writer_named(name)
    package = _package(path.with_name(PACKAGE)) if chosen.table else None
    with whole_file(path) as file:
        missing = writer.write(selection, file)
    described = _described(selection, path, name, chosen, missing)
    facts = {"path": path.name, "format": name, "bytes": described["bytes"]}
    facts["sha256"] = described["hash"].removeprefix("sha256:")
    _write_json(path.with_name(f"{path.name}.meta.json"), {**facts, **(about or {})})
    if package is not None:
        others = [r for r in package["resources"] if r["path"] != path.name]
        package["resources"] = sorted([*others, described], key=lambda r: str(r["path"]))
        _write_json(path.with_name(PACKAGE), package)
    return path


def _package(path: Path) -> dict[str, Any]:
    """Return the package of the folder without the resources whose file is gone."""
    if not path.exists():
        return {"name": "ketlit", "title": "Exports of ketlit", "made_by": PROFILE, "resources": []}
    try:
        package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        ours = package.get("made_by") == PROFILE
    except (OSError, ValueError, AttributeError):
        ours = False
    if not ours:
        raise UsageError(
            f"{path} is not ketlit's, and an export would overwrite it: "
            "choose another folder with --out."
        )
    package["resources"] = [
        r for r in package["resources"] if path.with_name(str(r["path"])).exists()
    ]
    return package


def _described(
    selection: Selection, path: Path, name: str, chosen: Format, missing: Mapping[str, str]
) -> dict[str, Any]:
    """Return the Frictionless resource of the file."""
    described: dict[str, Any] = {
        "name": "".join(c if c.isalnum() else "-" for c in path.name.lower()).strip("-"),
        "path": path.name,
        "format": name.removeprefix("excel-"),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{checksum(path)}",
    }
    if chosen.table:
        # A validator need not know JSON Lines or Parquet: of these it checks the file alone.
        kind = "table" if described["format"] == "csv" else "file"
        described |= {"type": kind, "scheme": "file", "encoding": "utf-8"}
        if name == "excel-csv":
            described |= {"encoding": "utf-8-sig", "guarded": True}
        native = name in ("jsonl", "parquet")
        fields = [_field(selection, column, missing, native=native) for column in selection.columns]
        described["schema"] = {"fields": fields, "primaryKey": ["paper_id"]}
    return described


def _field(
    selection: Selection, column: Column, missing: Mapping[str, str], *, native: bool
) -> dict[str, Any]:
    kind = TYPES.get(column.kind, "string")
    if column.kind == "date" and all(
        WHOLE_DAY.fullmatch(day) for day in selection.papers[column.name].dropna()
    ):
        kind = "date"
    if column.kind == "objects" or (native and column.kind == "list"):
        kind = "array"
    field: dict[str, Any] = {
        "name": column.name,
        "type": kind,
        "kind": column.kind,
        "description": column.says,
        "source": column.source,
    }
    if column.name in missing:
        field["missingValues"] = [missing[column.name]]
    if column.kind == "list" and not native:
        field |= {"delimiter": "; ", "escape": "\\"}
    return field


def _write_json(path: Path, told: Mapping[str, Any]) -> None:
    with whole_file(path) as file:
        file.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")
