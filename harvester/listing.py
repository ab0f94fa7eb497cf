"""All ids of a query, and the proof that they are all.

One search lists at most 9,999 ids, so a longer result is cut into ranges of ids, `lo:hi[UID]`,
each short enough to be listed whole. No date is trusted, so no late record can fall between two
windows. The proof: each range gives as many distinct ids as it counts, all of them inside it, and
the ranges together count what the whole query counts.
"""

import logging
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from harvester import eutils
from harvester.errors import IncompleteError, ParseError, QueryError, ReplyError
from harvester.eutils import MOST_LISTED, Found
from harvester.query import HIGHEST_UID, Query
from harvester.request import Request

logger = logging.getLogger(__name__)
Fetch = Callable[[Request], bytes]
ROUNDS = 4  # a result that shrinks while it is listed is listed again, so often at most
# Ids already known in one planned range: the rest is room for what is new since.
ROOM = 0.9


@dataclass(frozen=True)
class Slice:
    """A range of ids, both ends included, and how many match in it."""

    low: int
    high: int
    count: int


@dataclass
class Listing:
    """The proven ids of a query, in ascending order, and how they were listed."""

    ids: list[int]
    count: int
    slices: list[Slice]
    translation: str
    ignored: tuple[str, ...]
    remarks: tuple[str, ...] = field(default=())


def list_ids(
    query: Query, fetch: Fetch, known: Sequence[int] = (), most: int = MOST_LISTED
) -> Listing:
    """List every id that matches *query*.

    fetch: sends a request and returns the whole reply. known: ids expected in the result, in
    ascending order; they only choose where to cut. most: ids that one search may list.
    Raises IncompleteError if the result will not hold still, and what *fetch* raises.
    """
    for _ in range(ROUNDS):
        # A long result is known beforehand to need cutting: then the first reply is the count.
        asked = 0 if len(known) > most else most
        root = _ask(query, fetch, asked)
        # A count alone proves nothing, not even none: papers that were there are looked for.
        if asked and _is_whole(root, 1, HIGHEST_UID):
            whole = [Slice(1, HIGHEST_UID, root.count)]
            return _listing(sorted(root.ids), root, whole)
        ids, slices = _in_slices(query, fetch, root, known, most)
        counted = sum(one.count for one in slices)
        end = _ask(query, fetch, 0).count
        # Papers may come in between the first count and the last; none may go.
        if root.count <= counted <= end and len(ids) == counted:
            return _listing(ids, root, slices)
        known = ids
    raise IncompleteError(
        f"The result of the query changed while it was listed, {ROUNDS} times over: {root.count:,} "
        f"papers at first, {counted:,} in its parts, {end:,} at the end. Run it again."
    )


def _listing(ids: list[int], root: Found, slices: list[Slice]) -> Listing:
    count = sum(one.count for one in slices)
    return Listing(ids, count, slices, root.translation, root.ignored, root.remarks)


def _ask(query: Query, fetch: Fetch, most: int) -> Found:
    """Search once; again, where the reply is none. An error is never "no papers"."""
    for _ in range(ROUNDS):
        try:
            return eutils.decode_search(fetch(eutils.search(query, most)))
        except ParseError as error:
            trouble: ParseError | ReplyError = error
        except ReplyError as error:
            if error.failure != "past_9998":
                raise
            trouble, most = error, 0  # the count alone: what follows is cut into ranges
    raise IncompleteError(f"{trouble} Run the same command again.")


def _in_slices(
    query: Query, fetch: Fetch, root: Found, known: Sequence[int], most: int
) -> tuple[list[int], list[Slice]]:
    """Return the ids of the query and the ranges that gave them, both in ascending order."""
    to_ask = planned(known or sorted(root.ids), 1, HIGHEST_UID, most, root.count)
    ids: list[int] = []
    slices: list[Slice] = []
    while to_ask:
        low, high = to_ask.pop(0)
        found = _ask_range(query, fetch, low, high, most)
        if found.count > most:
            sample = sorted({*_between(known, low, high), *found.ids})
            to_ask = planned(sample, low, high, most, found.count) + to_ask
            continue
        ids.extend(sorted(found.ids))
        slices.append(Slice(low, high, found.count))
    return ids, slices


def _ask_range(query: Query, fetch: Fetch, low: int, high: int, most: int) -> Found:
    """Return the answer for one range: over-full, or whole and checked.

    Raises IncompleteError if NCBI goes on to list other ids than it counts.
    """
    for _ in range(ROUNDS):
        found = _ask(query.within(low, high), fetch, most)
        if _is_whole(found, low, high) or (found.count > most and low < high):
            return found
    raise IncompleteError(
        f"{low}:{high}[UID]: NCBI counts {found.count:,} papers and lists {len(found.ids):,} ids "
        f"that are not these, {ROUNDS} times over. Run the same command again."
    )


def _is_whole(found: Found, low: int, high: int) -> bool:
    """Say whether a search lists as many distinct ids as it counts, all in the range."""
    inside = {uid for uid in found.ids if low <= uid <= high}
    return found.count == len(found.ids) == len(inside)


def planned(
    expected: Sequence[int], low: int, high: int, most: int, count: int
) -> list[tuple[int, int]]:
    """Cut low:high into at least two ranges, so that each should match at most *most* ids.

    expected: ids likely to match, in ascending order, or a sample of those; count: how many
    match. Without any to go by, the range is cut in its middle.

    >>> planned([10, 20, 30, 40], 1, 99, most=2, count=4)
    [(1, 19), (20, 29), (30, 39), (40, 99)]
    """
    inside = _between(expected, low, high)
    step = max(1, int(most * ROOM * len(inside) / max(count, 1)))
    cuts = [inside[n] for n in range(step, len(inside), step)] or [(low + high) // 2 + 1]
    edges = [low, *cuts, high + 1]
    return [(a, b - 1) for a, b in pairwise(edges)]


def _between(ids: Sequence[int], low: int, high: int) -> Sequence[int]:
    return ids[bisect_left(ids, low) : bisect_right(ids, high)]


def refuse_ignored(query: Query, listing: Listing) -> None:
    """Raise QueryError if NCBI left out a part of a topic; of a user's own query, say so.

    A tag that NCBI does not know is ignored without a remark, and shows only in its translation.
    """
    ignored = list(listing.ignored)
    if query.topic and "[All Fields]" in listing.translation:
        ignored.append("a field tag (its translation searches all fields)")
    if ignored and query.topic:
        raise QueryError(
            f"Topic {query.topic!r}: NCBI ignored {'; '.join(ignored)}. Its count would be that of "
            "another question; mend the line in topics.toml."
        )
    if ignored:
        logger.warning("NCBI ignored a part of the query: %s", "; ".join(ignored))


def preview(query: Query, fetch: Fetch) -> dict[str, Any]:
    """Return how many papers match and how NCBI understands the query."""
    found = _ask(query, fetch, 0)
    return {
        "source": query.db,
        "query": query.text,
        "count": found.count,
        "translation": found.translation,
        "remarks": list(found.remarks),
    }


def grouped(remarks: Iterable[str]) -> dict[str, list[str]]:
    """Return what NCBI remarked, by its kind.

    >>> grouped(["PhraseNotFound: a", "PhraseNotFound: b"])
    {'PhraseNotFound': ['a', 'b']}
    """
    by_kind: dict[str, list[str]] = {}
    for remark in remarks:
        kind, _, text = remark.partition(": ")
        by_kind.setdefault(kind, []).append(text)
    return by_kind
