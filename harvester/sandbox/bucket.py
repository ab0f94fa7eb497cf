"""Pure: the S3 bucket of PMC: listings, metadata with checksums, article XML and text."""

import gzip
import hashlib
import json
import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from harvester.sandbox.elements import first, said, tree
from harvester.sandbox.indexing_pmc import openness
from harvester.sandbox.library import Library
from harvester.sandbox.records import Record
from harvester.sandbox.reply import JSON, TEXT, Reply

NAME = "pmc-oa-opendata"
_OBJECT = re.compile(r"PMC(\d+)\.(\d+)/PMC\1\.\2\.(xml|txt|json)")
_META = re.compile(r"metadata/PMC(\d+)\.(\d+)\.json")
_STARTED = datetime.now(UTC)


def answer(library: Library, key: str, params: dict[str, str]) -> Reply:
    """Answer one request to the bucket: an object by its key, or a listing."""
    if not key:
        return _listing(library, params)
    body = _object(library, key)
    if body is None:
        return _xml(f"<Error><Code>NoSuchKey</Code><Key>{escape(key)}</Key></Error>", 404)
    kind = JSON if key.endswith(".json") else TEXT if key.endswith(".txt") else "application/xml"
    tag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
    return Reply(body, kind, headers={"ETag": tag, "Accept-Ranges": "bytes"})


def article_file(record: Record) -> bytes:
    """Return the article as the bucket holds it: a JATS file of its own."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + record.raw + b"\n"


def _text(record: Record) -> bytes:
    root = tree(record.raw)
    return b"" if root is None else said(root).encode()


def _object(library: Library, key: str) -> bytes | None:
    if manifest := _inventory(library, key):
        return manifest
    found = _OBJECT.fullmatch(key) or _META.fullmatch(key)
    record = library.shelves["pmc"].records.get(int(found[1])) if found else None
    if found is None or record is None or int(found[2]) != record.version or not is_open(record):
        return None
    kind = key.rpartition(".")[2]
    if kind == "json":
        return json.dumps(metadata(record), indent=2).encode()
    return article_file(record) if kind == "xml" else _text(record)


def is_open(record: Record) -> bool:
    """Whether the bucket has the article: open access or author manuscript, with its body."""
    root = tree(record.raw)
    return root is not None and bool({"open access", "author manuscript"} & openness(root))


def metadata(record: Record) -> dict[str, Any]:
    """Return the metadata object of an article; its addresses carry the md5 of their objects."""
    root, name = tree(record.raw), f"PMC{record.uid}.{record.version}"
    if root is None:
        return {}
    meta, said_of = "front/article-meta", openness(root)
    pmid = first(root, f"{meta}/article-id[@pub-id-type='pmid']")

    def address(kind: str, body: bytes) -> str:
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        return f"s3://{NAME}/{name}/{name}.{kind}?md5={md5}"

    return {
        "pmcid": f"PMC{record.uid}",
        "version": record.version,
        "pmid": int(pmid) if pmid.isdecimal() else None,
        "doi": first(root, f"{meta}/article-id[@pub-id-type='doi']") or None,
        "title": first(root, f"{meta}/title-group/article-title"),
        "is_pmc_openaccess": "open access" in said_of,
        "is_manuscript": "author manuscript" in said_of,
        "is_historical_ocr": False,
        "is_retracted": root.get("article-type") == "retracted-article",
        "license_code": _licence(said_of),
        "xml_url": address("xml", article_file(record)),
        "text_url": address("txt", _text(record)),
        "pdf_url": None,
        "media_urls": [],
    }


def _licence(filters: set[str]) -> str | None:
    """Return "CC BY-NC" for "cc by nc license"."""
    for name in filters:
        if name == "cc0 license":
            return "CC0"
        if name.startswith("cc ") and name.endswith(" license"):
            return "CC " + "-".join(name.removeprefix("cc ").split()[:-1]).upper()
    return None


def _keys(library: Library) -> list[str]:
    keys = []
    for record in library.shelves["pmc"].records.values():
        if is_open(record):
            name = f"PMC{record.uid}.{record.version}"
            keys += [f"{name}/{name}.{kind}" for kind in ("json", "txt", "xml")]
            keys.append(f"metadata/{name}.json")
    return sorted(keys)


def _listing(library: Library, params: dict[str, str]) -> Reply:
    prefix, delimiter = params.get("prefix", ""), params.get("delimiter", "")
    most, after = int(params.get("max-keys") or 1000), params.get("continuation-token", "")
    names: dict[str, bool] = {}  # a key, or a common prefix (True)
    for key in _keys(library):
        if key.startswith(prefix):
            head, cut, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
            names[prefix + head + cut if cut else key] = bool(cut)
    rest = [name for name in sorted(names) if name > after]
    shown, more = rest[:most], len(rest) > most
    inside = "".join(
        f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
        if names[name]
        else _contents(library, name)
        for name in shown
    )
    token = f"<NextContinuationToken>{shown[-1]}</NextContinuationToken>" if more else ""
    return _xml(
        '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>{NAME}</Name><Prefix>{escape(prefix)}</Prefix>{token}"
        f"<KeyCount>{len(shown)}</KeyCount><MaxKeys>{most}</MaxKeys>"
        f"<Delimiter>{escape(delimiter)}</Delimiter>"
        f"<IsTruncated>{str(more).lower()}</IsTruncated>{inside}</ListBucketResult>"
    )


def _contents(library: Library, key: str) -> str:
    body = _object(library, key) or b""
    md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return (
        f"<Contents><Key>{escape(key)}</Key><LastModified>{_STARTED:%Y-%m-%dT%H:%M:%S.000Z}"
        f"</LastModified><ETag>&quot;{md5}&quot;</ETag><Size>{len(body)}</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
    )


def _inventory(library: Library, key: str) -> bytes | None:
    """Return the manifest of today's inventory, or the packed list of keys that it names."""
    table = f"inventory-reports/{NAME}/metadata/data/all.csv.gz"
    manifest = f"inventory-reports/{NAME}/metadata/{library.today:%Y-%m-%d}T01-00Z/manifest.json"
    if key not in (table, manifest):
        return None
    rows = "".join(f'"{NAME}","{one}"\n' for one in _keys(library)).encode()
    packed = gzip.compress(rows, mtime=0)
    if key == table:
        return packed
    md5 = hashlib.md5(packed, usedforsecurity=False).hexdigest()
    files = [{"key": table, "size": len(packed), "MD5checksum": md5}]
    said_of = {"sourceBucket": NAME, "fileFormat": "CSV", "fileSchema": "Bucket, Key"}
    return json.dumps({**said_of, "files": files}).encode()


def _xml(inside: str, status: int = 200) -> Reply:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{inside}'
    return Reply(text.encode(), "application/xml", status)
