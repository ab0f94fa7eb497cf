"""Lines of the form 'tag, separator, value': RIS, MEDLINE and Web of Science are made of them."""

from collections.abc import Iterable
from typing import BinaryIO

Lines = Iterable[tuple[str, str]]


def write_record(file: BinaryIO, lines: Lines, form: str, end: str) -> None:
    """Write one record: each line that has a value, in *form* ("{}  - {}"), then *end*."""
    text = "".join(form.format(tag, value) + "\n" for tag, value in lines if value)
    file.write(f"{text}{end}\n".encode())
