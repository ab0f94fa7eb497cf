"""Pure: Automatic Term Mapping: what PubMed makes of words without tag or quotes."""

from dataclasses import dataclass, field

from harvester.sandbox.fields import Field, fields
from harvester.sandbox.folding import fold
from harvester.sandbox.mesh import preferred
from harvester.sandbox.shelf import Shelf

# PubMed's own list is longer; these are the ones that queries carry.
_STOPWORDS = """
a about again all almost also although always among an and another any are as at be because been
before being between both but by can could did do does done due during each either enough
especially etc for found from further had has have having here how however i if in into is it
its itself just made mainly make may might most mostly must nearly neither no nor obtained of
often on or our overall perhaps quite rather really regarding seem seen several should show
showed shown shows significantly since so some such than that the their theirs them then there
therefore these they this those through thus to upon use used using various very was we were
what when which while with within without would
"""
STOPWORDS = frozenset(_STOPWORDS.split())
MOST_WORDS = 6  # of a MeSH name that is looked for


@dataclass
class Piece:
    """One concept: its MeSH name, if any, or else all its words; and how that is written."""

    named: tuple[Field, str] | None
    words: list[str]
    text: str


@dataclass
class Mapped:
    """Words as PubMed maps them: concepts joined by AND, translations, and the whole as text."""

    pieces: list[Piece] = field(default_factory=list)
    translated: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The mapping as QueryTranslation writes it."""
        if len(self.pieces) == 1:
            return self.pieces[0].text
        return " AND ".join(f"({p.text})" if " OR " in p.text else p.text for p in self.pieces)


def without_stopwords(words: str) -> str:
    """Return *words* less the stopwords; all of them where nothing else is there to search."""
    return " ".join(word for word in words.split() if word.lower() not in STOPWORDS)


def map_words(shelf: Shelf, words: str) -> Mapped:
    """Map untagged, unquoted words: the longest MeSH names first, the rest word by word."""
    known = fields(shelf.db)
    rest, mapped = without_stopwords(words).split(), Mapped()
    while rest:
        size, name, tag = _longest_name(rest)
        said, texts = " ".join(rest[:size]), []
        if name:
            texts.append(f'"{fold(name)}"[{known[tag].full}]')
        if name and size > 1:
            texts.append(f"({' AND '.join(_everywhere(word) for word in rest[:size])})")
        text = " OR ".join([*texts, _everywhere(said)])
        mapped.pieces.append(Piece((known[tag], name) if name else None, rest[:size], text))
        if name:
            mapped.translated.append((said, text))
        rest = rest[size:]
    return mapped


def _everywhere(words: str) -> str:
    return f'"{words.lower()}"[All Fields]'


def _longest_name(words: list[str]) -> tuple[int, str, str]:
    for size in range(min(MOST_WORDS, len(words)), 0, -1):
        if found := preferred(" ".join(words[:size])):
            return size, *found
    return 1, "", ""
