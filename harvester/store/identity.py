"""Which paper a source record belongs to. Pure: what is known comes in, decisions go out.

A PMID or a PMCID is NLM's own word for one work, so sharing one is being the same paper. A DOI is
the publisher's: errata, retraction notices and corrected reprints are often deposited under the
DOI of the paper that they are about. So a DOI alone never joins two PMIDs, nor two PMCIDs; it joins
a record that has none of these to a paper, and only if the titles agree.

A record without a PMID in common that prints the same title, year and first page is the same paper
too, unless its volume or its DOI says otherwise: that is how a citation of another database finds
its paper. All three must be printed, and the title long enough to be nobody else's.

The one exception is a duplicate that NLM took out: of two PMIDs of the same DOI, title and year,
neither of them a notice, of which one is gone, the other is what it became (NLM forwards nothing).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Letters and digits of a title that is not shared by chance, as "Editorial" or "Ketamine" are.
_TELLING = 20
_FIRST_PAGE = re.compile(r"[A-Za-z]*\d+")
_KINDS = ("pmid", "pmcid", "doi", "hash")  # of paper_ids, the best first


@dataclass(frozen=True)
class Claim:
    """What a source record says of itself. owner: the paper it has belonged to, if any."""

    natural: str
    ids: Mapping[str, str]
    title: str | None
    year: int | None = None
    notice: bool = False
    owner: str | None = None
    volume: str | None = None
    page: str | None = None


@dataclass
class Standing:
    """What the store knows of a paper: every id it goes by, and what tells it from others."""

    paper_id: str
    first_seen: str
    title: str | None
    year: int | None
    notice: bool
    gone: bool
    volume: str | None = None
    page: str | None = None
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


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


def title_key(title: str | None) -> str:
    """Return the letters and digits of *title* alone, so that typography does not tell it apart.

    >>> title_key("[Ketamine: a β-test.]") == title_key("Ketamine: A β test")
    True
    """
    plain = unicodedata.normalize("NFKD", title or "").casefold()
    return re.sub(r"[\W_]+", "", plain)


def first_page(pages: str | None) -> str | None:
    """Return the first page of *pages*, if it is a number with or without letters before it.

    >>> first_page("E12-9"), first_page("1254-63"), first_page("in press")
    ('e12', '1254', None)
    """
    found = _FIRST_PAGE.match((pages or "").strip())
    return found.group().casefold() if found else None


def same_work(claim: Claim, paper: Standing) -> str:
    """Say why *claim* is about *paper*, or "" if it is not."""
    if claim.owner == paper.paper_id:
        return "the same record"
    if claim.natural in paper.ids["paper_id"]:
        return claim.natural.partition(":")[0].replace("hash", "citation")
    for kind in ("pmid", "pmcid"):
        mine, theirs = claim.ids.get(kind), paper.ids[kind]
        if mine in theirs:
            return kind
        if mine and theirs:
            return "doi" if kind == "pmid" and _became(claim, paper) else ""
    if "doi" in claim.ids and paper.ids["doi"]:
        agree = claim.ids["doi"] in paper.ids["doi"] and _titles_agree(claim.title, paper.title)
        return "doi" if agree else ""
    return "title, year and pages" if _same_place(claim, paper) else ""


def _same_place(claim: Claim, paper: Standing) -> bool:
    volumes = {told.casefold() for told in (claim.volume, paper.volume) if told}
    return (
        not (claim.notice or paper.notice)
        and len(title_key(claim.title)) >= _TELLING
        and title_key(claim.title) == title_key(paper.title)
        and claim.year == paper.year is not None
        and claim.page == paper.page is not None
        and len(volumes) < 2  # noqa: PLR2004 (both print one, and they differ)
    )


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

    A claim whose owner does not stand (yet) makes it. Two standing papers that a claim shows to be
    one are merged into the earliest of them.
    standing: every paper that shares an id with a claim. now: what a new paper is first seen at.
    """
    papers = {paper.paper_id: paper for paper in standing}
    by_id: dict[tuple[str, str], set[str]] = defaultdict(set)
    for paper in papers.values():
        _index(by_id, paper)
    given, merges, why = [], [], []
    became: dict[str, str] = {}
    for claim in claims:
        near = {name for item in _names(claim) for name in by_id.get(item, ())}
        reasons = {name: told for name in sorted(near) if (told := same_work(claim, papers[name]))}
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
                became[other.paper_id] = paper.paper_id
                _absorb(paper, other, papers, by_id)
        for kind, value in claim.ids.items():
            paper.ids[kind].add(value)
        paper.ids["paper_id"].add(claim.natural)
        _index(by_id, paper)
        given.append(paper.paper_id)
    return Resolution([_final(name, became) for name in given], merges, why)


def _fresh(claim: Claim, now: str) -> Standing:
    return Standing(
        claim.owner or claim.natural,
        now,
        claim.title,
        claim.year,
        claim.notice,
        gone=False,
        volume=claim.volume,
        page=claim.page,
    )


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
