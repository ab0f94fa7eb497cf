"""Count the titles that differ from Biopython's, inline markup dropped and blanks folded in both.

Biopython reads some thousand records at a time: of a whole file it would take gigabytes.
"""

import gzip
import json
import re
import sys
from html import unescape
from io import BytesIO
from pathlib import Path

from Bio import Entrez

from harvester import iter_pubmed

END, AT_ONCE = b"</PubmedArticle>", 3000
HEAD = (
    b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st '
    b'January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
    b"<PubmedArticleSet>"
)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def theirs(path: str) -> dict[tuple[int, int], str | None]:
    """Return the title of each PMID and version, as Biopython reads it."""
    body = gzip.decompress(Path(path).read_bytes())
    *records, _ = body[body.index(b"<PubmedArticle>") :].split(END)
    told = {}
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        document = HEAD + b"".join(raw + END for raw in some) + b"</PubmedArticleSet>"
        for record in Entrez.read(BytesIO(document), escape=True)["PubmedArticle"]:
            citation = record["MedlineCitation"]
            pmid = citation["PMID"]
            told[int(pmid), int(pmid.attributes["Version"])] = plain(
                str(citation["Article"]["ArticleTitle"])
            )
    return told


def plain(marked: str) -> str | None:
    """Return text without inline tags, on one line; None if nothing is left."""
    return " ".join(unescape(TAG.sub("", marked)).split()) or None


def newest(told: dict[tuple[int, int], str | None]) -> dict[int, str | None]:
    """Return the title of the highest version of each PMID."""
    return {pmid: told[pmid, version] for pmid, version in sorted(told)}


compared = wrong = missing = 0
for path in sys.argv[1:]:
    ours = {}
    for tables in iter_pubmed(path):
        ours.update(zip(tables.papers["pmid"], tables.papers["title"], strict=True))
    for pmid, title in newest(theirs(path)).items():
        found = ours.get(pmid)
        compared += 1
        if pmid not in ours or (title is not None and not isinstance(found, str)):
            missing += 1
        elif title != (found if isinstance(found, str) else None):
            wrong += 1
            print(pmid, repr(title), repr(found), file=sys.stderr)
print(json.dumps({"compared": compared, "wrong": wrong, "missing": missing}))
