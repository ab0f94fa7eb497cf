"""Sift files for words, or for the topic ketamine: sifting.py each|all [WORD...] -- FILE....

each: every file is a sift of its own. all: one sift, in which later files may revise what earlier
ones hold, so that all their PMIDs are noted.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from harvester.bulk.runs import sift
from harvester.bulk.spread import Spread
from harvester.bulk.words import of_topic, of_words
from harvester.unpack import packed

packed(b"")  # loads igzip, which igzip.py has loaded too when its clock starts

at = sys.argv.index("--")
words = of_words(sys.argv[2:at]) if at > 2 else of_topic("ketamine")
files = [Path(name) for name in sys.argv[at + 1 :]]
matches = 0
with tempfile.TemporaryDirectory() as folder:
    began = time.process_time()
    for some in [files] if sys.argv[1] == "all" else [[file] for file in files]:
        _, told = sift(some, words, Path(folder, some[0].name), Spread("threads", 1))
        matches += sum(one["matches"] for one in told)
    work = time.process_time() - began
print(json.dumps({"work": round(work, 4), "matches": matches}))
