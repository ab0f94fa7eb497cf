"""Pure: what a PMC article is found by, and how open it is."""

import re

from harvester.sandbox.elements import Element, days, names
from harvester.sandbox.elements import said as text_of
from harvester.sandbox.folding import NO_DATE, Entry
from harvester.sandbox.walking import plan, walk

_PMC = {
    "TITL": ("front/article-meta/title-group/article-title",),
    "ABST": ("front/article-meta/abstract", "front/article-meta/trans-abstract"),
    "BODY": ("body",),
    "KWD": ("front/article-meta/kwd-group/kwd",),
    "JOUR": (
        "front/journal-meta/journal-title-group/journal-title",
        *("front/journal-meta/journal-id", "front/journal-meta/issn"),
    ),
    "AFFL": ("front/article-meta/aff", "front/article-meta/contrib-group/aff"),
    "VOL": ("front/article-meta/volume",),
    "ISS": ("front/article-meta/issue",),
    "PAGE": ("front/article-meta/fpage", "front/article-meta/elocation-id"),
}
_PLAN = plan(_PMC)
_IDS = {"doi": "DOI", "pmid": "PMID"}


def fill_pmc(made: Entry, root: Element) -> None:
    """Fill *made* with what the JATS article *root* is found by."""
    walk(root, _PLAN, made.values)
    for one in root.iterfind("front/article-meta/article-id"):
        if name := _IDS.get(one.get("pub-id-type", "")):
            made.values[name] = [text_of(one)]
    people = root.iterfind("front/article-meta/contrib-group/contrib")
    made.values["FULL"] = list(names(people))
    printed = days(*root.iterfind("front/article-meta/pub-date"))
    events = {
        event.get("event-type", event.get("date-type")): days(event.find("date"))
        for event in root.iterfind("front/article-meta/pub-history/event")
    }
    live = events.get("pmc-live") or events.get("pmc-release") or printed[-1:] or NO_DATE
    made.days = {"PDAT": printed or live, "PMCRDAT": live, "EDAT": live}
    made.days["MDAT"] = events.get("pmc-last-change") or live
    made.filters |= openness(root)


def openness(root: Element) -> set[str]:
    """Return the PMC filters that an article answers to, from its custom-meta and licence."""
    said = {
        meta.findtext("meta-name"): (meta.findtext("meta-value") or "").strip()
        for meta in root.iterfind("front/article-meta/custom-meta-group/custom-meta")
    }
    found = set()
    licences = root.findall("front/article-meta/permissions/license")
    link = " ".join(str(value) for one in licences for value in one.attrib.values())
    link += " ".join(map(text_of, licences))
    if licence := re.search(r"creativecommons\.org/(?:licenses/(by[a-z-]*)|(publicdomain))", link):
        found.add(f"cc {licence[1].replace('-', ' ')} license" if licence[1] else "cc0 license")
    if said.get("pmc-prop-open-access", "yes" if licence else "no") == "yes":
        found.add("open access")
    if said.get("pmc-prop-manuscript") == "yes":
        found.add("author manuscript")
    return found | ({"has body"} if root.find("body") is not None else set())
