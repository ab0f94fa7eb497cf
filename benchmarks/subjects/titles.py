"""Is every title right? Each of both files against Biopython's, character by character."""

from benchmarks.cases import Case, Figure, Subject, Value, program

COUNTED = "titles of iter_pubmed and of Bio.Entrez.read"
SUBJECT = Subject(
    "Titles of both files",
    (Case(COUNTED, program("titles.py", "{files}"), once=True),),
    (
        Figure("papers compared", Value(COUNTED, "compared"), unit="papers"),
        Figure("wrong titles", Value(COUNTED, "wrong"), at_most=0, unit="papers"),
        Figure("missing papers or titles", Value(COUNTED, "missing"), at_most=0, unit="papers"),
    ),
)
