"""What indexers add to a citation: headings, substances, status; and its links and keywords."""

from collections.abc import Mapping

from harvester.sandbox.sample.catalogue import HERE, Declared, read
from harvester.sandbox.sample.citing import journal_of
from harvester.sandbox.sample.xml import Element, draw, listed, marked, node

HEADINGS = read(HERE / "headings.toml")
DESCRIPTOR, QUALIFIER = HEADINGS["descriptor"], HEADINGS["qualifier"]
ESKETAMINE = ("L8P1H35P2Z", "C000629870", "Esketamine")
KETAMINE = ("690G0D6V8H", "D007649", "Ketamine")
# Records of the newest year are mostly still waiting for their indexing.
WAITING = ("Publisher", "In-Process", "PubMed-not-MEDLINE", "In-Data-Review", "MEDLINE")
INDEXED = ("MEDLINE", "Completed")


def status_of(one: Declared) -> str:
    """Return MedlineCitation/@Status."""
    if "status" in one.row:
        return str(one.row["status"])
    return WAITING[draw(one.key, "status") % len(WAITING)] if one.since("waiting") else "MEDLINE"


def about_ketamine(one: Declared) -> bool:
    """Whether indexers gave the record the heading Ketamine."""
    return one.on_topic and not one.row.get("no_ketamine_mesh") and status_of(one) in INDEXED


def chemicals(one: Declared) -> Element | None:
    """Return the ChemicalList: ketamine, and esketamine as the supplementary concept that it is."""
    told = [KETAMINE] if about_ketamine(one) else []
    forms = one.truth.facts.get("form", ())
    if one.row.get("concept") or (
        "esketamine" in forms and one.on_topic and one.since("esketamine")
    ):
        told.append(ESKETAMINE)
    return listed("ChemicalList", [
        node("Chemical", node("RegistryNumber", number), node("NameOfSubstance", name, UI=ui))
        for number, ui, name in told
    ])  # fmt: skip


def headings(one: Declared) -> Element | None:
    """Return the MeshHeadingList of an indexed record."""
    if status_of(one) not in INDEXED:
        return None
    facts = one.truth.facts
    told = [("Ketamine", _aspect(one))] if about_ketamine(one) else []
    told += [tuple(HEADINGS["condition"][key]) for key in one.truth.labels]
    told += [
        tuple(HEADINGS["route"][key]) for key in facts.get("route", ()) if key in HEADINGS["route"]
    ]
    for species in facts.get("species", ()):
        told += [
            (name, "") for name in {"human": ("Humans",), "animal": ("Animals",)}.get(species, ())
        ]
    if "postpartum" in facts.get("subgroup", ()):
        told += [("Depression, Postpartum", "prevention & control"), ("Pregnancy", "")]
    made = [_heading(one, name, qualifier) for name, qualifier in dict.fromkeys(told)]
    return listed("MeshHeadingList", made)


def _aspect(one: Declared) -> str:
    if "ketamine_misuse" in one.truth.labels:
        return "adverse effects"
    return (
        "pharmacology" if "human" not in one.truth.facts.get("species", ()) else "therapeutic use"
    )


def _heading(one: Declared, name: str, qualifier: str) -> Element:
    automatic = {"AutoHM": "Y"} if one.row.get("auto_hm") else {}
    # A star may stand on the qualifier alone.
    star = name == "Ketamine" or name in (
        HEADINGS["condition"][key][0] for key in one.truth.labels[:1]
    )
    alone = star and not qualifier
    inner = node("QualifierName", qualifier, UI=QUALIFIER[qualifier],
                 MajorTopicYN="Y" if star else "N", **automatic) if qualifier else None  # fmt: skip
    return node("MeshHeading", node("DescriptorName", name, UI=DESCRIPTOR[name],
                                    MajorTopicYN="Y" if alone else "N", **automatic),
                inner)  # fmt: skip


def supplementary(one: Declared) -> Element | None:
    """Return the SupplMeshList."""
    told = one.row.get("suppl_mesh", ())
    made = [node("SupplMeshName", name, Type=kind, UI=ui) for kind, ui, name in told]
    return listed("SupplMeshList", made)


def keyword_list(one: Declared) -> Element | None:
    """Return the authors' keywords: those declared, else the record's subjects since 2010."""
    row = one.row
    if "keywords_xml" in row:
        made = [marked("Keyword", text, MajorTopicYN="N") for text in row["keywords_xml"]]
    else:
        usual = _keywords(one) if one.since("keywords") and one.parts else []
        made = [node("Keyword", text, MajorTopicYN="N") for text in row.get("keywords", usual)]
    return listed("KeywordList", made, Owner="NOTNLM")


def _keywords(one: Declared) -> list[str]:
    words = [key.replace("_", " ") for key in one.truth.labels]
    words += [
        form for form in one.truth.facts.get("form", ()) if one.on_topic and form != "metabolite"
    ]
    words += [
        word for word in one.truth.facts.get("comparator", ()) if word in ("midazolam", "morphine")
    ]
    return [*dict.fromkeys(words), "invented sample"]


def links(one: Declared, by_key: Mapping[str, Declared]) -> Element | None:
    """Return the CommentsCorrectionsList. A link names a record of the sample, or cites only."""
    made = []
    for kind, key, *cited in one.row.get("links", ()):
        other = by_key.get(key)
        source = cited[0] if cited else f"{journal_of(other)[1]}. {other.year}" if other else ""
        pmid = node("PMID", other.pmid, Version="1") if other else None
        made.append(node("CommentsCorrections", node("RefSource", source), pmid, RefType=kind))
    return listed("CommentsCorrectionsList", made)
