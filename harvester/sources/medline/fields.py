"""The single fields of MEDLINE, each as the rows of one table."""

import re
from collections.abc import Iterable

from harvester.sources import identifiers as ids
from harvester.sources.parsed import Row

# https://www.nlm.nih.gov/bsd/mms/medlineelements.html: field -> CommentsCorrections/@RefType
LINKS = {
    "CIN": "CommentIn", "CON": "CommentOn", "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom", "DDIN": "DatasetDescribedIn",
    "DRIN": "DatasetUseReportedIn", "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor", "EIN": "ErratumIn", "EFR": "ErratumFor",
    "ORI": "OriginalReportIn", "PRIN": "PartialRetractionIn", "PROF": "PartialRetractionOf",
    "RPI": "RepublishedIn", "RPF": "RepublishedFrom", "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom", "RIN": "RetractionIn", "ROF": "RetractionOf",
    "SPIN": "SummaryForPatientsIn", "UIN": "UpdateIn", "UOF": "UpdateOf",
}  # fmt: skip
_PMID = re.compile(r"\.?\s*PMID:\s*(\d+)\.?$")
_MARKED = re.compile(r"(\S.*?)\s*\[([a-z]+)\]")
_SUBSTANCE = re.compile(r"(EC \S+|\S+) \((.+)\)$")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{1,5}_?")  # DA, HHMI, WT_, GATES, ImCDC


def mesh(paper_id: str, headings: Iterable[str]) -> list[Row]:
    """Return a row for each heading and qualifier; MEDLINE stars them and has no ids."""
    rows: list[Row] = []
    for position, heading in enumerate(headings, 1):
        name, *qualifiers = re.split(r"/(?! )", heading)
        head = (paper_id, position, None, name.lstrip("*"), name.startswith("*"))
        rows += [
            (*head, None, told.lstrip("*"), told.startswith("*"), "descriptor")
            for told in qualifiers
        ] or [(*head, None, None, None, "descriptor")]
    return rows


def keywords(paper_id: str, words: Iterable[str], owners: list[str]) -> list[Row]:
    """Return a row for each author keyword. OTO names the owner, once for all of them."""
    owner = owners[0] if owners else None
    told = [(word.lstrip("*"), word.startswith("*")) for word in words]
    return [(paper_id, n, owner, word, major) for n, (word, major) in enumerate(told, 1)]


def substances(paper_id: str, told: Iterable[str]) -> list[Row]:
    """Return a row for each substance: 'QUC7NX6WMB (Sertraline)', or 0 for no number."""
    rows: list[Row] = []
    for position, text in enumerate(told, 1):
        found = _SUBSTANCE.match(text)
        number, name = found.groups() if found else (None, text)
        rows.append((paper_id, position, None if number == "0" else number, None, name))
    return rows


def grants(paper_id: str, told: Iterable[str]) -> list[Row]:
    """Return a row for each grant: number/acronym/agency/country.

    Number and acronym may be missing, and a number may hold strokes itself: the country is what
    follows the last stroke, the agency stands before it, an acronym is known by its look.
    """
    rows: list[Row] = []
    for position, text in enumerate(told, 1):
        if text == "etc.":  # MEDLINE's mark that the list was cut
            continue
        *rest, country = text.split("/") if "/" in text else [text, ""]
        agency = rest.pop()
        short = rest.pop() if rest and _ACRONYM.fullmatch(rest[-1].strip()) else ""
        values = ("/".join(rest), short, agency, country)
        rows.append((paper_id, position, *(value.strip() or None for value in values)))
    return rows


def links(paper_id: str, fields: dict[str, list[str]]) -> list[Row]:
    """Return a row for each comment, correction, retraction and update."""
    told = [(kind, text) for name, kind in LINKS.items() for text in fields.get(name, ())]
    rows: list[Row] = []
    for position, (kind, text) in enumerate(told, 1):
        found = _PMID.search(text)
        citation = text[: found.start()] if found else text
        pmid = ids.pmid(found[1]) if found else None
        rows.append((paper_id, position, kind, pmid, citation or None, None))
    return rows


def registries(paper_id: str, told: Iterable[str]) -> list[Row]:
    """Return a row for each accession number: 'ClinicalTrials.gov/NCT01234567'."""
    pairs = [text.split("/", 1) for text in told]
    found = [pair for pair in pairs if len(pair) > 1]
    return [(paper_id, n, registry, number) for n, (registry, number) in enumerate(found, 1)]


def own_ids(fields: dict[str, list[str]], located: str) -> list[tuple[str, str]]:
    """Return the record's ids by kind, each once: AID, LID, PMC, MID."""
    found: dict[tuple[str, str], None] = {}
    for text in [*fields.get("AID", ()), located]:
        for value, kind in _MARKED.findall(text):
            known = ids.doi(value) if kind == "doi" else value
            if known and kind != "pubmed":
                found[kind, known] = None
    for told in fields.get("MID", ()):
        found["mid", told] = None
    return list(found)
