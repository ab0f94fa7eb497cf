"""Attributes that are read by name alone: instruments, subgroups, mechanisms, what is monitored."""

from analysis.facts.paper import Fact, Paper
from analysis.facts.vocabulary import vocabulary


def instruments(paper: Paper) -> list[Fact]:
    """Return a fact for each instrument that measured an outcome (instruments.toml)."""
    return vocabulary("instruments").facts("instrument", vocabulary("instruments").find(paper))


def subgroups(paper: Paper) -> list[Fact]:
    """Return a fact for each group of people the paper is about (subgroups.toml)."""
    return vocabulary("subgroups").facts("subgroup", vocabulary("subgroups").find(paper))


def mechanisms(paper: Paper) -> list[Fact]:
    """Return a fact for each target or pathway that is named (mechanisms.toml)."""
    return vocabulary("mechanisms").facts("mechanism", vocabulary("mechanisms").find(paper))


def monitoring(paper: Paper) -> list[Fact]:
    """Return a fact for each sign that was watched (monitoring.toml)."""
    return vocabulary("monitoring").facts("monitoring", vocabulary("monitoring").find(paper))
