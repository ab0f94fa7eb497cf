"""Full texts of open-access papers from PMC's S3 bucket: the whole article, its md5 checked.

An article is `PMC123.2/PMC123.2.xml`, 2 being its version; `metadata/PMC123.2.json` beside it says
the md5. The bucket is not under the rules of E-utilities.
https://pmc.ncbi.nlm.nih.gov/tools/pmcaws/
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from harvester.archive import Archive
from harvester.corpus import load
from harvester.errors import ParseError, ReplyError
from harvester.fetching import in_flight
from harvester.folding import fold, number
from harvester.request import Request
from harvester.store import Store

Fetch = Callable[[Request], bytes]
Clock = Callable[[], datetime]
ROUNDS = 3  # how often a file that is not what its checksum says is asked for again
_METADATA = re.compile(r"metadata/PMC\d+\.(\d+)\.json")
_XML = re.compile(r"s3://[^/]+/(?P<path>[^?]+\.xml)\?md5=(?P<md5>[0-9a-f]{32})")


def bring_full_texts(
    ids: Iterable[int], run: str, archive: Archive, store: Store, fetch: Fetch, *, now: Clock
) -> list[dict[str, Any]]:
    """Fetch, keep and apply the full text of each PMC id; return those that could not be had.

    A paper that the bucket does not hold is no fault, and is passed over.
    """
    failed = []
    for uid, found in in_flight(lambda uid: (uid, _article(uid, fetch)), ids):
        if isinstance(found, str):
            failed.append({"id": f"PMC{uid}", "reason": "not returned", "detail": found})
        elif found is not None:
            request, body = found
            reply = archive.keep(run, "pmc", request, body, now())
            try:
                fold(store, reply, body)
            except ParseError as error:
                failed.append({"id": f"PMC{uid}", "reason": "rejected", "detail": str(error)})
    return failed


def _article(uid: int, fetch: Fetch) -> tuple[Request, bytes] | str | None:
    """Return the newest article of one id; None if the bucket has none; else why it failed."""
    reason = ""
    for _ in range(ROUNDS):
        try:
            address = _address(uid, fetch)
            if address is None:
                return None
            request = Request("s3", address["path"])
            body = fetch(request)
        except (ReplyError, ParseError) as error:
            reason = str(error)
            continue
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        if md5 == address["md5"]:
            return request, body
        reason = f"{address['path']}: its md5 is {md5}, its metadata say {address['md5']}"
    return reason


def _address(uid: int, fetch: Fetch) -> dict[str, str] | None:
    """Return path and md5 of the newest version's XML; None if the bucket does not hold it."""
    # The dot ends the number: without it PMC113703600 would answer for PMC11370360.
    listed = fetch(Request("s3", "", {"list-type": "2", "prefix": f"metadata/PMC{uid}."}))
    try:
        keys = [key.text or "" for key in etree.fromstring(listed).iterfind("{*}Contents/{*}Key")]
    except etree.XMLSyntaxError as error:
        raise ParseError(f"PMC{uid}: listing of the bucket", str(error)) from error
    versions = [int(found[1]) for key in keys if (found := _METADATA.fullmatch(key))]
    if not versions:
        return None
    name = f"metadata/PMC{uid}.{max(versions)}.json"
    try:
        told = json.loads(fetch(Request("s3", name)))
    except ValueError as error:
        raise ParseError(name, f"no JSON: {error}") from error
    xml = _XML.fullmatch(str(told.get("xml_url")))
    return xml.groupdict() if xml else None


def open_ids(data_dir: Path) -> set[int]:
    """Return the ids of the papers that PMC says are open access."""
    papers = load(data_dir).papers
    return {number(pmcid) for pmcid in papers.pmcid[papers.open_access.fillna(False)].dropna()}


def kept_before(archive: Archive) -> set[int]:
    """Return the ids of which the archive holds a full text from the bucket."""
    return {
        number(reply.path.partition(".")[0])
        for reply in archive.replies()
        if reply.source == "pmc" and reply.path.endswith(".xml")
    }
