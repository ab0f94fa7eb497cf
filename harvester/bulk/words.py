"""What a sift looks for, and whether a record is about it: judged by field, not by hit.

A word in a cited reference, an affiliation or a grant is a hit of the sieve but no match.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from harvester.errors import UsageError
from harvester.query import topics
from harvester.sources.markup import Element, children, first, parts, text

KINDS = ("text", "heading", "substance")


@dataclass(frozen=True)
class Words:
    """Words and where each must stand: "text", "heading" or "substance". A final * truncates."""

    told: tuple[tuple[str, str], ...]

    @property
    def literals(self) -> list[str]:
        """The words to look for in the bytes."""
        return [word for word, _ in self.told]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        found = {}
        for kind in KINDS:
            words = [_pattern(word) for word, of_kind in self.told if of_kind == kind]
            if words:
                whole = "|".join(words)
                start, end = (r"(?<!\w)", r"(?!\w)") if kind == "text" else (r"^", r"$")
                found[kind] = re.compile(f"{start}(?:{whole}){end}", re.IGNORECASE)
        return found

    def match(self, record: Element) -> bool:
        """Tell whether a PubmedArticle or book record has one of the words where it counts."""
        told = about(record)
        return any(
            pattern.search(words)
            for kind, pattern in self._patterns.items()
            for words in told[kind]
        )


def _pattern(word: str) -> str:
    """Return the word as a pattern: blanks and hyphens alike, as PubMed takes them."""
    plain = re.escape(word.rstrip("*")).replace(r"\-", r"[-\s]?").replace(r"\ ", r"[-\s]+")
    return plain + (r"\w*" if word.endswith("*") else "")


def about(record: Element) -> dict[str, list[str]]:
    """Return the texts, headings and substances of a record, which say what it is about.

    PubMed's [tiab] takes in keywords and other abstracts beside title and abstract.
    """
    found = parts(record)
    citation = parts(first(found, "BookDocument" if "BookDocument" in found else "MedlineCitation"))
    content = parts(first(citation, "Article")) or citation
    nodes = [*content.get("ArticleTitle", ()), *content.get("VernacularTitle", ())]
    nodes += parts(first(content, "Book")).get("BookTitle", [])
    for abstract in (*content.get("Abstract", ()), *citation.get("OtherAbstract", ())):
        nodes += abstract.iterchildren("AbstractText")
    nodes += [word for listed in citation.get("KeywordList", ()) for word in listed]
    headings = _grandchildren(citation, "MeshHeadingList", "DescriptorName")
    substances = _grandchildren(citation, "ChemicalList", "NameOfSubstance")
    substances += [*headings, *children(citation, "SupplMeshList")]
    told = {"text": nodes, "heading": headings, "substance": substances}
    return {kind: [words for node in held if (words := text(node))] for kind, held in told.items()}


def _grandchildren(citation: dict[str, list[Element]], listed: str, tag: str) -> list[Element]:
    return [node for child in children(citation, listed) for node in child.iterchildren(tag)]


def of_topic(name: str) -> Words:
    """Return the words of a topic. Raises UsageError, naming the topics, for an unknown one."""
    if name not in topics():
        raise UsageError(f"Unknown topic {name!r}; there are: {', '.join(topics())}.")
    declared = files("harvester").joinpath("topics.toml").read_text(encoding="utf-8")
    lines = tomllib.loads(declared)["topics"][name]["lines"]
    return Words(tuple((line["find"], line["in"]) for line in lines))


def of_words(words: Sequence[str]) -> Words:
    """Return words that may stand in the text, or be a heading or a substance."""
    if not any(word.strip("* ") for word in words):
        raise UsageError("No word to sift for: give --topic or --word.")
    return Words(tuple((word.strip(), kind) for word in words for kind in KINDS))
