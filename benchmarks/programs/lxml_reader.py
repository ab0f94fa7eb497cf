"""Read files record by record with lxml, batch by batch, into Arrow tables."""

import json
import sys

from harvester.bulk.light import spare_pandas

spare_pandas()  # as `ketlit parse` does, before anything makes an array

import pyarrow as pa  # noqa: E402

from harvester.columnar.arrow import from_parsed  # noqa: E402
from harvester.sources import pubmed  # noqa: E402
from harvester.unpack import chunks  # noqa: E402

pa.set_memory_pool(pa.system_memory_pool())
papers = rows = 0
for path in sys.argv[1:]:
    for parsed in pubmed.batches(chunks(path), path):
        tables = from_parsed(parsed, papers)
        papers += tables["papers"].num_rows
        rows += sum(table.num_rows for table in tables.values())
print(json.dumps({"records": papers, "rows": rows}))
