"""What is paid each time a command is typed."""

from benchmarks.cases import PYTHON, Case, Figure, Subject, Value, ketlit

BARE, HELP, VERSION = "bare interpreter", "ketlit --help", "ketlit --version"
SUBJECT = Subject(
    "Start-up",
    (
        Case(BARE, (PYTHON, "-c", "pass")),
        Case(HELP, ketlit("--help")),
        Case(VERSION, ketlit("--version")),
        Case("ketlit harvest --help", ketlit("harvest", "--help")),
    ),
    (
        Figure("`ketlit --help`, in bare interpreters", Value(HELP), Value(BARE), at_most=6),
        Figure("`ketlit --version`, in bare interpreters", Value(VERSION), Value(BARE), at_most=6),
    ),
)
