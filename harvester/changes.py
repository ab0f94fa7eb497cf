"""What has to be fetched tonight, and what is gone. Numbers and ids only.

New is what the query lists and the store does not hold. Changed is what NCBI says it modified
since the last whole run, with some days of overlap; and because that date may not move with every
change, each paper is also fetched again once in a rolling month, the longest unseen first. Gone is
what the last whole run listed and this one does not, asked for once more before it is said.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from harvester.errors import KetlitError
from harvester.listing import list_ids
from harvester.query import Query, any_of
from harvester.request import Request

OVERLAP = timedelta(days=5)  # NCBI's days are those of US Eastern time, and its index is late
ROUND_DAYS = 28  # a rolling re-fetch sees every paper in so many days
MOST_GONE = 0.01  # of the papers at once; more is a fault of the search, not of the papers
ASKED_AT_ONCE = 400  # ids in one search for what may be gone


@dataclass(frozen=True)
class Seen:
    """What the store knows of one id.

    retrieved_at: when a reply last held it. to_fetch: as if it were new, since it was gone, or
    only an imported file brought it.
    """

    retrieved_at: str
    to_fetch: bool


def new_ids(listed: Iterable[int], seen: Mapping[int, Seen]) -> list[int]:
    """Return the listed ids that the store lacks, or holds as gone or imported."""
    return [uid for uid in listed if uid not in seen or seen[uid].to_fetch]


def modified(query: Query, last: datetime, fetch: Callable[[Request], bytes]) -> list[int]:
    """Return the ids that NCBI says it modified since a run that began at *last*.

    PubMed has that date, however its translation words it. Where another database shows none in
    its translation, that is none: the rolling re-fetch is then all there is.
    """
    found = list_ids(query.changed_since((last - OVERLAP).date()), fetch)
    return found.ids if query.db == "pubmed" or "odification" in found.translation else []


def rolling(
    listed: Sequence[int], seen: Mapping[int, Seen], elapsed: timedelta, batch: int
) -> list[int]:
    """Return the ids whose turn it is to be fetched again, the longest unseen first.

    elapsed: since the last whole run; the share of the month that it is gives their number,
    rounded up to whole batches, since a request costs the same half empty.
    """
    share = min(1.0, elapsed / timedelta(days=ROUND_DAYS))
    batches = math.ceil(len(listed) * share / batch)
    held = [uid for uid in listed if uid in seen]
    return sorted(held, key=lambda uid: (seen[uid].retrieved_at, uid))[: batches * batch]


def truly_gone(
    query: Query, candidates: Sequence[int], fetch: Callable[[Request], bytes]
) -> tuple[dict[int, str], list[int]]:
    """Ask once more for ids that a listing no longer gives.

    Returns the gone ones, each with the reason, and those that match after all.
    """
    gone: dict[int, str] = {}
    back: list[int] = []
    for batch in _cut(candidates):
        still = set(list_ids(query.among(batch), fetch).ids)
        back += [uid for uid in batch if uid in still]
        if missing := [uid for uid in batch if uid not in still]:
            there = set(list_ids(Query(any_of(missing), query.db), fetch).ids)
            gone |= {
                uid: "no longer matches" if uid in there else "deleted or merged" for uid in missing
            }
    return gone, back


def _cut(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), ASKED_AT_ONCE):
        yield ids[start : start + ASKED_AT_ONCE]


def refuse_mass_loss(gone: int, before: int) -> None:
    """Raise KetlitError if so many papers cannot have gone at once; a single one always can."""
    if gone > max(1, MOST_GONE * before):
        raise KetlitError(
            f"{gone:,} of {before:,} papers would be gone at once, more than {MOST_GONE:.0%}. That "
            "is rather a fault of the search than the truth, so nothing was marked and nothing "
            "fetched. Look at the query on the site of the database; if the papers are truly "
            "gone, say so: --accept-gone."
        )
