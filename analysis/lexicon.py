"""What the words of a paper say about each condition: every mention with its sense and place."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from analysis.conditions import Company, Condition, Sense, conditions
from analysis.context import Part, Reader, Reading, Sentence
from analysis.phrases import Found
from analysis.surroundings import Surroundings


class Mention(NamedTuple):
    """A term in its own sense, text[start:end] of *field*, and what stands around it.

    sense: the number of the sense in conditions.toml, from 0.
    """

    condition: str
    sense: int
    kind: str
    certain: bool
    people: bool
    field: str
    start: int
    end: int
    text: str
    term: str
    role: str
    absent: bool
    excluded: bool
    familial: bool
    listed: bool
    passing: bool
    borne: bool
    measured: bool
    allowed_for: bool

    @property
    def counts(self) -> bool:
        """Whether it says that the condition is there at all."""
        return not (self.absent or self.excluded)


class Lexicon:
    """Finds the mentions of *declared* conditions in papers."""

    def __init__(self, declared: Mapping[str, Condition]):
        self.conditions = dict(declared)
        self._senses: dict[str, tuple[str, int, Sense]] = {}
        lists: dict[str, Iterable[str]] = {}
        for key, condition in self.conditions.items():
            for number, sense in enumerate(condition.senses):
                name = f"sense.{key}.{number}"
                self._senses[name] = (key, number, sense)
                lists[name] = sense.terms
                for kind, company in (("blocked", sense.blocked), ("required", sense.required)):
                    for place, phrases in company.items():
                        lists[f"{name}.{kind}.{place}"] = phrases
        self._reader = Reader(lists)

    def read(self, title: str | None, abstract: str | None) -> Reading:
        """Read one paper for the cues and the senses alike."""
        return self._reader.read(title, abstract)

    def mentions(self, reading: Reading) -> list[Mention]:
        """Return the mentions that *reading* holds, title first, in the order of the text."""
        present = {found.name for part in reading.parts for found in part.found}
        return [
            mention
            for part in reading.parts
            if part.found
            for mention in self._of_part(part, present)
        ]

    def _of_part(self, part: Part, present: set[str]) -> list[Mention]:
        around = Surroundings(part)
        mentions: list[Mention] = []
        reached = dict.fromkeys(self.conditions, (0, 0))
        kept: dict[str, tuple[int, int]] = {}
        terms = [found for found in part.found if found.name in self._senses]
        terms.sort(key=lambda found: (found.first, -found.last, *self._senses[found.name][:2]))
        for found in terms:
            key, _, sense = self._senses[found.name]
            span = found.first, found.last
            if found.last <= reached[key][1] and (span != reached[key] or span == kept.get(key)):
                continue  # inside a longer term, which has been judged, or told already
            reached[key] = span
            sentence = part.sentence(found.first)
            if self._in_this_sense(found, sense, sentence, around, present):
                kept[key] = span
                mentions.append(_mention(found, self._senses[found.name], sentence, around))
        return mentions

    def _in_this_sense(
        self,
        found: Found,
        sense: Sense,
        sentence: Sentence,
        around: Surroundings,
        present: set[str],
    ) -> bool:
        def keeps(kind: str, company: Company) -> bool:
            for place in company:
                name = f"{found.name}.{kind}.{place}"
                if name not in present:
                    continue
                if place == "paper" or around.has(name, place, found, sentence):
                    return True
            return False

        if sense.blocked and keeps("blocked", sense.blocked):
            return False
        return not sense.required or keeps("required", sense.required)


def _mention(
    found: Found, sense: tuple[str, int, Sense], sentence: Sentence, around: Surroundings
) -> Mention:
    part = around.part
    start, end = part.span(found)
    key, number, meant = sense
    return Mention(
        key,
        number,
        meant.kind,
        meant.certain,
        meant.people,
        part.field,
        start,
        end,
        part.text[start:end],
        found.phrase,
        sentence.role,
        around.absent(found, sentence),
        around.excluded(sentence),
        around.familial(found, sentence),
        around.listed(found, sentence),
        around.passing(sentence),
        around.borne(found, sentence),
        around.measured(sentence),
        around.allowed_for(found, sentence),
    )


def by_condition(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """Return *mentions* by condition; conditions without any are left out."""
    sorted_out: dict[str, list[Mention]] = {}
    for mention in mentions:
        sorted_out.setdefault(mention.condition, []).append(mention)
    return sorted_out


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of the shipped conditions, made once."""
    return Lexicon(conditions())
