"""Pure: EFetch: UIDs in, the records' own bytes out."""

from collections.abc import Callable

from harvester.sandbox.asked import HistoryError, from_history, ids
from harvester.sandbox.library import Library
from harvester.sandbox.plain import abstract, medline
from harvester.sandbox.records import Record
from harvester.sandbox.reply import TEXT, Reply, fetch_error
from harvester.sandbox.shelf import Shelf

PUBMED_HEAD = (
    b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    b'1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
    b"<PubmedArticleSet>"
)
PMC_HEAD = (
    b'<?xml version="1.0"  ?><!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pmc/articleset/nlm-articleset-2.0.dtd"><pmc-articleset>'
)
MOST = 10_000  # records of one reply
NO_IDS = "ID list is empty! Possibly it has no correct IDs."
_PLAIN: dict[str, Callable[[Record], str]] = {
    "medline": medline,
    "abstract": abstract,
    "uilist": lambda record: f"{record.uid}\n",
    "": lambda record: f"{record.uid}\n",
}


def answer(library: Library, params: dict[str, str]) -> Reply:
    """Answer one EFetch request."""
    db, kind = params.get("db", ""), params.get("rettype", "").lower()
    mode = params.get("retmode", "").lower() or ("text" if kind in _PLAIN and kind else "xml")
    if db not in library.shelves:
        said = f"Invalid db name specified: {db}" if db else "Mandatory parameter: db - is omitted"
        return fetch_error(said)
    try:
        wanted = _wanted(library, params)
    except HistoryError as problem:
        return fetch_error(str(problem), 200 if str(problem).startswith("Unable") else 400)
    if not wanted:
        return _no_ids(mode)
    shelf = library.shelves[db]
    if db == "pmc":
        return _pmc(shelf, wanted) if mode == "xml" else Reply(type=TEXT)
    return _pubmed(shelf, wanted, kind, mode)


def _wanted(library: Library, params: dict[str, str]) -> list[int]:
    if "id" in params:
        return ids(params["id"])[:MOST]
    return from_history(library, params, MOST) if "WebEnv" in params else []


def _no_ids(mode: str) -> Reply:
    if mode == "xml":
        return fetch_error(NO_IDS)
    return Reply(NO_IDS.replace(" ", "+").encode(), TEXT, 400)


def _pubmed(shelf: Shelf, wanted: list[int], kind: str, mode: str) -> Reply:
    """Return the records held; those that are not are left out without a word."""
    records = [record for uid in wanted if (record := shelf.records.get(uid))]
    if mode == "xml" and kind in ("", "xml"):
        raw = b"\n".join(record.raw for record in records)
        return Reply(PUBMED_HEAD + raw + b"</PubmedArticleSet>")
    if mode == "json":  # not offered: PMIDs as text come back
        kind = ""
    if kind in _PLAIN and mode in ("text", "json"):
        return Reply("".join(map(_PLAIN[kind], records)).encode(), TEXT)
    return Reply()  # an unsupported pair: 200 and nothing


def _pmc(shelf: Shelf, wanted: list[int]) -> Reply:
    parts = []
    for uid in wanted:
        if record := shelf.records.get(uid):
            parts.append(record.raw)
        else:
            said = f"The following PMCID is not available: {uid}"
            parts.append(f'<error id="{uid}">{said}</error>'.encode())
    return Reply(PMC_HEAD + b"".join(parts) + b"</pmc-articleset>")
