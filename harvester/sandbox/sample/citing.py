"""Article: journal, date, title, abstract, authors, types, as PubMed's DTD orders them."""

from typing import Any

from harvester.sandbox.sample.catalogue import HERE, Declared, read
from harvester.sandbox.sample.people import author_list
from harvester.sandbox.sample.xml import (
    MONTHS,
    Element,
    date,
    day_of,
    draw,
    listed,
    marked,
    node,
    pick,
)

JOURNALS = read(HERE / "journals.toml")
TYPES = read(HERE / "headings.toml")["type"]
OF_DESIGN = read(HERE / "headings.toml")["design"]
EXACT = ("day",) * 4 + ("month",) * 5 + ("year",)
CATEGORIES = {
    "BACKGROUND": "BACKGROUND", "INTRODUCTION": "BACKGROUND", "IMPORTANCE": "BACKGROUND",
    "OBJECTIVE": "OBJECTIVE", "METHODS": "METHODS", "MATERIAL AND METHODS": "METHODS",
    "DESIGN, SETTING, AND PARTICIPANTS": "METHODS", "INTERVENTIONS": "METHODS",
    "MAIN OUTCOMES AND MEASURES": "METHODS", "RESULTS": "RESULTS", "CONCLUSION": "CONCLUSIONS",
    "CONCLUSIONS": "CONCLUSIONS", "CONCLUSIONS AND RELEVANCE": "CONCLUSIONS",
    "DISCUSSION": "CONCLUSIONS", "UNASSIGNED": "UNASSIGNED", "TRIAL REGISTRATION": "UNASSIGNED",
}  # fmt: skip


def journal_of(one: Declared) -> list[str]:
    """Return title, abbreviation, ISSN, NLM id and country of the record's journal."""
    row: list[str] = pick(JOURNALS[one.row["journal"]], one.key, "journal")
    return row


def article(one: Declared) -> Element:
    """Return the Article element of a record."""
    row = one.row
    place = _pages(one) + _elocations(one)
    return node(
        "Article",
        _journal(one),
        _title("ArticleTitle", row),
        *place,
        abstract(one),
        author_list(one),
        *(node("Language", code) for code in row.get("languages", ("eng",))),
        _data_banks(row),
        _grants(row),
        listed(
            "PublicationTypeList",
            [node("PublicationType", name, UI=TYPES[name]) for name in types(one)],
        ),
        node("VernacularTitle", row["vernacular"]) if "vernacular" in row else None,
        *_article_date(one),
        PubModel="Print-Electronic" if _article_date(one) else "Print",
    )


def _title(tag: str, row: Any) -> Element:
    return marked(tag, row["title_xml"]) if "title_xml" in row else node(tag, _ended(row["title"]))


def _ended(title: str) -> str:
    return title if title[-1:] in ".?!]" or not title else f"{title}."


def _journal(one: Declared) -> Element:
    title, abbreviation, issn, *_ = journal_of(one)
    ahead = "ahead" in one.row
    return node(
        "Journal",
        node("ISSN", issn, IssnType="Electronic" if one.since("electronic") else "Print"),
        node(
            "JournalIssue",
            None if ahead else node("Volume", max(1, one.year - 1960)),
            None if ahead else node("Issue", 1 + draw(one.key, "issue") % 12),
            pub_date(one),
            CitedMedium="Internet" if one.since("electronic") else "Print",
        ),
        node("Title", title),
        node("ISOAbbreviation", abbreviation),
    )


def pub_date(one: Declared) -> Element:
    """Return PubDate in the shape that the record declares, else to the day, month or year."""
    told = one.row.get("pub_date", {})
    if "medline" in told:
        return node("PubDate", node("MedlineDate", told["medline"]))
    year, month, day = day_of(one.key, one.year)
    parts = [node("Year", year)]
    if "season" in told:
        return node("PubDate", *parts, node("Season", told["season"]))
    exact = pick(EXACT, one.key, "precision")
    if "month" in told or exact != "year":
        parts.append(node("Month", told.get("month", MONTHS[month - 1])))
    if "month" not in told and exact == "day":
        parts.append(node("Day", f"{day:02}"))
    return node("PubDate", *parts)


def _article_date(one: Declared) -> list[Element]:
    said = one.row.get("article_date")
    if said is None and (not one.since("article_date") or "pub_date" in one.row):
        return []
    year, month, day = map(int, said.split("-")) if said else day_of(one.key, one.year)
    return [date("ArticleDate", year, month, day, DateType="Electronic")]


def _pages(one: Declared) -> list[Element]:
    if one.row.get("ahead"):
        return []
    first = 1 + draw(one.key, "page") % 900
    last = first + 1 + draw(one.key, "length") % 9
    return [node("Pagination", node("StartPage", first), node("EndPage", last),
                 node("MedlinePgn", f"{first}-{last}"))]  # fmt: skip


def doi_of(one: Declared) -> str:
    """Return the record's DOI; empty where it has none."""
    usual = f"10.5555/ketlit.sample.{one.pmid or one.key}" if one.since("doi") else ""
    return str(one.row.get("doi", usual))


def _elocations(one: Declared) -> list[Element]:
    found = []
    if "pii" in one.row:
        found.append(node("ELocationID", one.row["pii"], EIdType="pii", ValidYN="Y"))
    if doi_of(one) and (one.since("elocation") or one.row.get("ahead") or "doi_in" in one.row):
        valid = one.row.get("doi_valid", "Y")
        found.append(node("ELocationID", doi_of(one), EIdType="doi", ValidYN=valid))
    return found


def abstract(one: Declared) -> Element | None:
    """Return the Abstract with its labelled parts, or None."""
    parts = []
    for label, text, markup in one.parts:
        told = {"Label": label, "NlmCategory": CATEGORIES[label]} if label else {}
        parts.append(marked("AbstractText", text) if markup else node("AbstractText", text, **told))
    if one.row.get("empty_part"):
        parts.insert(1, node("AbstractText", Label="BACKGROUND", NlmCategory="BACKGROUND"))
    if "copyright" in one.row:
        parts.append(node("CopyrightInformation", one.row["copyright"]))
    return listed("Abstract", parts)


def types(one: Declared) -> list[str]:
    """Return the publication types: those declared, else those of the design."""
    if "pub_types" in one.row:
        return list(one.row["pub_types"])
    more = ["Meta-Analysis"] if one.row.get("meta") else []
    first = (
        ["Letter"]
        if not one.parts and one.row["design"] == "narrative_review"
        else ["Journal Article"]
    )
    return [*first, *OF_DESIGN.get(one.row["design"], []), *more]


def _data_banks(row: Any) -> Element | None:
    banks = [
        node("DataBank", node("DataBankName", name),
             node("AccessionNumberList", *(node("AccessionNumber", number) for number in numbers)))
        for name, numbers in row.get("data_banks", _registered(row))
    ]  # fmt: skip
    return listed("DataBankList", banks, CompleteYN="Y")


def _registered(row: Any) -> list[tuple[str, list[str]]]:
    number = row.get("reg", "")
    names = {"NCT": "ClinicalTrials.gov", "ISRCTN": "ISRCTN", "ChiCTR": "ChiCTR", "ACTRN": "ANZCTR"}
    return [(name, [number]) for start, name in names.items() if number.startswith(start)]


def _grants(row: Any) -> Element | None:
    grants = [
        node("Grant", node("GrantID", number), node("Acronym", acronym) if acronym else None,
             node("Agency", agency), node("Country", country) if country else None)
        for number, acronym, agency, country in row.get("grants", ())
    ]  # fmt: skip
    return listed("GrantList", grants, CompleteYN="Y")
