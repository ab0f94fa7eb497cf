"""Labels and facts of a whole corpus, on one core."""

from benchmarks.cases import Case, Figure, Subject, Value, program

BOTH, LABELS = "classify and extract", "classify"
SUBJECT = Subject(
    "Labels and facts of 35,000 papers",
    (Case(BOTH, program("labels.py", "{papers}", "{corpus}"), once=True),),
    (
        Figure("classify and extract, CPU", Value(BOTH), at_most=180, unit="s"),
        Figure("of it classify", Value(BOTH, LABELS), unit="s"),
        Figure("peak memory", Value(BOTH, "peak"), at_most=1000, unit="MB", worst=True),
    ),
)
