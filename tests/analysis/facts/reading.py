"""How the tests of facts ask: the values of one attribute in a text of one's own."""

from analysis.extraction import facts_of
from analysis.facts.paper import Paper


def told(attribute: str, abstract: str, title: str = "", **known: list[str]) -> set[str]:
    """Return the values of *attribute* that are read from title and abstract."""
    paper = Paper.of(title, abstract, **known)
    return {fact.value for fact in facts_of(paper) if fact.attribute == attribute}
