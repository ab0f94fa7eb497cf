"""The abstract of a citation, as one text and as its parts."""

from harvester.sources.markup import Element, Parts, parts, text
from harvester.sources.parsed import Row

Section = dict[str, object]


def abstract(nodes: list[Element]) -> tuple[str | None, list[Section]]:
    """Return the text of the AbstractText elements and where its labelled parts stand in it.

    The parts are separated by a line feed and led by their labels. An abstract without labels
    and in one piece has no parts.
    """
    whole = ""
    found: list[Section] = []
    for node in nodes:
        told = text(node)
        if told is None:
            continue
        label = _label(node)
        lead = ("\n" if whole else "") + (f"{label}: " if label else "")
        start = len(whole) + len(lead)
        whole += lead + told
        category = node.get("NlmCategory")
        found.append({"label": label, "category": category, "start": start, "end": len(whole)})
    structured = len(found) > 1 or any(section["label"] for section in found)
    return whole or None, found if structured else []


def sections(paper_id: str, own: list[Element], citation: Parts) -> list[Row]:
    """Return the rows of sections: the parts of the abstract, then of the other abstracts."""
    told: list[tuple[str, Element, str | None, str | None]] = [
        ("abstract", node, None, None) for node in own
    ]
    told += [
        ("other_abstract", node, other.get("Language"), other.get("Type"))
        for other in citation.get("OtherAbstract", ())
        for node in parts(other).get("AbstractText", ())
    ]
    filled = [(*row, words) for row in told if (words := text(row[1]))]
    return [
        (paper_id, n, kind, _label(node), node.get("NlmCategory") or kind_of, language, words)
        for n, (kind, node, language, kind_of, words) in enumerate(filled, 1)
    ]


def _label(node: Element) -> str | None:
    label = node.get("Label")
    return (" ".join(label.split()).rstrip(":").rstrip() or None) if label else None
