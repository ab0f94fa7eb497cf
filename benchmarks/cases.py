"""What is measured, as data: a case is a command, a figure compares cases, a subject holds both."""

from dataclasses import dataclass

PYTHON = "{python}"  # the interpreter that runs the benchmark


@dataclass(frozen=True)
class Case:
    """A command that is run in a fresh process and measured whole, start-up and all.

    command: its words. In them `{name}` stands for what `Inputs.word` knows; a word that is
    `{files}` becomes as many words as there are files. What it prints as its last line may be
    JSON: numbers of its own, which figures name like cpu, wall and peak.
    once: one round serves (what is counted is no time, and a run of it is long).
    """

    name: str
    command: tuple[str, ...]
    once: bool = False


@dataclass(frozen=True)
class Value:
    """One number of a case: cpu, wall (seconds), peak (MB), or a name that the case prints."""

    case: str
    of: str = "cpu"


@dataclass(frozen=True)
class Figure:
    """A line of the table: one value, or one divided by another, and what it has to be.

    Medians over the rounds; worst: the highest of all rounds instead.
    """

    says: str
    value: Value
    by: Value | None = None
    at_least: float | None = None
    at_most: float | None = None
    unit: str = "x"
    worst: bool = False


@dataclass(frozen=True)
class Subject:
    """Cases that are run in turn (A B C A B C ...), and the figures that they give."""

    says: str
    cases: tuple[Case, ...]
    figures: tuple[Figure, ...]


def program(name: str, *words: str, python: str = PYTHON) -> tuple[str, ...]:
    """Return the command that runs a file of benchmarks/programs with *words*."""
    return (python, "{programs}/" + name, *words)


def ketlit(*words: str) -> tuple[str, ...]:
    """Return the command `ketlit` with *words*."""
    return (PYTHON, "-m", "analysis", *words)
