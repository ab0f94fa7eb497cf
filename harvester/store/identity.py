"""Which paper a source record belongs to. Pure: what is known comes in, decisions go out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harvester.store.sameness import Claim, Standing, became, same_work

# Why a record is a paper's, the surest reason first.
_SUREST = ("the same record", "pmid", "pmcid", "citation", "doi", "title, year and pages")
_KINDS = ("pmid", "pmcid", "doi", "hash")  # of paper_ids, the best first


@dataclass(frozen=True)
class Resolution:
    """What became of the claims.

    paper_ids: one per claim, in order. merges: (given up, what it is now), in order. why: what
    made each claim its paper's: "pmid", "pmcid", "doi", "citation", "title, year and pages",
    "the same record"; "" for a new paper.
    """

    paper_ids: list[str]
    merges: list[tuple[str, str]]
    why: list[str]


def earliest(papers: Iterable[Standing]) -> Standing:
    """Return the paper that was seen first; of those seen at once, the one with the best id."""
    return min(papers, key=lambda paper: (paper.first_seen, *_order(paper.paper_id)))


def _order(paper_id: str) -> tuple[int, int, str]:
    kind, _, value = paper_id.partition(":")
    digits = value.removeprefix("PMC")
    return (
        _KINDS.index(kind) if kind in _KINDS else len(_KINDS),
        int(digits) if digits.isdecimal() else 0,
        value,
    )


def resolve(claims: Iterable[Claim], standing: Iterable[Standing], now: str) -> Resolution:
    """Give each claim its paper: one that stands, or a new one under the claim's natural id.

    A claim whose owner does not stand (yet) makes it. Two standing papers that a claim shows to be
    one are merged into the earliest of them.
    standing: every paper that shares an id with a claim. now: what a new paper is first seen at.
    """
    papers = {paper.paper_id: paper for paper in standing}
    by_id: dict[tuple[str, str], set[str]] = defaultdict(set)
    for paper in papers.values():
        _index(by_id, paper)
    given, merges, why = [], [], []
    ends: dict[str, str] = {}
    for claim in claims:
        near = {name for item in _names(claim) for name in by_id.get(item, ())}
        reasons = _one_work(claim, [papers[name] for name in near])
        mine = [papers[name] for name in reasons]
        if mine:
            paper = earliest(mine)
        else:
            paper = _fresh(claim, now)
            papers[paper.paper_id] = paper
        why.append(reasons.get(paper.paper_id, ""))
        for other in mine:
            if other is not paper:
                merges.append((other.paper_id, paper.paper_id))
                ends[other.paper_id] = paper.paper_id
                _absorb(paper, other, papers, by_id)
        for kind, value in claim.ids.items():
            paper.ids[kind].add(value)
        _index(by_id, paper)
        given.append(paper.paper_id)
    return Resolution([_final(name, ends) for name in given], merges, why)


def _one_work(claim: Claim, near: Iterable[Standing]) -> dict[str, str]:
    """Return the papers that *claim* is about, the surest first, each with the reason.

    One record never joins two papers that have PMIDs of their own, but where one became the other.
    """
    reasons = {paper.paper_id: (same_work(claim, paper), paper) for paper in near}
    sure = sorted(
        (paper for why, paper in reasons.values() if why),
        key=lambda paper: (
            _SUREST.index(reasons[paper.paper_id][0]),
            paper.first_seen,
            _order(paper.paper_id),
        ),
    )
    chosen: dict[str, str] = {}
    pmids: set[str] = set()
    for paper in sure:
        theirs = paper.ids["pmid"]
        if pmids and theirs and pmids.isdisjoint(theirs) and not became(claim, paper):
            continue
        chosen[paper.paper_id] = reasons[paper.paper_id][0]
        pmids |= theirs
    return chosen


def _fresh(claim: Claim, now: str) -> Standing:
    name = claim.owner or claim.natural
    paper = Standing(name, now, claim.title, claim.year, claim.notice, gone=False)
    paper.volume, paper.page = claim.volume, claim.page
    paper.ids["paper_id"].add(name)
    return paper


def _names(claim: Claim) -> Iterable[tuple[str, str]]:
    yield "paper_id", claim.natural
    if claim.owner:
        yield "paper_id", claim.owner
    yield from claim.ids.items()
    if claim.year and claim.page:
        yield "place", f"{claim.year}:{claim.page}"


def _index(by_id: dict[tuple[str, str], set[str]], paper: Standing) -> None:
    by_id["paper_id", paper.paper_id].add(paper.paper_id)
    if paper.year and paper.page:
        by_id["place", f"{paper.year}:{paper.page}"].add(paper.paper_id)
    for kind, values in paper.ids.items():
        for value in values:
            by_id[kind, value].add(paper.paper_id)


def _absorb(
    paper: Standing,
    other: Standing,
    papers: dict[str, Standing],
    by_id: dict[tuple[str, str], set[str]],
) -> None:
    del papers[other.paper_id]
    for names in by_id.values():
        names.discard(other.paper_id)
    for kind, values in other.ids.items():
        paper.ids[kind] |= values
    paper.ids["paper_id"].add(other.paper_id)
    paper.first_seen = min(paper.first_seen, other.first_seen)


def _final(name: str, became: Mapping[str, str]) -> str:
    while name in became:
        name = became[name]
    return name
