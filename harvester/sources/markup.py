"""Text and parts of XML elements, as all readers take them."""

from lxml import etree

Element = etree._Element
Parts = dict[str, list[Element]]
NO_PARTS: Parts = {}


def parser(*, keep_instructions: bool = False) -> etree.XMLParser:
    """Return a parser that is safe with hostile XML. One parser serves one thread.

    It loads no DTD, asks no network and expands no entity; libxml2 bounds a text to 10 MB and the
    nesting to 256 levels. Comments and instructions, which would cut texts in pieces, are dropped.
    """
    return etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=not keep_instructions,
    )


def fold(text: str | None) -> str | None:
    """Return *text* on one line with single blanks, or None if nothing is left."""
    return (" ".join(text.split()) or None) if text else None


def text(node: Element | None) -> str | None:
    r"""Return all text of *node*, inline markup dropped and its text kept, on one line.

    >>> text(etree.fromstring("<a>H<sub>2</sub>O, <i>in\n vivo</i></a>"))
    'H2O, in vivo'
    """
    if node is None:
        return None
    told = "".join(node.itertext()) if len(node) else node.text  # type: ignore[arg-type]
    return (" ".join(told.split()) or None) if told else None


def leaves(node: Element | None) -> dict[str, str | None]:
    """Return the texts of the children of *node* by tag; of several of one tag, the first's."""
    found: dict[str, str | None] = {}
    for child in () if node is None else node:
        if child.tag not in found:
            found[child.tag] = text(child)
    return found


def parts(node: Element | None) -> Parts:
    """Return the children of *node* by tag, in order."""
    found: Parts = {}
    for child in () if node is None else node:
        found.setdefault(child.tag, []).append(child)
    return found


def one(found: Parts, tag: str) -> str | None:
    """Return the text of the first child of that tag."""
    nodes = found.get(tag)
    return text(nodes[0]) if nodes else None


def first(found: Parts, tag: str) -> Element | None:
    """Return the first child of that tag."""
    nodes = found.get(tag)
    return nodes[0] if nodes else None


def attribute(node: Element, name: str) -> str | None:
    """Return an attribute of *node*; None if it is not there, or empty."""
    return node.get(name) or None


def children(found: Parts, tag: str) -> list[Element]:
    """Return the children of the first child of that tag: the items of a list element."""
    nodes = found.get(tag)
    return list(nodes[0]) if nodes else []
