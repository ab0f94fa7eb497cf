"""Unpack files with Intel's igzip in blocks of 1 MiB, and do nothing with them."""

import json
import sys
import time

from isal import igzip

began, size = time.process_time(), 0
for path in sys.argv[1:]:
    with igzip.open(path) as file:
        while block := file.read(1 << 20):
            size += len(block)
print(json.dumps({"work": round(time.process_time() - began, 4), "megabytes": size / 1e6}))
