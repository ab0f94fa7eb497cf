"""One MEDLINE record as rows of every table."""

import re
from typing import Any, NamedTuple

from harvester.schema import TABLES
from harvester.sources import identifiers as ids
from harvester.sources.abstracts import Part, joined
from harvester.sources.dates import from_text, iso
from harvester.sources.identity import natural_id
from harvester.sources.markup import fold
from harvester.sources.medline import fields as lists
from harvester.sources.medline.people import people
from harvester.sources.names import names
from harvester.sources.parsed import Row
from harvester.sources.retraction import retraction

Fields = list[tuple[str, str]]
PAPER = TABLES["papers"].names
_ISSN = re.compile(r"(\d{4}-\d{3}[\dX])(?: \((\w+)\))?")
_PII = re.compile(r"(\S+) \[pii\]")
_DAY = re.compile(r"(\d{4})/?(\d{2})/?(\d{2})")
# 'BACKGROUND: … METHODS: …': MEDLINE prints the labels of a structured abstract in capitals.
_LABEL = re.compile(r"(?:^|(?<=[.?!)\]] ))([A-Z][A-Z0-9 ,/&()'-]{2,80}): (?=\S)")


class Told(NamedTuple):
    """The rows of one record, by table, and what identifies it."""

    tables: dict[str, list[Row]]
    paper_id: str
    source_id: str


def record(fields: dict[str, Any], lines: Fields) -> Told:
    """Return the rows of a record that Bio.Medline has read.

    fields: text or lists of text by field name. lines: the same fields in their order. Raises
    ValueError if nothing tells which paper it is.
    """
    known = {name: [told] if isinstance(told, str) else list(told) for name, told in fields.items()}
    one = {name: fold(told[0]) if told else None for name, told in known.items()}
    pmid, pmcid = ids.pmid(one.get("PMID")), ids.pmcid(one.get("PMC"))
    if one.get("PMID") and pmid is None:
        raise ValueError(f"its PMID is {one['PMID']!r}")
    own = lists.own_ids(known, one.get("LID") or "")
    doi = next((value for kind, value in own if kind == "doi"), None)
    title = one.get("TI") or one.get("BTI")
    paper_id = natural_id(pmid, pmcid, doi, title, (one.get("DP") or "")[:4])
    told = _tables(paper_id, known, lines)
    key = (paper_id, pmid, pmcid, doi)
    marks = [("pmid", str(pmid))] if pmid else []
    marks += [("pmcid", pmcid)] if pmcid else []
    told["identifiers"] = [(paper_id, *mark) for mark in dict.fromkeys(marks + own)]
    words, spans = joined(_parts(one.get("AB")))
    paper = _printed(one) | {
        **dict(zip(("paper_id", "pmid", "pmcid", "doi"), key, strict=True)),
        "title": title,
        "abstract": words,
        "abstract_sections": spans,
        "authors": names(told["authors"]),
        "publication_types": [row[3] for row in told["publication_types"]],
        "mesh_terms": list(dict.fromkeys(row[3] for row in told["mesh"])),
        "keywords": [row[3] for row in told["keywords"]],
        "language": "; ".join(known.get("LA", ())) or None,
        "retraction": retraction(told["publication_types"], told["links"]),
        "source": "medline",
    }
    told["papers"] = [tuple(map(paper.get, PAPER))]
    return Told(told, paper_id, str(pmid) if pmid else paper_id)


def _tables(paper_id: str, known: dict[str, list[str]], lines: Fields) -> dict[str, list[Row]]:
    types = known.get("PT", [])
    return {
        "authors": people(paper_id, lines),
        "mesh": lists.mesh(paper_id, known.get("MH", ())),
        "publication_types": [(paper_id, n, None, told) for n, told in enumerate(types, 1)],
        "keywords": lists.keywords(paper_id, known.get("OT", ()), known.get("OTO", [])),
        "substances": lists.substances(paper_id, known.get("RN", ())),
        "grants": lists.grants(paper_id, known.get("GR", ())),
        "links": lists.links(paper_id, known),
        "registries": lists.registries(paper_id, known.get("SI", ())),
        "sections": _sections(paper_id, known),
    }


def _printed(one: dict[str, str | None]) -> dict[str, object]:
    """Return the columns of papers that are a field each."""
    date = from_text(one.get("DP") or "")
    numbers = {kind: number for number, kind in _ISSN.findall(one.get("IS") or "")}
    return {
        "vernacular_title": one.get("TT"),
        "journal": one.get("JT"),
        "journal_abbrev": one.get("TA"),
        "issn": numbers.get("Linking") or next(iter(numbers.values()), None),
        "nlm_id": one.get("JID"),
        "volume": one.get("VI"),
        "issue": one.get("IP"),
        "pages": one.get("PG") or next(iter(_PII.findall(one.get("LID") or "")), None),
        **dict(zip(("pub_date", "year", "month", "day", "date_precision"), date, strict=True)),
        "entry_date": _day(one.get("EDAT")),
        "revised_date": _day(one.get("LR")),
        "status": one.get("STAT"),
        "country": one.get("PL"),
    }


def _day(text: str | None) -> str | None:
    found = _DAY.match(text or "")
    return iso(*found.groups()) if found else None


def _parts(text: str | None) -> list[Part]:
    """Return the parts of an abstract: by its labels, if it begins with one."""
    if not text:
        return []
    found = list(_LABEL.finditer(text))
    if not found or found[0].start():
        return [Part(None, None, text)]
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [
        Part(match[1], None, text[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    ]


def _sections(paper_id: str, known: dict[str, list[str]]) -> list[Row]:
    own = [part for text in known.get("AB", ()) for part in _parts(fold(text))]
    told: list[Row] = [("abstract", *part[:2], None, part.text) for part in own]
    languages = known.get("OABL", [])
    for n, text in enumerate(known.get("OAB", ())):
        language = languages[n] if n < len(languages) else None
        told += [("other_abstract", *part[:2], language, part.text) for part in _parts(fold(text))]
    return [(paper_id, position, *row) for position, row in enumerate(told, 1)]
