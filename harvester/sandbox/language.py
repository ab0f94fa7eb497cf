"""Pure: PubMed's query language, text in, tree out.

Operators are upper case and read from left to right, none before another; parentheses group;
words that stand together are one term; a tag in brackets belongs to the term before it.
"""

import re
from dataclasses import dataclass

from harvester.errors import QueryError

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) | (?P<colon>:(?!~)) |
        "(?P<quoted>[^"]*)"? | \[(?P<tag>[^\]]*)\]? |
        (?P<word>(?:[^\s()\[\]":]|:~)+)
    )""",
    re.VERBOSE,
)
OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True)
class Term:
    """Words and the tag they carry (None: PubMed maps them itself). quoted: as one phrase."""

    words: str
    tag: str | None = None
    quoted: bool = False


@dataclass(frozen=True)
class Span:
    """A range of dates or numbers, both ends included."""

    low: str
    high: str
    tag: str | None = None


@dataclass(frozen=True)
class Chain:
    """A first operand and what is joined to it, from left to right."""

    head: "Node"
    tail: tuple[tuple[str, "Node"], ...]


Node = Term | Span | Chain


def parse(text: str) -> Node | None:
    """Return the tree of *text*; None where it holds nothing to search for.

    Unbalanced parentheses and operators without an operand are forgiven, as PubMed does.
    """
    tokens = [(m.lastgroup or "", m[m.lastgroup or 0]) for m in _TOKEN.finditer(text.strip())]
    if sum(kind == "open" for kind, _ in tokens) > MAX_DEPTH:
        raise QueryError(f"the query nests more than {MAX_DEPTH} parentheses.")
    return _Reader([(kind, said) for kind, said in tokens if kind]).chain()


MAX_DEPTH = 400  # far below what Python's own stack bears


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]):
        self._tokens, self._at = tokens, 0

    def chain(self, depth: int = 0) -> Node | None:
        head: Node | None = None
        tail: list[tuple[str, Node]] = []
        operator = "AND"
        while (kind := self._kind()) and not (kind == "close" and depth):
            if kind == "word" and self._said() in OPERATORS:
                operator = self._take()
                continue
            node = self._operand(depth)
            if node is None:
                continue
            if head is None:
                head = node
            else:
                tail.append((operator, node))
            operator = "AND"
        return Chain(head, tuple(tail)) if head is not None and tail else head

    def _operand(self, depth: int) -> Node | None:
        kind = self._kind()
        if kind == "open":
            self._take()
            node = self.chain(depth + 1)
            if self._kind() == "close":
                self._take()
            self._tag()  # a tag on a group is ignored
            return node
        if kind not in ("word", "quoted"):
            self._take()  # a stray parenthesis, colon or tag
            return None
        return self._term()

    def _term(self) -> Node | None:
        words, quoted = self._words()
        tag = self._tag()
        if self._kind() != "colon":
            return Term(words, tag, quoted) if words else None
        self._take()
        if self._kind() not in ("word", "quoted"):
            return Term(words, tag, quoted)
        high, _ = self._words()
        return Span(words, high, self._tag() or tag)

    def _words(self) -> tuple[str, bool]:
        if self._kind() == "quoted":
            return self._take().strip(), True
        words = []
        while self._kind() == "word" and self._said() not in OPERATORS:
            words.append(self._take())
        return " ".join(words), False

    def _tag(self) -> str | None:
        return self._take().strip() if self._kind() == "tag" else None

    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _said(self) -> str:
        return self._tokens[self._at][1]

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]
