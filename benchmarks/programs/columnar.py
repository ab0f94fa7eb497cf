"""Read files with the columnar parser, block by block, into Arrow tables."""

import json
import sys

import pyarrow as pa

from harvester import columnar
from harvester.unpack import chunks

pa.set_memory_pool(pa.system_memory_pool())
papers = rows = 0
for path in sys.argv[1:]:
    for batch in columnar.batches(chunks(path), path):
        papers += batch.tables["papers"].num_rows
        rows += sum(table.num_rows for table in batch.tables.values())
print(json.dumps({"records": papers, "rows": rows}))
