"""Read files with the columnar parser, block by block, into Arrow tables."""

import json
import sys

from harvester.bulk.light import spare_pandas

spare_pandas()  # as `ketlit parse` does, before anything makes an array

import pyarrow as pa  # noqa: E402

from harvester import columnar  # noqa: E402
from harvester.unpack import chunks  # noqa: E402

pa.set_memory_pool(pa.system_memory_pool())
papers = rows = 0
for path in sys.argv[1:]:
    for batch in columnar.batches(chunks(path), path):
        papers += batch.tables["papers"].num_rows
        rows += sum(table.num_rows for table in batch.tables.values())
print(json.dumps({"records": papers, "rows": rows}))
