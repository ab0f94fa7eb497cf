"""An abstract as one text, and where its parts stand in it."""

from typing import NamedTuple

Section = dict[str, object]


class Part(NamedTuple):
    """One part of an abstract; label and category are None where none is printed."""

    label: str | None
    category: str | None
    text: str


def joined(parts: list[Part]) -> tuple[str | None, list[Section]]:
    r"""Return the text of the parts, and the part's places in it: text[start:end] is one part.

    The parts are separated by a line feed and led by their labels. An abstract in one piece and
    without a label has no parts.

    >>> joined([Part("AIM", None, "To see."), Part(None, None, "Seen.")])[0]
    'AIM: To see.\nSeen.'
    """
    whole = ""
    found: list[Section] = []
    for label, category, text in parts:
        lead = ("\n" if whole else "") + (f"{label}: " if label else "")
        start = len(whole) + len(lead)
        whole += lead + text
        found.append({"label": label, "category": category, "start": start, "end": len(whole)})
    structured = len(found) > 1 or any(section["label"] for section in found)
    return whole or None, found if structured else []
