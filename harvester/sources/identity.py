"""The natural identity of a record: what its paper_id is, unless the store knows a lasting one."""

import hashlib
import unicodedata


def natural_id(pmid: int | None, pmcid: str | None, doi: str | None, *citation: object) -> str:
    """Return pmid:123, else pmcid:PMC123, else doi:10.1/x, else hash:… of the citation.

    citation: title, year, first author or what else is known; case, accents and punctuation of
    them do not count. Raises ValueError if there is neither an id nor a title.
    """
    if pmid is not None:
        return f"pmid:{pmid}"
    if pmcid or doi:
        return f"pmcid:{pmcid}" if pmcid else f"doi:{doi}"
    if not citation or not citation[0]:
        raise ValueError("it has no PMID, PMCID, DOI or title: nothing tells which paper it is")
    plain = unicodedata.normalize("NFKD", "|".join(str(part or "") for part in citation))
    kept = "".join(c for c in plain.casefold() if c.isalnum() or c == "|")
    return f"hash:{hashlib.sha256(kept.encode()).hexdigest()[:16]}"
