"""Pure: many anchored paths read in one walk, which never enters what no path names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from harvester.sandbox.elements import Element, said


@dataclass
class Step:
    """A tag on the way: the fields that its text goes to, and the tags below it."""

    fields: list[str] = field(default_factory=list)
    below: dict[str, "Step"] = field(default_factory=dict)


def plan(table: Mapping[str, tuple[str, ...]]) -> Step:
    """Return the tree of steps of a table: field name to paths ("a/b/c") below the root."""
    root = Step()
    for name, paths in table.items():
        for path in paths:
            step = root
            for tag in path.split("/"):
                step = step.below.setdefault(tag, Step())
            step.fields.append(name)
    return root


def walk(element: Element, step: Step, found: dict[str, list[str]]) -> None:
    """Add to *found* the texts below *element* that the plan names, in document order."""
    below = step.below
    for child in element:
        inner = below.get(child.tag)  # (comments were dropped: each child has a name)
        if inner is None:
            continue
        for name in inner.fields:
            found.setdefault(name, []).append(said(child))
        if inner.below:
            walk(child, inner, found)
