"""Pure: a PubMed record as text: MEDLINE format and the abstract page."""

import textwrap
from collections.abc import Callable, Iterator

from harvester.sandbox.elements import Element, find, first, said, tree
from harvester.sandbox.records import Record

_A = "MedlineCitation/Article"
# MEDLINE tag -> anchored paths, in the order of the format; AU and MH are made by hand below.
_TAGS = {
    "OWN": (), "STAT": (), "DCOM": (), "LR": (),
    "IS": (f"{_A}/Journal/ISSN",),
    "VI": (f"{_A}/Journal/JournalIssue/Volume", "BookDocument/Book/Volume"),
    "IP": (f"{_A}/Journal/JournalIssue/Issue",),
    "DP": (),
    "TI": (f"{_A}/ArticleTitle", "BookDocument/ArticleTitle"),
    "BTI": ("BookDocument/Book/BookTitle",),
    "PG": (f"{_A}/Pagination/MedlinePgn",),
    "AB": (),
    "CN": (f"{_A}/AuthorList/Author/CollectiveName",),
    "FAU": (), "LA": (f"{_A}/Language", "BookDocument/Language"),
    "GR": (f"{_A}/GrantList/Grant/GrantID",),
    "PT": (f"{_A}/PublicationTypeList/PublicationType", "BookDocument/PublicationType"),
    "TT": (f"{_A}/VernacularTitle",),
    "PL": ("MedlineCitation/MedlineJournalInfo/Country",),
    "TA": ("MedlineCitation/MedlineJournalInfo/MedlineTA", f"{_A}/Journal/ISOAbbreviation"),
    "JT": (f"{_A}/Journal/Title",),
    "JID": ("MedlineCitation/MedlineJournalInfo/NlmUniqueID",),
    "RN": ("MedlineCitation/ChemicalList/Chemical/NameOfSubstance",),
    "MH": (), "OT": ("MedlineCitation/KeywordList/Keyword",),
    "PMC": ("PubmedData/ArticleIdList/ArticleId[@IdType='pmc']",),
    "PST": ("PubmedData/PublicationStatus",),
}  # fmt: skip
_ONCE = {"TI", "TA", "DP", "AB"}


def printed_date(root: Element) -> str:
    """Return the date of publication as printed ("2019 Nov-Dec", "1965 Aug")."""
    for path in (f"{_A}/Journal/JournalIssue/PubDate", "BookDocument/Book/PubDate"):
        if (date := root.find(path)) is not None:
            return " ".join(text for part in date if (text := said(part).strip()))
    return ""


def abstract_text(root: Element) -> str:
    """Return the abstract, each part led by its label."""
    parts = []
    for main in (_A, "BookDocument"):
        for part in root.iterfind(f"{main}/Abstract/AbstractText"):
            label = part.get("Label")
            parts.append(f"{label}: {said(part)}" if label else said(part))
    return " ".join(parts)


def medline(record: Record) -> str:
    """Return *record* in MEDLINE format, with the blank line that parts records."""
    root = tree(record.raw)
    if root is None:
        return ""
    lines = [_line("PMID", str(record.uid))]
    for tag, paths in _TAGS.items():
        values = _MADE[tag](root) if tag in _MADE else find(root, *paths)
        values = [value for value in values if value.strip()]
        lines += [_line(tag, value) for value in (values[:1] if tag in _ONCE else values)]
    lines += [_line("AU", name) for name in short_names(root)]
    ids = [*root.iterfind("PubmedData/ArticleIdList/ArticleId")]
    lines += [
        _line("AID", f"{said(one)} [{one.get('IdType')}]")
        for one in ids
        if one.get("IdType") in ("doi", "pii", "bookaccession")
    ]
    return "\n" + "\n".join(lines) + "\n"


def _line(tag: str, value: str) -> str:
    return textwrap.fill(
        " ".join(value.split()), 88, initial_indent=f"{tag:<4}- ", subsequent_indent=" " * 6,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _authors(root: Element) -> Iterator[str]:
    for author in root.iterfind(f"{_A}/AuthorList/Author"):
        if last := author.findtext("LastName"):
            yield f"{last}, {author.findtext('ForeName') or author.findtext('Initials') or ''}"


def short_names(root: Element) -> list[str]:
    """Return the authors as "Surname IN"."""
    authors = root.iterfind(f"{_A}/AuthorList/Author")
    pairs = ((a.findtext("LastName"), a.findtext("Initials") or "") for a in authors)
    return [f"{last} {initials}".strip() for last, initials in pairs if last]


def _mesh(root: Element) -> Iterator[str]:
    for heading in root.iterfind("MedlineCitation/MeshHeadingList/MeshHeading"):
        yield "/".join(
            ("*" if part.get("MajorTopicYN") == "Y" else "") + (part.text or "") for part in heading
        )


_MADE: dict[str, Callable[[Element], list[str]]] = {
    "OWN": lambda root: [c.get("Owner", "") for c in root.iterfind("MedlineCitation")],
    "STAT": lambda root: [c.get("Status", "") for c in root.iterfind("MedlineCitation")],
    "DCOM": lambda root: ["".join(find(root, "MedlineCitation/DateCompleted/*"))],
    "LR": lambda root: ["".join(find(root, "MedlineCitation/DateRevised/*"))],
    "DP": lambda root: [printed_date(root)],
    "AB": lambda root: [abstract_text(root)],
    "FAU": lambda root: list(_authors(root)),
    "MH": lambda root: list(_mesh(root)),
}


def abstract(record: Record) -> str:
    """Return *record* as the abstract page of rettype=abstract."""
    root = tree(record.raw)
    if root is None:
        return ""
    journal = first(root, *_TAGS["TA"])
    status = root.find("MedlineCitation")
    indexed = status is not None and status.get("Status") == "MEDLINE"
    parts = [
        f"1. {journal}. {printed_date(root)}.",
        first(root, *_TAGS["TI"]),
        ", ".join(author.replace(",", "") for author in _authors(root)),
        textwrap.fill(abstract_text(root), 80),
        f"PMID: {record.uid}" + (" [Indexed for MEDLINE]" if indexed else ""),
    ]
    return "\n\n".join(part for part in parts if part) + "\n\n\n"
