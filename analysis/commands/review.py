"""`ketlit review`: the least certain papers out as CSV, human decisions back in."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from harvester.errors import UsageError
from harvester.settings import load_settings


@click.command(short_help="Least certain papers out for a human, and their decisions back in.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the papers to review here.")
@click.option("--in", "back", type=click.Path(path_type=Path), help="Take a reviewed CSV back.")
@click.option("--reviewer", help="Who decided (with --in).")
@click.option("--condition", "keys", multiple=True, help="Only this condition; repeatable.")
@click.option("--number", default=50, show_default=True, help="Papers per condition.")
@click.pass_obj
def command(
    obj: dict[str, Any],
    out: Path | None,
    back: Path | None,
    reviewer: str | None,
    keys: tuple[str, ...],
    number: int,
) -> None:
    """Bring a human in: the least certain papers out as CSV, their decisions back in.

    Fill the column `decision` with yes, no or unsure and give the file back with --in and
    --reviewer. Decisions are kept in data/decisions by paper, outrank every model, and survive
    harvests, rebuilds and training. Without --out and --in: how far reviewers agree (Cohen's
    kappa), and how much is left to be found.
    """
    from analysis.conditions import conditions

    if unknown := [key for key in keys if key not in conditions()]:
        raise UsageError(
            f"There is no condition {unknown[0]!r}; there are: {', '.join(conditions())}."
        )
    data_dir = load_settings({"data_dir": obj["data_dir"]}).data_dir
    chosen = list(keys or conditions())
    if back:  # first: it may be the file that is written next
        _take_back(data_dir, back, reviewer)
    if out:
        if not back or not out.exists() or not out.samefile(back):
            _must_be_unfilled(out)
        _export(data_dir, out, chosen, number)
    if not out:
        _report(data_dir, chosen)


def _must_be_unfilled(out: Path) -> None:
    """Raise UsageError if *out* is there and holds decisions that would be lost."""
    if not out.exists():
        return
    with out.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        filled = sum(bool((row.get("decision") or "").strip()) for row in csv.DictReader(file))
    if filled:
        raise UsageError(
            f"{out}: holds {filled} decisions already. Take them back first (--in {out} --reviewer "
            "NAME), or name another file."
        )


def _export(data_dir: Path, out: Path, keys: list[str], number: int) -> None:
    from analysis.review import COLUMNS, least_certain
    from harvester.cells import absent, risky
    from harvester.corpus import load
    from harvester.decisions import in_force, read_decisions

    corpus = load(data_dir)
    if corpus.labels.empty:
        raise UsageError(f"{data_dir}: no labels yet. Run `ketlit classify` first.")
    frame = least_certain(
        corpus.papers, corpus.labels, in_force(read_decisions(data_dir)), keys, number
    )
    with out.open("w", encoding="utf-8-sig", newline="") as file:  # Excel needs the mark
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in frame.itertuples(index=False):
            cells = ["" if absent(value) else str(value) for value in row]
            # A spreadsheet would run a cell that begins like a formula; ids are never so.
            writer.writerow([f"'{c}" if risky(c, "text") and c[:1] in "=+-@" else c for c in cells])
    click.echo(f"{len(frame)} papers to review: {out}", err=True)


def _take_back(data_dir: Path, back: Path, reviewer: str | None) -> None:
    from analysis.labelling import label_again
    from analysis.review import decisions_of
    from harvester.decisions import add_decisions

    if not reviewer:
        raise UsageError("--in needs --reviewer NAME: a decision is somebody's.")
    try:
        with back.open(encoding="utf-8-sig", newline="") as file:
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            decisions = decisions_of(csv.DictReader(file), reviewer, now, str(back))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{back}: cannot be read: {error}") from error
    path = add_decisions(data_dir, decisions)
    label_again(data_dir, sorted({decision.paper_id for decision in decisions}))
    click.echo(f"{len(decisions)} decisions of {reviewer} kept in {path}", err=True)


def _report(data_dir: Path, keys: list[str]) -> None:
    from analysis.review import agreement, remaining
    from harvester.corpus import load
    from harvester.decisions import read_decisions

    told = [one for one in agreement(read_decisions(data_dir)) if one.condition in keys]
    if told:
        click.echo("condition         reviewers                     papers  agreed  kappa")
    for one in told:
        names = f"{one.first}, {one.second}"
        click.echo(f"{one.condition:17} {names:29} {one.papers:6} {one.agreed:7}  {one.kappa:.2f}")
    click.echo("condition          found decided  expected missed (95 %)     recall")
    for left in remaining(load(data_dir).labels, keys):
        click.echo(
            f"{left.condition:17} {left.found:6} {left.decided:7}  {left.missed:7.1f} "
            f"({left.missed_low:.1f} to {left.missed_high:.1f}){left.recall:12.3f}"
        )
