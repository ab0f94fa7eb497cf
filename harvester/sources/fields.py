"""What other databases call the fields of a citation (fields.toml)."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

NAMES: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    files("harvester.sources").joinpath("fields.toml").read_text(encoding="utf-8")
)


def ours(told: Mapping[str, list[str]], form: str) -> dict[str, list[str]]:
    """Return the fields of a record by our names: of several names, the first one that is filled.

    form: "ris" or "csv". All names of `notes` count, because any may hold an identifier.
    """
    found = {}
    for name, theirs in NAMES[form].items():
        values = [told[one] for one in theirs if told.get(one)]
        if values:
            together = name in ("notes", "accession", "date", "year")
            found[name] = [v for many in values for v in many] if together else values[0]
    return found


def decoded(body: bytes) -> str:
    """Return the text of a file. Raises ValueError, naming the byte, if it is not UTF-8 or 16."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"byte {error.start} is not UTF-8; export it again, or save it, as UTF-8"
        ) from error
