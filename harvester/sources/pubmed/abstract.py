"""The abstracts of a citation."""

from harvester.sources.abstracts import Part
from harvester.sources.markup import Element, Parts, attribute, parts, text
from harvester.sources.parsed import Row


def abstract_parts(nodes: list[Element]) -> list[Part]:
    """Return the AbstractText elements that hold text."""
    return [
        Part(_label(node), attribute(node, "NlmCategory"), told)
        for node in nodes
        if (told := text(node))
    ]


def sections(paper_id: str, own: list[Part], citation: Parts) -> list[Row]:
    """Return the rows of sections: the parts of the abstract, then of the other abstracts."""
    told: list[Row] = [("abstract", label, category, None, words) for label, category, words in own]
    for other in citation.get("OtherAbstract", ()):
        told += [
            (
                "other_abstract",
                label,
                category or attribute(other, "Type"),
                attribute(other, "Language"),
                words,
            )
            for label, category, words in abstract_parts(parts(other).get("AbstractText", []))
        ]
    return [(paper_id, n, *row) for n, row in enumerate(told, 1)]


def _label(node: Element) -> str | None:
    label = node.get("Label")
    return (" ".join(label.split()).rstrip(":").rstrip() or None) if label else None
