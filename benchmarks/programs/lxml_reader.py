"""Read files record by record with lxml, batch by batch, into Arrow tables."""

import json
import sys

import pyarrow as pa

from harvester.columnar.arrow import from_parsed
from harvester.sources import pubmed
from harvester.unpack import chunks

pa.set_memory_pool(pa.system_memory_pool())
papers = rows = 0
for path in sys.argv[1:]:
    for parsed in pubmed.batches(chunks(path), path):
        tables = from_parsed(parsed, papers)
        papers += tables["papers"].num_rows
        rows += sum(table.num_rows for table in tables.values())
print(json.dumps({"records": papers, "rows": rows}))
