"""What stands around one found phrase: denial, exclusion, relatives, lists, bearers."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from analysis.context import Part, Sentence
from analysis.phrases import Found

NEARBY = 2  # words between a term and the company that changes its sense
BEARER = 4  # words between people and what they have
REACH = 7  # words that a denial reaches forward
LONGEST = 12  # words of a cue
LIST_REACH = 60  # characters on either side: the items of a list are short
LIST_LENGTH = 4  # items that make a list

_first = attrgetter("first")


class Surroundings:
    """Asks about one found phrase of a part."""

    def __init__(self, part: Part):
        self.part = part
        self._by_name: dict[str, list[Found]] = {}
        for found in part.found:
            self._by_name.setdefault(found.name, []).append(found)

    def has(self, name: str, place: str, at: Found, sentence: Sentence) -> bool:
        """Tell whether a phrase of the list *name* stands before, after or near *at*."""
        if place == "before":
            return any(
                cue.first >= sentence.first and 0 <= at.first - cue.last <= NEARBY
                for cue in self._before(name, at, NEARBY + LONGEST)
            )
        if place == "after":
            last = min(at.last + NEARBY + 1, sentence.last)
            return bool(self._between(name, at.last, last))
        return bool(self._within(name, sentence))

    def absent(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether the sentence denies what is found: "no history of …", "without …"."""
        if any(cue.last == at.first for cue in self._before("absent.prefix", at, LONGEST)):
            return True  # "non-depressed"
        cue = self._last("absent.before", at, sentence, REACH)
        if cue is None or any(b.last == cue.last for b in self._within("absent.both", sentence)):
            return False  # "with and without …" are both there
        stop = self._last("absent.breaks", at, sentence, REACH)
        return stop is None or stop.first < cue.first

    def excluded(self, sentence: Sentence) -> bool:
        """Tell whether the sentence is about whom the study left out, or what may come one day."""
        return any(self._within(name, sentence) for name in ("exclusion", "future"))

    def familial(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether it is relatives who have what is found."""
        return any(abs(cue.first - at.first) <= REACH for cue in self._within("family", sentence))

    def borne(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether people are named who have what is found: "adults with …", "… patients".

        They may stand within what is found: "depressed outpatients", "patients with depression".
        """
        return (
            self._last("bearer.before", at, sentence, BEARER) is not None
            or bool(self._between("bearer.before", at.first, at.last))
            or bool(self._between("bearer.after", at.first + 1, at.last + 2))
        )

    def passing(self, sentence: Sentence) -> bool:
        """Tell whether the sentence speaks of what is known, or of what may be one day."""
        return bool(self._within("passing", sentence))

    def measured(self, sentence: Sentence) -> bool:
        """Tell whether the sentence measures something, or tells how much of it there was."""
        return bool(self._within("measured", sentence))

    def allowed_for(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether what is found is only allowed for: a covariate, a cause, a past illness."""
        return self._last("covariate.before", at, sentence, REACH) is not None

    def listed(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether what is found is one of at least four short items set off by commas."""
        start, end = self.part.span(at)
        left, right = max(sentence.start, start - LIST_REACH), min(sentence.end, end + LIST_REACH)
        text = self.part.text
        return (
            sum(text.count(mark, a, b) for mark in ",;" for a, b in ((left, start), (end, right)))
            >= LIST_LENGTH - 1
        )

    def _last(self, name: str, at: Found, sentence: Sentence, reach: int) -> Found | None:
        """Return the last cue of the sentence before *at*, by at most *reach* words."""
        for cue in self._before(name, at, reach + LONGEST):
            if cue.first >= sentence.first and at.first - cue.last <= reach:
                return cue
        return None

    def _before(self, name: str, at: Found, reach: int) -> Iterator[Found]:
        """Yield the cues that begin before *at*, by at most *reach* words, the nearest first."""
        return reversed(self._between(name, at.first - reach, at.first))

    def _within(self, name: str, sentence: Sentence) -> Sequence[Found]:
        return self._between(name, sentence.first, sentence.last)

    def _between(self, name: str, first: int, last: int) -> Sequence[Found]:
        """Return the cues that begin at word *first* to *last* - 1."""
        cues = self._by_name.get(name, ())
        low = bisect_left(cues, first, key=_first)
        return cues[low : bisect_left(cues, last, lo=low, key=_first)]
