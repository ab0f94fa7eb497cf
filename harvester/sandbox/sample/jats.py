"""The PMC part of the sample as one EFetch reply of 2026: JATS 1.4, PMCIDs with prefix."""

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from harvester.sandbox.sample.catalogue import Declared
from harvester.sandbox.sample.citing import doi_of, journal_of
from harvester.sandbox.sample.jats_body import back, body
from harvester.sandbox.sample.people import authors_of, person
from harvester.sandbox.sample.xml import Element, day_of, draw, marked, node

PROLOG = (
    b'<?xml version="1.0"  ?><!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pmc/articleset/nlm-articleset-2.0.dtd"><pmc-articleset>'
)
CLOSED = "The publisher of this article does not allow downloading of the full text in XML form."
ALI = "http://www.niso.org/schemas/ali/1.0/"
ADDRESS = "Department of Invented Medicine, University of Nowhere (sample record)."
KINDS = {"case_report": "case-report", "systematic_review": "systematic-review",
         "narrative_review": "review-article"}  # fmt: skip


def render_pmc(articles: Iterable[Declared]) -> bytes:
    """Return all *articles* as the bytes of one reply, which has no line breaks of its own."""
    made = (etree.tostring(_article(one), encoding="utf-8") for one in articles)
    return PROLOG + b"".join(made) + b"</pmc-articleset>"


def _article(one: Declared) -> Element:
    told = one.row["pmc"]
    kind = told.get("kind") or ("preprint" if told.get("preprint") else None)
    made = node(
        "article", **{"article-type": kind or KINDS.get(one.row["design"], "research-article")}
    )
    made.set("{http://www.w3.org/XML/1998/namespace}lang", told.get("language", "en"))
    made.set("dtd-version", "1.4")
    if not told["license"]:
        made.append(etree.Comment(CLOSED))
    made.append(node("front", _journal(one), _meta(one, told)))
    if told["license"]:
        made.append(body(told))
        made.append(back(told))
    return made


def _journal(one: Declared) -> Element:
    title, abbreviation, issn, nlm_id, _ = journal_of(one)
    return node(
        "journal-meta",
        node("journal-id", abbreviation, **{"journal-id-type": "nlm-ta"}),
        node("journal-id", abbreviation, **{"journal-id-type": "iso-abbrev"}),
        node("journal-id", nlm_id, **{"journal-id-type": "nlm-journal-id"}),
        node("journal-title-group", node("journal-title", title)),
        node("issn", issn, **{"pub-type": "epub"}),
        node("publisher", node("publisher-name", "Sample Press (invented)")),
    )


def _ids(one: Declared, told: Mapping[str, Any]) -> list[Element]:
    number, version = told["pmcid"], told.get("version", 1)
    if told.get("old_ids"):  # as until 2025
        found = [("pmc", str(number))]
    else:
        found = [("pmcid", f"PMC{number}"), ("pmcid-ver", f"PMC{number}.{version}"),
                 ("pmcaid", str(number)), ("pmcaiid", str(number))]  # fmt: skip
    found += [("pmid", str(one.pmid))] if one.pmid else []
    found += [("doi", doi_of(one))] if doi_of(one) else []
    found += [("manuscript", told["manuscript"])] if "manuscript" in told else []
    return [node("article-id", value, **{"pub-id-type": kind}) for kind, value in found]


def _meta(one: Declared, told: Mapping[str, Any]) -> Element:
    version = node("article-version", told.get("version", 1),
                   **{"article-version-type": "pmc-version"})  # fmt: skip
    year, month, day = day_of(one.key, one.year)
    issued = node("pub-date", node("day", day), node("month", month), node("year", year),
                  **{"pub-type": "epub"})  # fmt: skip
    return node(
        "article-meta",
        *_ids(one, told),
        None if told.get("old_ids") else version,
        _titles(one, told),
        node("contrib-group", *_people(one)),
        node("aff", ADDRESS, id="Aff1"),
        issued,
        node("volume", max(1, one.year - 1960)),
        node("elocation-id", f"e{draw(one.key, 'page') % 9000}"),
        _permissions(told),
        *_abstracts(one, told),
        node("kwd-group", node("kwd", "ketamine" if one.on_topic else "off topic"),
             node("kwd", "invented sample")),
        _funding(told),
        _custom(told),
    )  # fmt: skip


def _titles(one: Declared, told: Mapping[str, Any]) -> Element:
    group = node("title-group", node("article-title", one.row["title"]))
    if "trans_title" in told:
        other = node("trans-title-group", node("trans-title", told["trans_title"]))
        other.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
        group.append(other)
    return group


def _people(one: Declared) -> list[Element]:
    made = []
    for place in range(authors_of(one)):
        family, given, initials = person(one, place)
        named = node("name", node("surname", family), node("given-names", given, initials=initials))
        named.set("name-style", "western")
        target = node("xref", **{"ref-type": "aff", "rid": "Aff1"})
        made.append(node("contrib", named, target, **{"contrib-type": "author"}))
    return made


def _abstracts(one: Declared, told: Mapping[str, Any]) -> list[Element]:
    parts = [
        node("sec", node("title", label.capitalize()), node("p", text)) if label
        else marked("p", text) if markup else node("p", text)
        for label, text, markup in one.parts
    ]  # fmt: skip
    made = [node("abstract", *parts)]
    if "trans_text" in told:
        other = node("trans-abstract", node("p", told["trans_text"]))
        other.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
        made.append(other)
    return made


def _permissions(told: Mapping[str, Any]) -> Element:
    said = node("copyright-statement", "© Nobody. An invented article.")
    if not told["license"]:
        return node("permissions", said)
    part = told["license"].removeprefix("CC ").lower()
    address = ("https://creativecommons.org/publicdomain/zero/1.0/" if part == "cc0"
               else f"https://creativecommons.org/licenses/{part}/4.0/")  # fmt: skip
    reference = etree.Element(f"{{{ALI}}}license_ref", nsmap={"ali": ALI})
    reference.text = address
    licence = node("license", reference, node("license-p", "Open access, invented."))
    licence.set("license-type", "open-access")
    return node("permissions", said, licence)


def _funding(told: Mapping[str, Any]) -> Element | None:
    awards = [
        node("award-group", node("funding-source", funder),
             node("award-id", number) if number else None)
        for funder, number in told.get("funding", ())
    ]  # fmt: skip
    return node("funding-group", *awards) if awards else None


def _custom(told: Mapping[str, Any]) -> Element:
    yes = {True: "yes", False: "no"}
    pairs = {
        "pmc-status-live": "yes",
        "pmc-status-embargo": "no",
        "pmc-prop-open-access": yes[bool(told["license"])],
        "pmc-prop-manuscript": yes["manuscript" in told],
        "pmc-prop-preprint": yes[bool(told.get("preprint"))],
        "pmc-prop-is-scanned-article": yes[bool(told.get("scanned"))],
        "pmc-prop-in-epmc": "yes",
    }
    if told["license"] and not told.get("old_ids"):
        pairs["pmc-license-ref"] = told["license"]
    return node("custom-meta-group", *(
        node("custom-meta", node("meta-name", name), node("meta-value", value))
        for name, value in pairs.items()
    ))  # fmt: skip
