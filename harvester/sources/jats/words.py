"""Text of JATS elements: paragraphs, lists and tables as plain text, without what is no prose."""

from collections.abc import Iterable, Iterator

from harvester.sources.markup import Element, fold

# Formulas come twice where they come as TeX: a whole LaTeX document beside the MathML.
SKIPPED = {"tex-math", "object-id", "graphic", "media", "fn", "table-wrap", "fig", "fig-group",
           "boxed-text", "table-wrap-group", "supplementary-material"}  # fmt: skip
# Elements that begin a line of their own.
BLOCKS = {"p", "list-item", "disp-quote", "disp-formula", "def-item", "verse-line", "title",
          "statement", "speech", "li"}  # fmt: skip
BREAK = "\x00"  # no XML can hold it
XLINK = "{http://www.w3.org/1999/xlink}href"


def plain(node: Element | None, skipped: Iterable[str] = ()) -> str | None:
    """Return the text of *node* on one line, without notes, floats and TeX."""
    if node is None:
        return None
    return fold("".join(_runs(node, SKIPPED | set(skipped))).replace(BREAK, " "))


def lines(node: Element | None, skipped: Iterable[str] = ()) -> str | None:
    """Return the text of *node*, a line for each paragraph, list item and the like."""
    if node is None:
        return None
    text = "".join(_runs(node, SKIPPED | set(skipped)))
    return "\n".join(line for part in text.split(BREAK) if (line := fold(part))) or None


def _runs(node: Element, skipped: set[str]) -> Iterator[str]:
    """Yield the runs of text of *node*, and a BREAK either side of its blocks."""
    yield node.text or ""
    for child in node:
        if child.tag not in skipped:
            block = child.tag in BLOCKS
            yield BREAK if block else ""
            yield from _runs(child, skipped)
            yield BREAK if block else ""
        yield child.tail or ""


def table(node: Element) -> str | None:
    """Return a table-wrap as text: caption, rows of cells parted by tabs, notes."""
    told = [lines(node.find("caption"))]
    told += [_row(row) for found in node.iter("table") for row in found.iter("tr")]
    told += [lines(foot, ()) or _notes(foot) for foot in node.iterfind("table-wrap-foot")]
    return "\n".join(part for part in told if part) or None


def _row(row: Element) -> str | None:
    cells = [plain(cell) or "" for cell in row if cell.tag in ("td", "th")]
    return "\t".join(cells) if any(cells) else None


def _notes(foot: Element) -> str | None:
    return "\n".join(told for note in foot.iter("fn") if (told := plain(note))) or None
