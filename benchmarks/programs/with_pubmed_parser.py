"""Read files with pubmed_parser, authors and references and MeSH subterms too.

It runs in an environment of its own, without ketlit.
"""

import json
import sys

import pubmed_parser

WHOLE = {"author_list": True, "reference_list": True, "parse_downto_mesh_subterms": True}
papers = 0
for path in sys.argv[1:]:
    papers += sum(1 for _ in pubmed_parser.parse_medline_xml(path, **WHOLE))
print(json.dumps({"records": papers}))
