"""Bulk parsing and sifting on genuine NLM files, against peers and limits, in one run.

python -m benchmarks.bulk --nlm FOLDER [--peers FOLDER] [--xtract PROGRAM]
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

import click

from benchmarks import case as cases
from benchmarks.measure import Measured, in_turn, ours
from benchmarks.nlm import BASELINE, MIXTURE, UPDATE, mixture

FIVE = ("MedlineCitation/PMID", "ArticleTitle", "Journal/Title", "PubDate/Year", "AbstractText")
Row = tuple[str, str, str, bool]


def row(what: str, wanted: str, got: float, good: bool) -> Row:
    """Return a row of the table: what, what is wanted, what came, whether that is good."""
    return what, wanted, f"{got:.2f}", good


def parsing(folder: Path, mixed: Path, peers: str, xtract: str | None, runs: int) -> list[Row]:
    """Compare on the mixture, whole processes."""
    packed, plain = mixed / MIXTURE, mixed / MIXTURE.removesuffix(".gz")
    commands = {name: ours(name, packed) for name in ("columns", "rows", "frames", "parquet")}
    commands["biopython"] = ours("biopython", packed)
    if peers:
        commands["pubmed_parser"] = ours("pubmed_parser", packed)
    if xtract:
        commands["xtract"] = [xtract, "-input", str(plain), "-mixed", "-pattern", "PubmedArticle",
                              "-element", *FIVE]  # fmt: skip
    told = in_turn(commands, runs, peers)
    show(told)
    mine = told["columns"].median()
    wanted = {"biopython": 9, "pubmed_parser": 5, "xtract": 1, "rows": 2}
    found = [
        row(f"columns against {name}", f"at least {least}x", ratio, ratio >= least)
        for name, least in wanted.items()
        if name in told and (ratio := told[name].median() / mine)
    ]
    ratio = told["biopython"].median() / told["frames"].median()
    found.append(row("iter_pubmed against biopython", "at least 5x", ratio, ratio >= 5))
    files = in_turn(
        {f"{case} {name[:12]}": ours(case, folder / name)
         for name in (BASELINE, UPDATE) for case in ("columns", "rows", "parquet")},
        runs,
    )  # fmt: skip
    show(files)
    for name in (BASELINE, UPDATE):
        ratio = files[f"rows {name[:12]}"].median() / files[f"columns {name[:12]}"].median()
        found.append(row(f"columns against rows, {name}", "at least 2x", ratio, ratio >= 2))
        for case in ("columns", "parquet"):
            peak = files[f"{case} {name[:12]}"].median("peak")
            found.append(row(f"peak of {case}, {name}, MB", "under 200", peak, peak < 200))
    return found


def sifting(folder: Path, runs: int) -> list[Row]:
    """Compare a sift with unpacking alone, in this process, so that imports do not count."""
    found = []
    wanted = {"sift_one": 1.3, "sift_six": 2.0}
    for name in (BASELINE, UPDATE):
        took: dict[str, list[float]] = {case: [] for case in ("raw", *wanted)}
        for turn in range(runs + 1):
            for case, seconds in took.items():
                began = time.process_time()
                said = getattr(cases, case)([folder / name])
                if turn:  # the first one imports
                    seconds.append(time.process_time() - began)
                print(f"  {case:10} {name} {time.process_time() - began:.3f} CPU s {said:,}")
        raw = statistics.median(took["raw"])
        for case, most in wanted.items():
            ratio = statistics.median(took[case]) / raw
            found.append(row(f"{case} against unpacking, {name}", f"at most {most}x", ratio,
                             ratio <= most))  # fmt: skip
    return found


def workers(mixed: Path, runs: int) -> list[Row]:
    """Compare the wall time of two workers with one, on six files."""
    files = []
    for number in range(1, 7):
        files.append(mixed / f"pubmed20n{number:04d}.xml.gz")
        if not files[-1].exists():
            shutil.copy(mixed / MIXTURE, files[-1])
    told = in_turn({case: ours(case, *files) for case in ("one_worker", "two_workers")}, runs)
    show(told)
    ratio = told["one_worker"].median("wall") / told["two_workers"].median("wall")
    return [row("two workers against one, wall", "at least 1.6x", ratio, ratio >= 1.6)]


def show(told: dict[str, Measured]) -> None:
    """Print what each case took."""
    for name, one in told.items():
        print(f"  {name:32} {one.median():8.2f} CPU s  {one.median('wall'):8.2f} s  "
              f"{one.median('peak'):7.0f} MB   {one.said[:40]!r}", flush=True)  # fmt: skip


def table(rows: list[Row]) -> str:
    """Return rows as a table of Markdown."""
    lines = ["| | wanted | measured | |", "|---|---|---|---|"]
    lines += [f"| {what} | {wanted} | {got} | {'yes' if good else 'NO'} |"
              for what, wanted, got, good in rows]  # fmt: skip
    return "\n".join(lines)


@click.command()
@click.option("--nlm", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--peers", default="", help="Folder with pubmed_parser and what it needs.")
@click.option("--xtract", help="EDirect's xtract (Debian: ncbi-entrez-direct).")
@click.option("--runs", default=5, show_default=True)
@click.option("--only", type=click.Choice(["parsing", "sifting", "workers"]))
def main(nlm: Path, peers: str, xtract: str | None, runs: int, only: str | None) -> None:
    """Print every ratio, and a table of them in Markdown."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as place:
        mixed = Path(place)
        print(f"{mixture(nlm, mixed):,} records in the mixture")
        if only in (None, "parsing"):
            found += parsing(nlm, mixed, peers, xtract or shutil.which("xtract"), runs)
        if only in (None, "sifting"):
            found += sifting(nlm, runs)
        if only in (None, "workers"):
            found += workers(mixed, runs)
    print(table(found))


if __name__ == "__main__":
    main()
