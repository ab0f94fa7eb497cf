"""What stands around one found phrase: denial, exclusion, relatives, lists, bearers."""

from collections.abc import Iterable

from analysis.context import Part, Sentence
from analysis.phrases import Found

BEARER = 4  # words between people and what they have
REACH = 7  # words that a denial reaches forward
LIST_REACH = 60  # characters on either side: the items of a list are short
LIST_LENGTH = 4  # items that make a list


class Surroundings:
    """Asks about one found phrase of a part."""

    def __init__(self, part: Part):
        self.part = part
        self._by_name: dict[str, list[Found]] = {}
        for found in part.found:
            self._by_name.setdefault(found.name, []).append(found)

    def absent(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether the sentence denies what is found: "no history of …", "without …"."""
        if any(cue.last == at.first for cue in self._by_name.get("absent.prefix", ())):
            return True  # "non-depressed"
        cue = self._last(self._by_name.get("absent.before", ()), at, sentence, REACH)
        if cue is None or any(b.last == cue.last for b in self._by_name.get("absent.both", ())):
            return False  # "with and without …" are both there
        stop = self._last(self._by_name.get("absent.breaks", ()), at, sentence, REACH)
        return stop is None or stop.first < cue.first

    def excluded(self, sentence: Sentence) -> bool:
        """Tell whether the sentence is about whom the study left out, or what may come one day."""
        return any(
            sentence.first <= cue.first < sentence.last
            for name in ("exclusion", "future")
            for cue in self._by_name.get(name, ())
        )

    def familial(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether it is relatives who have what is found."""
        return any(
            sentence.first <= cue.first < sentence.last and abs(cue.first - at.first) <= REACH
            for cue in self._by_name.get("family", ())
        )

    def borne(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether people are named who have what is found: "adults with …", "… patients"."""
        return self._last(
            self._by_name.get("bearer.before", ()), at, sentence, BEARER
        ) is not None or any(
            0 <= cue.first - at.last <= 1 for cue in self._by_name.get("bearer.after", ())
        )

    def passing(self, sentence: Sentence) -> bool:
        """Tell whether the sentence speaks of what is known, or of what may be one day."""
        return any(
            sentence.first <= cue.first < sentence.last for cue in self._by_name.get("passing", ())
        )

    def measured(self, sentence: Sentence) -> bool:
        """Tell whether the sentence measures something, or tells how much of it there was."""
        return any(
            sentence.first <= cue.first < sentence.last for cue in self._by_name.get("measured", ())
        )

    def allowed_for(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether what is found is only allowed for: a covariate, a cause, a past illness."""
        cues = self._by_name.get("covariate.before", ())
        return self._last(cues, at, sentence, REACH) is not None

    def listed(self, at: Found, sentence: Sentence) -> bool:
        """Tell whether what is found is one of at least four short items set off by commas."""
        start, end = self.part.span(at)
        left, right = max(sentence.start, start - LIST_REACH), min(sentence.end, end + LIST_REACH)
        text = self.part.text
        return (
            sum(text.count(mark, a, b) for mark in ",;" for a, b in ((left, start), (end, right)))
            >= LIST_LENGTH - 1
        )

    def _last(
        self, cues: Iterable[Found], at: Found, sentence: Sentence, reach: int
    ) -> Found | None:
        last = None
        for cue in cues:
            if cue.first >= at.first:
                break
            if cue.first >= sentence.first and at.first - cue.last <= reach:
                last = cue
        return last
