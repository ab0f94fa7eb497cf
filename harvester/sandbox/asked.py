"""Pure: which records a request names, by id list or by history."""

from harvester.sandbox.library import Library

LIMIT = 9999
MAX_ID = 2**64 - 1


def ids(said: str) -> list[int]:
    """Return the UIDs of a comma or blank separated list: numbers only, each once, not 0."""
    numbers: dict[int, None] = {}
    for word in said.replace(",", " ").split():
        digits = word.upper().removeprefix("PMC").split(".")[0]
        if digits.isdecimal() and 0 < int(digits) <= MAX_ID:
            numbers[int(digits)] = None
    return list(numbers)


class HistoryError(Exception):
    """The history does not give what was asked of it; the text is NCBI's."""


def from_history(library: Library, params: dict[str, str], default: int) -> list[int]:
    """Return the page of a kept result set. Raises HistoryError as NCBI words it.

    PubMed refuses retstart beyond 9,998 and silently cuts a page that crosses that line.
    """
    key, webenv = params.get("query_key", ""), params.get("WebEnv", "")
    kept = library.history.get(webenv, key)
    if kept is None:
        raise HistoryError(f"Unable to obtain query #{key or 1}")
    start = int(params.get("retstart") or 0)
    size = int(params.get("retmax") or default)
    if params.get("db", "pubmed") == "pubmed" and start >= LIMIT and len(kept) > LIMIT:
        raise HistoryError(
            "Search backend cannot retrieve history data. Reason: Exception: 'retstart' cannot be "
            "larger than 9998. For PubMed, ESearch can only retrieve the first 9,999 records "
            "matching the query. To obtain more than 9,999 PubMed records, consider using EDirect "
            "that contains additional logic to batch PubMed search results automatically so that "
            "an arbitrary number can be retrieved. For details see "
            "https://www.ncbi.nlm.nih.gov/books/NBK25499/"
        )
    if start >= len(kept):
        raise HistoryError(
            f"Cannot retrieve history data: OUT OF RANGE. Parameter retstart={start} + 1 is "
            "greater than number of records available in history. History includes "
            f"{len(kept)} IDs."
        )
    end = start + size
    return kept[start : min(end, LIMIT) if params.get("db", "pubmed") == "pubmed" else end]
