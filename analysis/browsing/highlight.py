"""A text cut at its evidence, so that a template can mark it. Pure; nothing here is HTML."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Piece:
    """A stretch of text and what it is evidence of; plain text has no reasons."""

    text: str
    reasons: tuple[str, ...] = ()


def pieces(text: str, spans: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """Cut *text* at its spans (start, end, reason); where spans overlap, both reasons hold.

    A span that lies outside the text is left out.

    >>> pieces("no pain", [(3, 7, "pain")])
    [Piece(text='no ', reasons=()), Piece(text='pain', reasons=('pain',))]
    """
    inside = [(a, b, why) for a, b, why in spans if 0 <= a < b <= len(text)]
    edges = sorted({0, len(text), *(a for a, _, _ in inside), *(b for _, b, _ in inside)})
    cut = []
    for start, end in pairwise(edges):
        reasons = dict.fromkeys(why for a, b, why in inside if a <= start and end <= b)
        cut.append(Piece(text[start:end], tuple(reasons)))
    return cut


def marked(
    paper: Mapping[str, str | None], told: Iterable[tuple[str, Mapping[str, object]]]
) -> dict[str, list[Piece]]:
    """Return title and abstract of *paper*, cut at its evidence.

    told: pairs of a reason ("depression", "dose: 0.5 mg/kg") and a span of schema.toml's form.
    """
    spans = list(told)
    return {
        field: pieces(
            paper.get(field) or "",
            [
                (int(str(s["start"])), int(str(s["end"])), why)
                for why, s in spans
                if s["field"] == field
            ],
        )
        for field in ("title", "abstract")
    }
