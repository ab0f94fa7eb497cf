"""Into the store, and out of it again as frames."""

from benchmarks.cases import Case, Figure, Subject, Value, program

STORE = "a corpus written, written again unchanged, loaded, searched"
SUBJECT = Subject(
    "Store: 35,000 papers with authors, MeSH and references",
    (Case(STORE, program("store.py", "{papers}", "{b}", "{a}")),),
    (
        Figure("write, CPU", Value(STORE, "write"), at_most=10, unit="s"),
        Figure("write, on the clock", Value(STORE, "write_wall"), unit="s"),
        Figure("write again, unchanged, CPU", Value(STORE, "again"), unit="s"),
        Figure("`load()` of papers, CPU", Value(STORE, "load_papers"), at_most=1, unit="s"),
        Figure("`load()` of papers, on the clock", Value(STORE, "load_papers_wall"), unit="s"),
        Figure("full-text search, on the clock", Value(STORE, "search_wall"), unit="s"),
    ),
)
