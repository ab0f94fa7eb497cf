"""The corpus as a Selection: papers, labels and facts joined; the other tables when asked for."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from analysis.conditions import conditions
from analysis.export.selection import Selection, select

if TYPE_CHECKING:
    import pandas as pd

    from harvester.corpus import Corpus

BESIDE = ("authors", "identifiers", "labels", "mesh", "references")


class Beside(Mapping[str, "pd.DataFrame"]):
    """The tables beside papers, each read from the store at its first use."""

    def __init__(self, corpus: "Corpus"):
        self._corpus = corpus

    def __getitem__(self, name: str) -> "pd.DataFrame":
        if name not in BESIDE:
            raise KeyError(name)
        frame: pd.DataFrame = getattr(self._corpus, name)
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(BESIDE)

    def __len__(self) -> int:
        return len(BESIDE)


def of_corpus(corpus: "Corpus") -> Selection:
    """Return every paper of *corpus*; labels or facts that were not made yet are null."""
    return select(
        corpus.papers,
        corpus.labels,
        corpus.facts,
        conditions=tuple(conditions()),
        tables=Beside(corpus),
    )
