"""A topic's papers out of both files, against the least that reading them can cost."""

from benchmarks.cases import Case, Figure, Subject, Value, program

RAW, ONE = "igzip: unpack in blocks, nothing else", "sift, one word"
SIX, TOPIC = "sift, six words", "sift, topic ketamine"
ORDER = "sift, one word, later files revising earlier ones"
NAMES = ("ketamin*", "esketamin*", "ketalar", "spravato", "ketaset", "norketamin*")
WORK = "work"  # CPU seconds behind the imports, which would outweigh the unpacking
SUBJECT = Subject(
    "Sifting both files",
    (
        Case(RAW, program("igzip.py", "{files}")),
        Case(ONE, program("sifting.py", "each", "ketamin*", "--", "{files}")),
        Case(SIX, program("sifting.py", "each", *NAMES, "--", "{files}")),
        Case(TOPIC, program("sifting.py", "each", "--", "{files}")),
        Case(ORDER, program("sifting.py", "all", "ketamin*", "--", "{files}")),
    ),
    (
        Figure("sift for one literal, in raw unpackings", Value(ONE, WORK), Value(RAW, WORK),
               at_most=1.3),
        Figure("sift for six names, in raw unpackings", Value(SIX, WORK), Value(RAW, WORK),
               at_most=2.0),
        Figure("sift for all 26 lines of the topic, in raw unpackings", Value(TOPIC, WORK),
               Value(RAW, WORK)),
        Figure("sift for one literal, as the second file may revise the first",
               Value(ORDER, WORK), Value(RAW, WORK)),
        Figure("peak memory, one literal", Value(ONE, "peak"), at_most=200, unit="MB", worst=True),
    ),
)  # fmt: skip
