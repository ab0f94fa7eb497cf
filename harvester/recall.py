"""Does a query find the papers that it must find? And which not, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from harvester.fetching import records
from harvester.folding import number
from harvester.listing import list_ids
from harvester.query import Query, any_of
from harvester.request import Request
from harvester.schema import TABLES
from harvester.sources import READERS

AT_ONCE = 400  # ids in one search
Fetch = Callable[[Request], bytes]


@dataclass
class Recall:
    """The known papers that a query finds, and those it misses, each with the reason."""

    found: list[int] = field(default_factory=list)
    missed: dict[int, str] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share of the known papers that is found; 1 of none."""
        known = len(self.found) + len(self.missed)
        return len(self.found) / known if known else 1.0


def recall(query: Query, known: Sequence[int], fetch: Fetch) -> Recall:
    """Ask *query* for each known id; ask the database itself about those that it misses."""
    told = Recall()
    for start in range(0, len(known), AT_ONCE):
        batch = known[start : start + AT_ONCE]
        found = set(list_ids(query.among(batch), fetch).ids)
        told.found += [uid for uid in batch if uid in found]
        if missing := [uid for uid in batch if uid not in found]:
            there = set(list_ids(Query(any_of(missing), query.db), fetch).ids)
            told.missed |= {uid: f"not in {query.db}" for uid in missing if uid not in there}
            told.missed |= _described(query.db, sorted(there), fetch)
    return told


def _described(db: str, ids: Sequence[int], fetch: Fetch) -> dict[int, str]:
    """Say of each record what a query could have found it by."""
    told = dict.fromkeys(ids, "the record could not be fetched")
    place = {name: at for at, name in enumerate(TABLES["papers"].names)}
    for answer in records(db, ids, fetch):
        if answer.failure is None:
            parsed = READERS[db](answer.body, "recall")
            for origin, row in zip(parsed.origins, parsed.rows["papers"], strict=True):
                title, abstract = row[place["title"]], row[place["abstract"]]
                headings = row[place["mesh_terms"]]
                lacks = [
                    name
                    for name, value in (("abstract", abstract), ("MeSH headings", headings))
                    if not value
                ]
                without = f" (it has no {' and no '.join(lacks)})" if lacks else ""
                told[number(origin.source_id)] = f"no line of the query fits{without}: {title}"
    return told
