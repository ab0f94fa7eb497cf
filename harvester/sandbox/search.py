"""Pure: a query's tree against one shelf: the UIDs it finds, and how it was understood."""

from collections.abc import Callable
from dataclasses import dataclass, field

from harvester.sandbox import automatic, matching
from harvester.sandbox.fields import Field, fields, tags
from harvester.sandbox.folding import fold
from harvester.sandbox.language import Chain, Node, Span, Term, parse
from harvester.sandbox.shelf import Shelf

Uids = frozenset[int]


@dataclass
class Found:
    """What ESearch knows of a query before it pages: UIDs, translation, remarks."""

    uids: Uids = frozenset()
    translation: str = ""
    translated: list[tuple[str, str]] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    fields_not_found: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    quoted_not_found: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


def search(shelf: Shelf, text: str, unknown: frozenset[str] = frozenset()) -> Found:
    """Return what *text* finds on *shelf*.

    unknown: folded phrases that NCBI's index does not have. They are left out of the query and
    named in the warnings, as happens to a misspelt name. The shelf's own words cannot tell:
    nearly every word of a small corpus is missing, none of PubMed.
    """
    found = Found()
    node = parse(text)
    if node is not None:
        uids, found.translation = _Search(shelf, unknown, found).of(node)
        found.uids = frozenset() if uids is None else uids
    if not found.uids:
        _say_nothing_found(shelf.db, node, found)
    return found


def _say_nothing_found(db: str, node: Node | None, found: Found) -> None:
    found.messages.append("No items found.")
    if isinstance(node, Term) and not found.quoted_not_found and not found.ignored:
        if db != "pubmed" and not node.quoted:
            found.not_found.append(node.words)
        else:
            found.quoted_not_found.append(f'"{node.words}"' + (f"[{node.tag}]" if node.tag else ""))


@dataclass
class _Search:
    shelf: Shelf
    unknown: frozenset[str]
    found: Found

    def of(self, node: Node) -> tuple[Uids | None, str]:
        """Return UIDs and translation; None for a part that is left out of the query."""
        if isinstance(node, Chain):
            return self._chain(node)
        return self._span(node) if isinstance(node, Span) else self._term(node)

    def _chain(self, chain: Chain) -> tuple[Uids | None, str]:
        uids, text = self.of(chain.head)
        text, last = self._grouped(chain.head, text), ""
        for operator, node in chain.tail:
            more, said = self.of(node)
            if more is None:
                continue
            said = self._grouped(node, said)
            if uids is None:
                uids, text = (frozenset() if operator == "NOT" else more), said
                continue
            uids = _COMBINE[operator](uids, more)
            text = f"({text})" if last and last != operator else text
            text, last = f"{text} {operator} {said}", operator
        return uids, text

    def _grouped(self, node: Node, said: str) -> str:
        many = isinstance(node, Chain) or (isinstance(node, Term) and " OR " in said)
        return f"({said})" if many and not said.startswith("((") else said

    def _term(self, term: Term) -> tuple[Uids | None, str]:
        if fold(term.words) in self.unknown:
            self.found.quoted_not_found.append(f'"{term.words}"')
            return None, ""
        if term.words.lower() == "hasabstract":  # a filter in the dress of a word, with any tag
            has = self._word(fields(self.shelf.db)["FILT"], "hasabstract")
            return has, "hasabstract[All Fields]"
        name, _, rest = (term.tag or "").partition(":")
        target = tags(self.shelf.db).get(name.strip().lower())
        if target is None:
            return self._untagged(term)
        if target.is_date or target.kind == "number":
            return self._span(Span(term.words, term.words, term.tag))
        return self._tagged(term, target, rest)

    def _tagged(self, term: Term, target: Field, rest: str) -> tuple[Uids | None, str]:
        words = term.words
        if target.kind == "words" and not term.quoted:
            words = automatic.without_stopwords(words)
        if not fold(words):
            self.found.ignored.append(term.words)
            return None, ""
        uids = self._remember(
            (target.name, words, rest), lambda: matching.matches(self.shelf, target, words, rest)
        )
        return uids, matching.translation(target, words, rest)

    def _untagged(self, term: Term) -> tuple[Uids | None, str]:
        if not term.quoted and all(word.isdecimal() for word in term.words.split()):
            wanted = frozenset(int(word) for word in term.words.split())
            said = " OR ".join(f"{uid}[UID]" for uid in sorted(wanted))
            return wanted & self.shelf.records.keys(), said
        everywhere = fields(self.shelf.db)["ALL"]
        if term.quoted:
            return self._word(everywhere, term.words), f'"{term.words.lower()}"[All Fields]'
        mapped = automatic.map_words(self.shelf, term.words)
        if not mapped.pieces:
            self.found.ignored.append(term.words)
            return None, ""
        pieces = [self._piece(piece) for piece in mapped.pieces]
        self.found.translated += mapped.translated
        return frozenset.intersection(*pieces), mapped.text

    def _piece(self, piece: automatic.Piece) -> Uids:
        everywhere = fields(self.shelf.db)["ALL"]
        hits = frozenset.intersection(*(self._word(everywhere, word) for word in piece.words))
        return hits | self._word(*piece.named) if piece.named else hits

    def _word(self, target: Field, words: str) -> Uids:
        key = (target.name, words, "")
        return self._remember(key, lambda: matching.matches(self.shelf, target, words, ""))

    def _span(self, span: Span) -> tuple[Uids | None, str]:
        target = tags(self.shelf.db).get((span.tag or "").lower())
        if target is not None and target.is_date:
            return matching.in_days(self.shelf, target, span.low, span.high)
        if target is not None and target.kind == "number":
            return matching.in_numbers(self.shelf, span.low, span.high)
        return self._term(Term(f"{span.low} {span.high}", span.tag))

    def _remember(self, key: object, make: Callable[[], Uids]) -> Uids:
        if key not in self.shelf.remembered:
            self.shelf.remembered[key] = make()
        return self.shelf.remembered[key]


_COMBINE: dict[str, Callable[[Uids, Uids], Uids]] = {
    "AND": lambda a, b: a & b,
    "OR": lambda a, b: a | b,
    "NOT": lambda a, b: a - b,
}
