"""Pure: PMC's ID converter: PMIDs, PMCIDs and DOIs of the articles in PMC, one kind at a time."""

import re
from typing import Any

from harvester.sandbox.elements import first, tree
from harvester.sandbox.folding import fold
from harvester.sandbox.library import Library
from harvester.sandbox.reply import Reply, as_json

PATH = "/tools/idconv/api/v1/articles/"
OLD_PATH = "/pmc/utils/idconv/v1.0/"  # answers with 301 to PATH
MOST = 200  # ids of one request
_KINDS = {
    "pmcid": re.compile(r"PMC\d+(\.\d+)?", re.IGNORECASE),
    "pmid": re.compile(r"\d+"),
    "doi": re.compile(r"10\.\S+"),
}
_SAID = {"pmcid": "PMCIDs", "pmid": "PMIDs", "doi": "DOIs"}


def answer(library: Library, params: dict[str, str]) -> Reply:
    """Answer one request to the converter (format=json)."""
    asked = list(dict.fromkeys(one for one in re.split(r"[,\s]+", params.get("ids", "")) if one))
    if not asked:
        return _refused("Parameter ids is required")
    if len(asked) > MOST:
        return _refused(f"Too many ids: {len(asked)}; at most {MOST}")
    kinds = [_kind(one) for one in asked]
    if len(set(kinds)) > 1 or not kinds[0]:
        return _refused(f"All values of query param ids must be {_SAID.get(kinds[0], 'PMCIDs')}")
    known = _known(library, kinds[0])
    records = [known.get(_plain(one, kinds[0]), {}) for one in asked]
    missing = {"status": "error", "errmsg": "Identifier not found in PMC"}
    return as_json(
        {
            "status": "ok",
            "records": [
                {**(found or missing), "requested-id": one}
                for one, found in zip(asked, records, strict=True)
            ],
        }
    )


def _refused(message: str) -> Reply:
    reply = as_json({"status": "error", "message": message})
    return Reply(reply.body, reply.type, 400)


def _kind(one: str) -> str:
    return next((kind for kind, form in _KINDS.items() if form.fullmatch(one)), "")


def _plain(one: str, kind: str) -> str:
    return one.upper().split(".")[0] if kind == "pmcid" else fold(one)


def _known(library: Library, kind: str) -> dict[str, dict[str, Any]]:
    known = {}
    for record in library.shelves["pmc"].records.values():
        found: dict[str, Any] = {"pmcid": f"PMC{record.uid}"}
        root = tree(record.raw)
        if root is not None:
            meta = "front/article-meta/article-id"
            if pmid := first(root, f"{meta}[@pub-id-type='pmid']"):
                found["pmid"] = int(pmid)  # a number, unlike everywhere else
            if doi := first(root, f"{meta}[@pub-id-type='doi']"):
                found["doi"] = doi
        if kind in found:
            known[_plain(str(found[kind]), kind)] = found
    return known
