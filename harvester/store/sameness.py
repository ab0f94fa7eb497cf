"""Whether a source record and a paper are the same work. Pure.

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
from collections.abc import Mapping
from dataclasses import dataclass, field

# Letters and digits of a title that is not shared by chance, as "Editorial" or "Ketamine" are.
_TELLING = 20
_FIRST_PAGE = re.compile(r"[A-Za-z]*\d+")


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
            return "doi" if kind == "pmid" and became(claim, paper) else ""
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


def became(claim: Claim, paper: Standing) -> bool:
    """Say whether *paper* is a duplicate that NLM took out, and *claim* what it kept instead."""
    return (
        "pmid" in claim.ids
        and paper.gone
        and not (claim.notice or paper.notice)
        and claim.ids.get("doi") in paper.ids["doi"]
        and claim.year == paper.year
        and title_key(claim.title) == title_key(paper.title) != ""
    )
