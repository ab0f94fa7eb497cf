"""Ids as they are written in every table: pmid as a number, PMC123, a bare lower-case DOI."""

import re

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_RESOLVER = re.compile(r"^(?:https?://)?(?:dx\.)?doi\.org/|^doi:\s*", re.IGNORECASE)
_PMCID = re.compile(r"(?:PMC)?(\d+)(?:\.\d+)?", re.IGNORECASE)
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])")
MOST_DIGITS = 12  # PMIDs have eight; a longer row of digits is no PMID and no Int64 either


def doi(text: str | None) -> str | None:
    """Return a DOI in lower case without resolver, or None if *text* is none.

    >>> doi("https://doi.org/10.1000/ABC")
    '10.1000/abc'
    """
    if not text:
        return None
    bare = _RESOLVER.sub("", text.strip())
    return bare.lower() if _DOI.fullmatch(bare) else None


def pmcid(text: str | None) -> str | None:
    """Return a PMCID with its prefix and without its version, or None if *text* is none.

    >>> pmcid("5986720"), pmcid("PMC5986720.1"), pmcid("pmc-id: PMC5986720;")
    ('PMC5986720', 'PMC5986720', 'PMC5986720')
    """
    if not text:
        return None
    bare = text.strip().removeprefix("pmc-id:").rstrip(";").strip()
    found = _PMCID.fullmatch(bare)
    return f"PMC{int(found[1])}" if found else None


def pmid(text: str | None) -> int | None:
    """Return a PMID, or None if *text* is none."""
    digits = text.strip() if text else ""
    if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS:
        return int(digits) or None
    return None


def orcid(text: str | None) -> str | None:
    """Return an ORCID as 0000-0000-0000-0000, however it was written; None if it is none.

    >>> orcid("http://orcid.org/000000021825009x")
    '0000-0002-1825-009X'
    """
    found = _ORCID.search(text) if text else None
    return "-".join(found.groups()).upper() if found else None
