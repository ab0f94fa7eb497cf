"""The corpus in numbers: `summarise(corpus)` gives named tables, each row with its papers.

Every table has the columns that say what is counted, then `papers` (their number) and `paper_ids`
(which they are), so that no number stands without the papers behind it.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analysis.summaries import (
    literature,
    quality,
    questions,
    time,
    treatment,
)
from analysis.summaries.material import Material, material

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLES", "Material", "Summaries", "summarise"]

TABLES = {
    **time.TABLES,
    **treatment.TABLES,
    **literature.TABLES,
    **questions.TABLES,
    **quality.TABLES,
}


class Summaries(Mapping[str, "pd.DataFrame"]):
    """Frames by name, as items and as attributes, each made when it is first asked for."""

    def __init__(self, held: Material):
        self.material = held
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> "pd.DataFrame":
        if name not in self._frames:
            self._frames[name] = TABLES[name](self.material)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)

    def __getattr__(self, name: str) -> "pd.DataFrame":
        if name not in TABLES:
            raise AttributeError(f"no summary {name!r}; there are: {', '.join(TABLES)}")
        return self[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __repr__(self) -> str:
        return f"Summaries of {len(self.material.papers)} papers: {', '.join(TABLES)}"


def summarise(corpus: Any) -> Summaries:
    """Return the corpus in numbers.

    corpus: what `load` gives, or any object or mapping with frames `papers`, and, where they were
    made, `labels`, `facts`, `authors`, `registries`, `links`, `runs`. Papers that the query
    no longer returns are left out. Raises ValueError for a frame without paper_id.

    >>> summarise(load("data")).conditions[["name", "papers", "trials"]]  # doctest: +SKIP
    """
    return Summaries(material(corpus))
