"""Pure: the utilities that a harvest does without: EPost, ELink, ESpell, EGQuery, ECitMatch."""

import re
from html import escape

from harvester.sandbox.asked import MAX_ID, ids
from harvester.sandbox.elements import find, tree
from harvester.sandbox.folding import fold
from harvester.sandbox.library import Library
from harvester.sandbox.reply import TEXT, Reply, error, xml


def epost(library: Library, params: dict[str, str]) -> Reply:
    """Keep an id list; return its WebEnv and query key."""
    if params.get("db", "") not in library.shelves:
        return error("ePostResult", f"Invalid db name specified: {params.get('db', '')}")
    wanted, said = ids(params.get("id", "")), params.get("id", "")
    omitted = f"Some IDs have invalid value and were omitted. Maximum ID value {MAX_ID - 1}"
    if not wanted:
        return error("ePostResult", "Empty ID list; Nothing to store", *([omitted] if said else []))
    webenv, key = library.history.keep(wanted, params.get("WebEnv", ""))
    return xml("ePostResult", f"\n\t<QueryKey>{key}</QueryKey>\n\t<WebEnv>{webenv}</WebEnv>\n")


def elink(library: Library, params: dict[str, str]) -> Reply:
    """Return links between PubMed and PMC, and of a paper to itself."""
    source, target = params.get("dbfrom", "pubmed"), params.get("db", "pubmed")
    if source not in library.shelves or target not in library.shelves:
        return error("eLinkResult", f"Invalid db name specified: {source} or {target}")
    name = params.get("linkname") or f"{source}_{target}"
    # A repeated id= makes one link set each; a comma list is merged into one.
    groups = [ids(group) for group in params.get("id", "").split()]
    sets = []
    for group in groups:
        linked = [to for uid in group for to in _linked(library, source, target, uid)]
        listed = "".join(f"<Id>{uid}</Id>" for uid in group)
        links = "".join(f"\n<Link><Id>{uid}</Id></Link>" for uid in linked)
        found = f"<LinkSetDb><DbTo>{target}</DbTo><LinkName>{name}</LinkName>{links}</LinkSetDb>"
        sets.append(
            f"\n<LinkSet><DbFrom>{source}</DbFrom><IdList>{listed}</IdList>"
            f"{found if linked else ''}</LinkSet>"
        )
    return xml("eLinkResult", "".join(sets) + "\n")


def _linked(library: Library, source: str, target: str, uid: int) -> list[int]:
    record = library.shelves[source].records.get(uid)
    if record is None:
        return []
    if source == target:
        return [uid]
    root = tree(record.raw)
    path = (
        "PubmedData/ArticleIdList/ArticleId[@IdType='pmc']"
        if source == "pubmed"
        else "front/article-meta/article-id[@pub-id-type='pmid']"
    )
    return [] if root is None else ids(",".join(find(root, path)))


def espell(library: Library, params: dict[str, str]) -> Reply:  # noqa: ARG001
    """Return the query as it was: nothing is corrected here."""
    said = escape(params.get("term", ""), quote=False)
    return xml(
        "eSpellResult",
        f"\n\t<Database>{escape(params.get('db', 'pubmed'))}</Database>\n\t<Query>{said}</Query>\n"
        "\t<CorrectedQuery></CorrectedQuery>\n\t<SpelledQuery></SpelledQuery>\n\t<ERROR/>\n",
    )


def egquery(library: Library, params: dict[str, str]) -> Reply:  # noqa: ARG001
    """Answer as since January 2025: it is out of service."""
    return Reply(b"<h1>404 Not Found</h1>", "text/html; charset=UTF-8", 404)


_CITATION = 5  # parts before the caller's own key: journal, year, volume, first page, author


def ecitmatch(library: Library, params: dict[str, str]) -> Reply:
    """Find PMIDs by journal, year, volume, page and author; one line of text for each."""
    lines = []
    for line in re.split(r"[\r\n]+", params.get("bdata", "")):
        parts = line.split("|")
        if len(parts) > _CITATION:
            lines.append(f"{line.rstrip('|')}|{_matched(library, parts[:_CITATION])}\n")
    return Reply("".join(lines).encode(), TEXT)


def _matched(library: Library, citation: list[str]) -> str:
    journal, year, volume, page, author = map(fold, citation)
    entries = library.shelves["pubmed"].entries
    of_journal = [u for u, e in entries.items() if f"  {journal}  " in e.text("JOUR")]
    if journal and not of_journal:
        return "NOT_FOUND;INVALID_JOURNAL"
    found = []
    for uid in of_journal or list(entries):
        days = entries[uid].days.get("PDAT", ())
        said = ((volume, "VOL", "  "), (page, "PAGE", " "), (author, "FULL", ""))
        fits = all(not w or f"  {w}{end}" in entries[uid].text(f) for w, f, end in said)
        if fits and (not year or any(str(day).startswith(year) for day in days)):
            found.append(uid)
    if len(found) > 1:
        return f"AMBIGUOUS {','.join(map(str, found[:3]))}"
    return str(found[0]) if found else "NOT_FOUND"
