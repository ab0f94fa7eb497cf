"""Body and back matter of an invented PMC article: sections, table, figure, formula, references."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from harvester.sandbox.sample.xml import Element, marked, node

HEADINGS = {"intro": "Introduction", "methods": "Methods", "results": "Results",
            "discussion": "Discussion"}  # fmt: skip
FORMULA = (
    '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mrow><mml:mi>d</mml:mi>'
    "<mml:mo>=</mml:mo><mml:mfrac><mml:mi>n</mml:mi><mml:mi>L</mml:mi></mml:mfrac></mml:mrow>"
    "</mml:math>"
)


def body(told: Mapping[str, Any]) -> Element:
    """Return the body of an open article."""
    made = node("body")
    for part, heading in HEADINGS.items():
        section = node("sec", node("title", heading), node("p", told[part]))
        section.set("sec-type", part)
        section.extend(_floats(told) if part == "results" else [])
        if part == "methods":
            below = node(
                "sec",
                node("title", "Ethics"),
                node("p", "No ethics board was asked: nothing was done."),
            )
            section.append(below)
            if told.get("formula"):
                section.append(marked("disp-formula", FORMULA))
        made.append(section)
    return made


def _floats(told: Mapping[str, Any]) -> list[Element]:
    found = []
    if table := told.get("table"):
        head = node("thead", node("tr", *(node("th", cell) for cell in table["head"])))
        rows = node(
            "tbody", *(node("tr", *(node("td", cell) for cell in row)) for row in table["rows"])
        )
        caption = node("caption", node("p", table["caption"]))
        found.append(node("table-wrap", node("label", table["label"]), caption,
                          node("table", head, rows), id="Tab1"))  # fmt: skip
    if "figure" in told:
        found.append(node("fig", node("label", "Figure 1"),
                          node("caption", node("p", told["figure"])), id="Fig1"))  # fmt: skip
    if "supplement" in told:
        found.append(node("supplementary-material", node("caption", node("p", told["supplement"]))))
    return found


def back(told: Mapping[str, Any]) -> Element:
    """Return acknowledgements, data availability and references."""
    made = node("back", node("ack", node("p", "We thank nobody, since nobody took part.")))
    if "data" in told:
        notes = node("notes", node("title", "Data availability"), node("p", told["data"]))
        notes.set("notes-type", "data-availability")
        made.append(notes)
    cited = told.get(
        "references", [["Exempelsson B. An invented reference. 2001.", "10.5555/foreign.pmc", ""]]
    )
    made.append(node("ref-list", *(_reference(place, *one) for place, one in enumerate(cited, 1))))
    return made


def _reference(place: int, cited: str, doi: str, pmid: str) -> Element:
    ids = [node("pub-id", value, **{"pub-id-type": kind})
           for kind, value in (("doi", doi), ("pmid", pmid)) if value]  # fmt: skip
    citation: etree._Element = node("mixed-citation", cited, *ids)
    citation.set("publication-type", "journal")
    return node("ref", node("label", f"{place}."), citation, id=f"CR{place}")
