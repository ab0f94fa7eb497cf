"""A harvest near NCBI's rate, never past it; more papers than one search may list."""

from benchmarks.cases import PYTHON, Case, Figure, Subject, Value

USUAL, HIGHEST = "26,000 papers, usual pace", "26,000 papers, 97 % asked for"
LIMIT = (PYTHON, "{programs}/../past_the_limit.py")
SUBJECT = Subject(
    "Harvest from a local NCBI at 3 requests per second",
    (
        Case(USUAL, LIMIT, once=True),
        Case(HIGHEST, (*LIMIT, "--rate", "2.91"), once=True),
    ),
    (
        Figure("usual pace, share of the cap", Value(USUAL, "share"), at_least=90, at_most=100,
               unit="%"),
        Figure("on request, share of the cap", Value(HIGHEST, "share"), at_least=97,
               at_most=100, unit="%"),
        Figure("breaches (429), usual pace", Value(USUAL, "breaches"), at_most=0, unit="replies"),
        Figure("breaches (429), on request", Value(HIGHEST, "breaches"), at_most=0,
               unit="replies"),
        Figure("papers missing or beside the question", Value(USUAL, "wrong"), at_most=0,
               unit="papers"),
        Figure("requests of the first night", Value(USUAL, "first_requests"), at_most=150,
               unit="requests"),
        Figure("first night, on the clock", Value(USUAL, "first_seconds"), at_most=90, unit="s"),
        Figure("requests of the second night", Value(USUAL, "second_requests"), at_most=16,
               unit="requests"),
    ),
)  # fmt: skip
