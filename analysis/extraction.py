"""extract(papers): every fact of every paper, with the words it was read from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.facts import (
    adverse,
    comparator,
    design,
    dose,
    form,
    lengths,
    named,
    registry,
    route,
    sample,
    sessions,
    species,
)
from analysis.facts.drugs import read_drugs
from analysis.facts.paper import Fact, Paper, Span
from analysis.labels import identifiers
from harvester.schema import PANDAS, TABLES

if TYPE_CHECKING:
    import pandas as pd

ATTRIBUTES = (
    "species",
    "design",
    "route",
    "form",
    "sample_size",
    "dose",
    "infusion_duration",
    "sessions",
    "comparator",
    "instrument",
    "adverse_effect",
    "onset",
    "follow_up",
    "registry",
    "subgroup",
    "mechanism",
    "monitoring",
)

BATCH = 1000  # papers between two steps of the progress bar


def facts_of(paper: Paper) -> list[Fact]:
    """Return the facts of one paper, each value once, with all its spans."""
    drugs, numbers = read_drugs(paper), sample.candidates(paper)
    how = design.read(paper, sample.counts_people(numbers))
    found = [
        *species.read(paper, how),
        *how,
        *route.read(paper, drugs),
        *form.read(paper, drugs, how),
        *sample.read(paper, numbers, how),
        *dose.read(paper, drugs),
        *lengths.read(paper, drugs),
        *sessions.read(paper, drugs),
        *comparator.read(paper, drugs),
        *named.instruments(paper),
        *adverse.read(paper),
        *registry.read(paper),
        *named.subgroups(paper),
        *named.mechanisms(paper),
        *named.monitoring(paper),
    ]
    return _distinct(found)


def _distinct(found: Iterable[Fact]) -> list[Fact]:
    """Merge facts of one value: its spans in the order they were read."""
    merged: dict[tuple[str, str], tuple[Fact, dict[Span, None]]] = {}
    for fact in found:
        key = fact.attribute, fact.value
        merged.setdefault(key, (fact, {}))[1].update(dict.fromkeys(fact.spans))
    return [replace(fact, spans=tuple(spans)) for fact, spans in merged.values()]


def extract(papers: "pd.DataFrame") -> "pd.DataFrame":
    """Return the facts of *papers*: one row per paper, attribute and value.

    papers: any frame with `paper_id` (any unique text) or `pmid`, `title` and `abstract`;
    `publication_types` and `mesh_terms` (lists) are used where they are there. The columns of the
    result are those of the table `facts` in schema.toml; `papers[field][start:end] == text` holds
    for every span. What a paper does not say has no row. Raises ValueError, naming the columns,
    where one is missing, and for an identifier that is missing or stands more than once.
    """
    import pandas as pd

    rows = [
        (paper_id, fact.attribute, fact.value, fact.low, fact.high, fact.unit,
         [span.as_dict() for span in fact.spans])
        for paper_id, paper in papers_of(papers)
        for fact in facts_of(paper)
    ]  # fmt: skip
    table = TABLES["facts"]
    frame = pd.DataFrame(rows, columns=list(table.names))
    return frame.astype({name: PANDAS[kind] for name, kind in table.kinds.items()})


def extract_store(
    data_dir: Path | str = "data", watch: Callable[[Iterable[int]], Iterable[int]] = iter
) -> "pd.DataFrame":
    """Read the facts of all papers of the store in *data_dir*, put them there, return them.

    watch: wraps the starts of the batches (tqdm, say). Needs no labels: `classify` may come before
    or after. Raises StoreError where the store cannot be read or written.
    """
    import pandas as pd

    from harvester import load
    from harvester.store import Store

    papers = load(data_dir).papers
    frames = [
        extract(papers.iloc[start : start + BATCH])
        for start in watch(range(0, max(len(papers), 1), BATCH))
    ]
    facts = pd.concat(frames, ignore_index=True)
    with Store.open(Path(data_dir) / "papers.sqlite", create=False) as store:
        store.put_facts(facts)
    return facts


def papers_of(papers: "pd.DataFrame") -> Iterator[tuple[str, Paper]]:
    """Yield the identity and the texts of each row. Raises ValueError as extract() does."""
    rows = len(papers)
    columns = [
        identifiers(papers),
        papers["title"],
        papers["abstract"],
        papers["publication_types"] if "publication_types" in papers else [()] * rows,
        papers["mesh_terms"] if "mesh_terms" in papers else [()] * rows,
    ]
    for paper_id, title, abstract, types, mesh in zip(*columns, strict=True):
        yield paper_id, Paper.of(_text(title), _text(abstract), _list(types), _list(mesh))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _list(value: Any) -> Iterable[str]:
    return value if isinstance(value, list | tuple) or hasattr(value, "tolist") else ()
