"""The authors of the sample, none of whom exists: names, ORCIDs and affiliations."""

from harvester.sandbox.sample.catalogue import HERE, Declared, read
from harvester.sandbox.sample.xml import Element, draw, listed, node

PEOPLE = read(HERE / "people.toml")
# How many authors a paper has at most, up to a year.
AT_MOST = {1984: 3, 2009: 6, 9999: 9}


def author_list(one: Declared) -> Element | None:
    """Return the AuthorList, or None for a record without authors."""
    authors = [_author(one, place) for place in range(authors_of(one))]
    if "collective" in one.row:
        authors.append(node("Author", node("CollectiveName", one.row["collective"]), ValidYN="Y"))
    return listed("AuthorList", authors, CompleteYN="Y")


def authors_of(one: Declared) -> int:
    """Return how many authors a record has."""
    if one.row.get("authors") == "none":
        return 0
    most = next(count for until, count in AT_MOST.items() if one.year <= until)
    return int(one.row.get("many_authors", 1 + draw(one.key, "authors") % most))


def person(one: Declared, place: int) -> tuple[str, str, str]:
    """Return family name, given names and initials of a record's author."""
    start = draw(one.key, "person")
    family = PEOPLE["family"][(start + place * 7) % len(PEOPLE["family"])]
    given, initials = PEOPLE["given"][(start // 97 + place * 5) % len(PEOPLE["given"])]
    return family, given if one.since("full_names") else " ".join(initials), initials


def _author(one: Declared, place: int) -> Element:
    family, given, initials = person(one, place)
    identifier = None
    if one.since("orcid") and place % 3 == 0:
        first, last = draw(one.key, "person") + place, draw(one.key, str(place))
        number = f"0009-9999-{first % 10000:04}-{last % 10000:04}"
        number = f"https://orcid.org/{number}" if "orcid_url" in one.row else number
        identifier = node("Identifier", number, Source="ORCID")
    shared = {"EqualContrib": "Y"} if place < one.row.get("equal", 0) else {}
    suffix = node("Suffix", one.row["suffix"]) if "suffix" in one.row and place == 0 else None
    return node(
        "Author",
        *name(family, given, initials),
        suffix,
        identifier,
        *_affiliations(one, place),
        ValidYN="Y",
        **shared,
    )


def name(last: str, fore: str, initials: str) -> list[Element]:
    """Return the three elements of a person's name."""
    return [node("LastName", last), node("ForeName", fore), node("Initials", initials)]


def _affiliations(one: Declared, place: int) -> list[Element]:
    if not one.since("affiliation") or (place and not one.since("every_affiliation")):
        return []
    first = one.row.get("affiliation") if place == 0 else None
    told = [first or _address(one, place)]
    if one.since("two_affiliations") and place % 4 == 1:
        told.append(_address(one, place + 1))
    return [node("AffiliationInfo", node("Affiliation", text)) for text in told]


def _address(one: Declared, place: int) -> str:
    start = draw(one.key, "address") + place // 2
    department = PEOPLE["departments"][start % len(PEOPLE["departments"])]
    return f"{department}, {PEOPLE['places'][start % len(PEOPLE['places'])]}."
