"""Pure: EInfo: the databases, or the fields and links of one."""

from typing import Any

from harvester.sandbox.fields import Field, fields
from harvester.sandbox.library import MENU, Library
from harvester.sandbox.reply import Reply, as_json, error, xml

SAYS = {"pubmed": "PubMed bibliographic record", "pmc": "PubMed Central full text"}
LINKS = {
    "pubmed": (
        ("pubmed_pmc", "PMC Links", "Free full text articles in PMC", "pmc"),
        ("pubmed_pmc_refs", "Cited in PMC", "PubMed links to articles in PMC that cite", "pmc"),
        ("pubmed_pubmed", "Similar articles", "Similar PubMed articles", "pubmed"),
    ),
    "pmc": (("pmc_pubmed", "PubMed Links", "PubMed records of PMC articles", "pubmed"),),
}
_FLAGS = ("IsDate", "IsNumerical", "SingleToken", "Hierarchy", "IsHidden")
_HIERARCHY = ("MESH", "MAJR", "PTYP", "SUBH")
_HIDDEN = ("UID", "CNTY", "PID", "PPDT", "EPDT")


def answer(library: Library, params: dict[str, str]) -> Reply:
    """Answer one EInfo request."""
    as_is, db = params.get("retmode", "").lower() == "json", params.get("db", "")
    if not db:
        return _databases(library, as_is)
    if db not in library.shelves:
        said = f"Can not retrieve DbInfo for db={db}"
        return as_json({"ERROR": said}) if as_is else error("eInfoResult", said)
    info = _info(library, db)
    if as_is:
        head = {"header": {"type": "einfo", "version": "0.3"}}
        return as_json({**head, "einforesult": {"dbinfo": [_lower(info)]}})
    return xml("eInfoResult", f"\n\t<DbInfo>{_element(info)}</DbInfo>\n")


def _databases(library: Library, as_is: bool) -> Reply:
    names = list(library.shelves)
    if as_is:
        head = {"header": {"type": "einfo", "version": "0.3"}}
        return as_json({**head, "einforesult": {"dblist": names}})
    inside = "".join(f"\n\t<DbName>{name}</DbName>" for name in names)
    return xml("eInfoResult", f"\n<DbList>\n{inside}\n</DbList>\n")


def _info(library: Library, db: str) -> dict[str, Any]:
    built = f"{library.today:%Y.%m.%d}.06.33"
    return {
        "DbName": db,
        "MenuName": MENU[db],
        "Description": SAYS[db],
        "DbBuild": f"Build-{built}",
        "Count": str(len(library.shelves[db].records)),
        "LastUpdate": f"{library.today:%Y/%m/%d} 06:33",
        "FieldList": [("Field", _field(field)) for field in fields(db).values()],
        "LinkList": [
            ("Link", dict(zip(("Name", "Menu", "Description", "DbTo"), row, strict=True)))
            for row in LINKS[db]
        ],
    }


def _field(field: Field) -> dict[str, str]:
    truths = (
        field.is_date,
        field.kind == "number",
        field.kind not in ("words",),
        field.name in _HIERARCHY,
        field.name in _HIDDEN,
    )
    flags = dict(zip(_FLAGS, ("Y" if true else "N" for true in truths), strict=True))
    says = f"Searched as {field.kind}"
    return {
        "Name": field.name,
        "FullName": field.full,
        "Description": says,
        "TermCount": "",
    } | flags


def _element(value: Any) -> str:
    if isinstance(value, str):
        return value
    pairs = value.items() if isinstance(value, dict) else value
    return "".join(
        f"<{name}>{inside}</{name}>\n" if (inside := _element(said)) else f"<{name}/>\n"
        for name, said in pairs
    )


def _lower(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): _lower(said) for key, said in value.items()}
    if isinstance(value, list):
        return [_lower(said) for _, said in value]
    return value
