"""Results as JSON and as the Markdown page docs/benchmarks.md."""

import platform
import sys
from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.cases import Figure, Subject, Value
from benchmarks.measuring import Cost

Costs = Mapping[str, list[Cost]]
PACKAGES = ("lxml", "pyarrow", "numpy", "pandas", "isal", "hyperscan", "biopython", "dask")
HEAD = """\
# Benchmarks

Made by `python -m benchmarks` (`make bench`), not by hand. Each case is a fresh process, measured
whole: start-up, imports, unpacking and all. The cases of a subject ran in turn (A B C A B C …);
figures are medians over the rounds, in CPU seconds (user and system, children included) where
nothing else is said. Ratios hold from machine to machine, seconds do not. A load above the number
of processors means that others used the machine too: what is told on the clock, two workers and the
harvest above all, is then worse than on a quiet one.
"""


def result(
    subject: Subject, costs: Costs, left_out: Mapping[str, str], *, judged: bool
) -> dict[str, Any]:
    """Return a subject's figures and cases as plain data. judged: held against what is wanted."""
    lines = [_line(figure, costs, judged) for figure in subject.figures]
    cases = [
        {
            "case": case.name,
            "rounds": len(costs[case.name]),
            **{
                of: _rounded(median(cost[of] for cost in costs[case.name]))
                for of in (costs[case.name][0] if costs[case.name] else ())
            },
        }
        for case in subject.cases
        if costs[case.name]
    ]
    return {
        "says": subject.says,
        "rounds": max((case["rounds"] for case in cases), default=0),
        "figures": [line for line in lines if line],
        "cases": cases,
        "left_out": dict(left_out),
    }


def _line(figure: Figure, costs: Costs, judged: bool) -> dict[str, Any] | None:
    over = _values(figure.value, costs)
    under = _values(figure.by, costs) if figure.by else [1.0]
    if not over or not under:
        return None
    found = max(over) if figure.worst else median(over) / median(under)
    rounds = [a / b for a, b in zip(over, under, strict=True)] if figure.by else over
    low, high = figure.at_least, figure.at_most
    met = (low is None or found >= low) and (high is None or found <= high)
    return {
        "figure": figure.says,
        "found": _rounded(found),
        "least": _rounded(min(rounds)),
        "most": _rounded(max(rounds)),
        "unit": figure.unit,
        "at_least": low,
        "at_most": high,
        "met": met if judged and (low, high) != (None, None) else None,
    }


def _values(value: Value, costs: Costs) -> list[float]:
    return [cost[value.of] for cost in costs.get(value.case, ()) if value.of in cost]


def _rounded(number: float) -> float:
    return float(f"{number:.3g}") if abs(number) < 1000 else round(number)


def machine(today: date, *, quick: bool) -> dict[str, Any]:
    """Return what the figures were measured on, and with."""
    held = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            held[name] = version(name)
        except PackageNotFoundError:
            held[name] = "absent"
    return {
        "date": today.isoformat(),
        "machine": _processor(),
        "quick": quick,
        "versions": held,
    }


def _processor() -> str:
    """Return the name of the processor and how much of it there is."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else f"{platform.machine()}, {sys.platform}"


def markdown(about: Mapping[str, Any], results: list[dict[str, Any]]) -> str:
    """Return the page."""
    told = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    cut = ", on a cut of the files: to see that it runs, no figures to quote" * about["quick"]
    page = [HEAD, f"{about['date']}, {about['machine']}{cut}. {told}.\n"]
    for one in results:
        load = f" Load of the machine at their end: {one['load']:g}." if "load" in one else ""
        page.append(f"## {one['says']}\n\nRounds: {one['rounds']}.{load}\n")
        if one["figures"]:
            page.append(_figures(one["figures"]))
        if one["cases"]:
            page.append(_cases(one["cases"]))
        page += [f"Left out: {name}: {reason}\n" for name, reason in one["left_out"].items()]
    return "\n".join(page)


def _figures(lines: list[dict[str, Any]]) -> str:
    rows = ["| figure | wanted | found | lowest to highest | met |", "|---|---|---|---|---|"]
    for line in lines:
        wanted = [f"at least {line['at_least']:g}"] if line["at_least"] is not None else []
        wanted += [f"at most {line['at_most']:g}"] if line["at_most"] is not None else []
        met = {True: "yes", False: "**no**", None: ""}[line["met"]]
        unit = line["unit"]
        gap = "" if unit in ("x", "%") else " "
        rows.append(
            f"| {line['figure']} | {' '.join(wanted)} | {line['found']:g}{gap}{unit} "
            f"| {line['least']:g} to {line['most']:g} | {met} |"
        )
    return "\n".join([*rows, ""])


def _cases(cases: list[dict[str, Any]]) -> str:
    rows = ["| case | CPU s | wall s | peak MB | told |", "|---|---|---|---|---|"]
    for case in cases:
        usual = ("case", "rounds", "cpu", "wall", "peak")
        told = ", ".join(f"{k} {v:,g}" for k, v in case.items() if k not in usual)
        rows.append(
            f"| {case['case']} | {case['cpu']:g} | {case['wall']:g} | {case['peak']:g} | {told} |"
        )
    return "\n".join([*rows, ""])
