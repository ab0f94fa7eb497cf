"""Which paper a source record belongs to. Pure: what is known comes in, decisions go out.

A PMID or a PMCID is NLM's own word for one work, so sharing one is being the same paper. A DOI is
the publisher's: errata, retraction notices and corrected reprints are often deposited under the
DOI of the paper that they are about. So a DOI alone never joins two PMIDs, nor two PMCIDs; it joins
a record that has none of these to a paper, and only if the titles agree.

The one exception is a duplicate that NLM took out: of two PMIDs of the same DOI, title and year,
neither of them a notice, of which one is gone, the other is what it became (NLM forwards nothing).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_KINDS = ("pmid", "pmcid", "doi", "hash")  # of paper_ids, the best first
_IDS = ("pmid", "pmcid", "doi")


@dataclass(frozen=True)
class Claim:
    """What a source record says of itself. owner: the paper it has belonged to, if any."""

    natural: str
    ids: Mapping[str, str]
    title: str | None
    year: int | None = None
    notice: bool = False
    owner: str | None = None


@dataclass
class Standing:
    """What the store knows of a paper: every id it goes by, and what tells it from others."""

    paper_id: str
    first_seen: str
    title: str | None
    year: int | None
    notice: bool
    gone: bool
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Resolution:
    """paper_ids: one per claim, in order. merges: (given up, what it is now), in order."""

    paper_ids: list[str]
    merges: list[tuple[str, str]]


def title_key(title: str | None) -> str:
    """Return the letters and digits of *title* alone, so that typography does not tell it apart.

    >>> title_key("[Ketamine: a β-test.]") == title_key("Ketamine: A β test")
    True
    """
    plain = unicodedata.normalize("NFKD", title or "").casefold()
    return re.sub(r"[\W_]+", "", plain)


def same_work(claim: Claim, paper: Standing) -> bool:
    """Say whether *claim* is about *paper*."""
    if claim.owner == paper.paper_id or claim.natural in paper.ids["paper_id"]:
        return True
    mine = {kind: claim.ids.get(kind) for kind in _IDS}
    if mine["pmid"] in paper.ids["pmid"]:
        return True
    if mine["pmid"] and paper.ids["pmid"]:
        return _became(claim, paper)
    if mine["pmcid"] in paper.ids["pmcid"]:
        return True
    if mine["pmcid"] and paper.ids["pmcid"]:
        return False
    return mine["doi"] in paper.ids["doi"] and _titles_agree(claim.title, paper.title)


def _titles_agree(one: str | None, other: str | None) -> bool:
    """Say whether two titles may be of one paper: equal, one the other's beginning, or unknown."""
    a, b = sorted((title_key(one), title_key(other)), key=len)
    return b.startswith(a)


def _became(claim: Claim, paper: Standing) -> bool:
    return (
        paper.gone
        and not (claim.notice or paper.notice)
        and claim.ids.get("doi") in paper.ids["doi"]
        and claim.year == paper.year
        and title_key(claim.title) == title_key(paper.title) != ""
    )


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

    Two standing papers that a claim shows to be one are merged into the earliest of them.
    standing: every paper that shares an id with a claim. now: what a new paper is first seen at.
    """
    papers = {paper.paper_id: paper for paper in standing}
    by_id: dict[tuple[str, str], set[str]] = defaultdict(set)
    for paper in papers.values():
        _index(by_id, paper)
    given, merges = [], []
    became: dict[str, str] = {}
    for claim in claims:
        near = {name for item in _names(claim) for name in by_id.get(item, ())}
        mine = [papers[name] for name in sorted(near) if same_work(claim, papers[name])]
        if mine:
            paper = earliest(mine)
        else:
            paper = Standing(claim.natural, now, claim.title, claim.year, claim.notice, gone=False)
            papers[paper.paper_id] = paper
        for other in mine:
            if other is not paper:
                merges.append((other.paper_id, paper.paper_id))
                became[other.paper_id] = paper.paper_id
                _absorb(paper, other, papers, by_id)
        for kind, value in claim.ids.items():
            paper.ids[kind].add(value)
        paper.ids["paper_id"].add(claim.natural)
        _index(by_id, paper)
        given.append(paper.paper_id)
    return Resolution([_final(name, became) for name in given], merges)


def _names(claim: Claim) -> Iterable[tuple[str, str]]:
    yield "paper_id", claim.natural
    if claim.owner:
        yield "paper_id", claim.owner
    yield from claim.ids.items()


def _index(by_id: dict[tuple[str, str], set[str]], paper: Standing) -> None:
    by_id["paper_id", paper.paper_id].add(paper.paper_id)
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
