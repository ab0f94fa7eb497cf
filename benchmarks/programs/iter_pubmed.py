"""Read files with the public reader, in batches of pandas frames."""

import json
import sys

from harvester import iter_pubmed

papers = rows = 0
for path in sys.argv[1:]:
    for tables in iter_pubmed(path):
        papers += len(tables.papers)
        rows += sum(map(len, tables.values()))
print(json.dumps({"records": papers, "rows": rows}))
