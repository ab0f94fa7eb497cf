"""Sift files for words, or for the topic ketamine: sifting.py [WORD...] -- FILE..."""

import json
import sys
import tempfile
import time
from pathlib import Path

from harvester.bulk.runs import sift
from harvester.bulk.spread import Spread
from harvester.bulk.words import of_topic, of_words

at = sys.argv.index("--")
words = of_words(sys.argv[1:at]) if at > 1 else of_topic("ketamine")
with tempfile.TemporaryDirectory() as folder:
    began = time.process_time()
    _, told = sift(map(Path, sys.argv[at + 1 :]), words, Path(folder), Spread("threads", 1))
    work = time.process_time() - began
print(json.dumps({"work": round(work, 4), "matches": sum(one["matches"] for one in told)}))
