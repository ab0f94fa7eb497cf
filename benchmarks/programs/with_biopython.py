"""Read files with Bio.Entrez.read.

Its DOCTYPE must name a DTD by https, and one that Biopython brings along.
"""

import gzip
import json
import re
import sys
from io import BytesIO
from pathlib import Path

from Bio import Entrez

DOCTYPE = (
    b'<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
)
papers = 0
for path in sys.argv[1:]:
    body = gzip.decompress(Path(path).read_bytes())
    document = BytesIO(re.sub(rb"<!DOCTYPE[^>]*>", DOCTYPE, body, count=1))
    del body
    papers += len(Entrez.read(document)["PubmedArticle"])
print(json.dumps({"records": papers}))
