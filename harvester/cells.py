r"""How a value becomes the text of a CSV cell, and how it comes back unchanged.

Lists are joined by '; '; inside an item a backslash stands before ';' and before a backslash,
and an empty item is written '\e'. Objects are JSON. A blank cell is null, unless the column
holds empty texts or lists: then null is written '\N', and datapackage.json says so
(`missingValues` of the field). So null, "" and "NA" stay what they were.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

ITEM = re.compile(r"((?:\\.|[^\\;])+)(?:; |\Z)", re.DOTALL)
TEXTUAL = frozenset({"text", "date", "time", "list", "objects"})

# A spreadsheet runs a cell that begins so (OWASP, CSV Injection), full-width forms included.
FORMULA = re.compile("[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]")
# What Excel would turn into a date, a time or a shorter number: pages '10-12', '2019 Mar', '007'.
GUESSED = re.compile(
    r"""\s*(?: 0\d+ | \d{16,} | \d+(?:\.\d+)?e[+-]?\d+
        | \d{1,4}\s?[-/.:]\s?\d{1,4}(?:\s?[-/.:]\s?\d{1,4})?
        | (?=.*\d)(?:\d{1,4}[-/,.\s]*)?
          (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?
            |sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)
          [-/,.\s]*(?:\d{1,4}(?:[-/,.\s]+\d{1,4})?)? )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def absent(value: object) -> bool:
    """Tell whether *value* is null: None, pandas' NA or a NaN, but never a list."""
    return value is None or (not isinstance(value, list | tuple | dict | str) and _is_na(value))


def _is_na(value: Any) -> bool:
    if type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and value != value  # noqa: PLR0124 (NaN alone differs from itself)


def encode(value: Any, kind: str) -> str:
    r"""Return the text of a cell whose *value* is not null.

    >>> encode(["a; b", "c"], "list")
    'a\\; b; c'
    >>> encode(True, "flag"), encode(0.25, "real"), encode(7, "int")
    ('true', '0.25', '7')
    """
    if kind == "list":
        return "; ".join(_escape(item) for item in value)
    if kind == "objects":
        return json.dumps(list(value), ensure_ascii=False)
    if kind == "flag":
        return "true" if value else "false"
    if kind == "real":
        return repr(float(value))
    return str(int(value)) if kind == "int" else str(value)


def decode(text: str, kind: str) -> Any:
    r"""Return the value that `encode` made *text* of.

    >>> decode(r'a\; b; c', "list"), decode("", "list")
    (['a; b', 'c'], [])
    """
    if kind == "list":
        if "\\" not in text:
            return text.split("; ") if text else []
        return [_unescape(item) for item in ITEM.findall(text)]
    if kind == "objects":
        return json.loads(text)
    if kind == "flag":
        return text == "true"
    if kind == "real":
        return float(text)
    return int(text) if kind == "int" else text


def _escape(item: object) -> str:
    text = str(item)
    return text.replace("\\", "\\\\").replace(";", "\\;") if text else "\\e"


def _unescape(item: str) -> str:
    return "" if item == "\\e" else re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL)


def encode_column(values: Iterable[object], kind: str) -> tuple[list[str], str]:
    r"""Return the cells of a column, and the text that stands for null in it.

    >>> encode_column(["NA", None], "text")
    (['NA', ''], '')
    >>> encode_column(["", None], "text")
    (['', '\\N'], '\\N')
    """
    cells = [None if absent(value) else encode(value, kind) for value in values]
    missing = ""
    if "" in cells:
        missing = "\\N"
        while missing in cells:
            missing += "N"
    return [missing if cell is None else cell for cell in cells], missing


def decode_column(cells: Sequence[str], kind: str, missing: str) -> list[Any]:
    """Return the values of a column; null is None."""
    return [None if cell == missing else decode(cell, kind) for cell in cells]


def risky(text: str, kind: str) -> bool:
    """Tell whether a spreadsheet would run *text*, or turn it into what it is not."""
    if FORMULA.match(text):
        return True
    if kind not in TEXTUAL or WHOLE_DAY.fullmatch(text):
        return False
    return GUESSED.fullmatch(text) is not None


def guard(text: str, kind: str) -> str:
    """Return *text* with an apostrophe before it where a spreadsheet would not leave it alone.

    >>> guard("=1+1", "text"), guard("10-12", "text"), guard("2019-05-03", "date")
    ("'=1+1", "'10-12", '2019-05-03')
    """
    return f"'{text}" if risky(text.lstrip("'"), kind) else text


def unguard(text: str, kind: str) -> str:
    """Undo `guard`."""
    return text[1:] if text.startswith("'") and risky(text.lstrip("'"), kind) else text
