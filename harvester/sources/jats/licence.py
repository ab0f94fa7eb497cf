"""Under which licence an article stands, and whether PMC counts it as open access."""

import re
from collections.abc import Iterator

from harvester.sources.jats.words import XLINK
from harvester.sources.markup import Element, fold

LICENSE_REF = "{http://www.niso.org/schemas/ali/1.0/}license_ref"
_URL = re.compile(r"creativecommons\.org/licen[sc]es/(by(?:-nc)?(?:-nd|-sa)?)\b", re.IGNORECASE)
_ZERO = re.compile(r"creativecommons\.org/publicdomain/zero|\bCC0\b", re.IGNORECASE)
_CODE = re.compile(r"\bCC[ -](BY(?:-NC)?(?:-ND|-SA)?)\b")
_NAME = re.compile(r"Creative\s+Commons\s+Attribution(.{0,80})", re.IGNORECASE | re.DOTALL)


def license_code(meta: Element, custom: dict[str, str]) -> str | None:
    """Return the licence as PMC writes it: CC0, CC BY, CC BY-NC-ND, …; None if none is told.

    custom: the custom-meta of the article, where the form of 2026 has the code itself.
    """
    if told := custom.get("pmc-license-ref"):
        return told
    for told in _told(meta):
        if found := _URL.search(told) or _CODE.search(told):
            return f"CC {found[1].upper()}"
        if _ZERO.search(told):
            return "CC0"
    for told in _told(meta):
        if named := _NAME.search(told):
            return _from_name(named[1])
    return None


def _told(meta: Element) -> Iterator[str]:
    """Yield every address and text of the licences, the most exact first."""
    for node in meta.iterfind("permissions/license"):
        yield from (ref.text or "" for ref in node.iterfind(LICENSE_REF))
        yield node.get(XLINK, "")
        for path in ("license-p", "p"):
            for words in node.iterfind(path):
                yield from (link.get(XLINK, "") for link in words.iter("ext-link", "uri"))
                yield fold("".join(words.itertext())) or ""  # type: ignore[arg-type]


def _from_name(rest: str) -> str:
    plain = rest.lower().replace("\u2010", "-")
    told = "CC BY"
    if re.search(r"non-?\s?commercial", plain):
        told += "-NC"
    if re.search(r"no-?\s?deriv", plain):
        told += "-ND"
    elif re.search(r"share-?\s?alike", plain):
        told += "-SA"
    return told


def is_open(custom: dict[str, str], instructed: bool) -> bool | None:
    """Return whether the article is in the open-access subset; None if it does not say."""
    if (told := custom.get("pmc-prop-open-access")) in ("yes", "no"):
        return told == "yes"
    return True if instructed else None
