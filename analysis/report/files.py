"""EDGE: the report on disk: data/reports/<date>/ with the page, its CSVs, and its figures."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.figures import FIGURES
from analysis.report.page import Told, page
from analysis.summaries import Summaries
from harvester.cells import encode_column
from harvester.errors import MissingExtraError
from harvester.whole import whole_file

if TYPE_CHECKING:
    import pandas as pd

PAGE = "report.html"
RECORD = "report.json"
INVENTED = "INVENTED.txt"  # `ketlit demo` leaves it in the data folder that it makes
NOTICE = "Invented papers: made by the demo from its bundled sample."
PPI = 300  # of the PNGs: print quality
_DRAWN = "figures/{}.svg"  # and a PNG beside it
Watch = Callable[[Iterable[str]], Iterable[str]]


def write_report(
    summaries: Summaries,
    folder: Path,
    about: Mapping[str, Any],
    *,
    scores: "pd.DataFrame | None" = None,
    pictures: bool = True,
    watch: Watch = iter,
) -> Path:
    """Write the report into *folder* (…/reports/2026-11-23) and return the path of its page.

    New papers are those that came after the report in the last folder before this one. pictures:
    draw the SVG and PNG files too. watch: wraps the names of what is written (tqdm, say).
    """
    before = last_before(folder)
    files = {name: _files(name, pictures=pictures) for name in FIGURES}
    files[""] = [f"tables/{name}.csv" for name in summaries]
    told = Told(
        about,
        since=before.get("seen_until"),
        since_name=before.get("date"),
        scores=scores,
        files=files,
        notice=NOTICE if (folder.parent.parent / INVENTED).exists() else "",
    )
    text = page(summaries, told)
    tables = [f"tables/{name}.csv" for name in summaries]
    for place in watch([*tables, *(_DRAWN.format(name) for name in FIGURES if pictures)]):
        name = Path(place).stem
        if place in tables:
            write_table(summaries[name], folder / place)
        else:
            draw(summaries, name, (folder / place).parent)
    _write_record(summaries, folder, about)
    with whole_file(folder / PAGE) as file:
        file.write(text.encode())
    return folder / PAGE


def _write_record(summaries: Summaries, folder: Path, about: Mapping[str, Any]) -> None:
    """Write what the next report must know of this one: up to when it had seen papers come."""
    papers = summaries.material.papers
    seen = papers["first_seen"].dropna()
    until = str(seen.max()) if len(seen) else None
    record = {"date": folder.name, "papers": len(papers), "seen_until": until, **about}
    with whole_file(folder / RECORD) as file:
        file.write(json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n")


def last_before(folder: Path) -> dict[str, Any]:
    """Return the record of the last report before that of *folder*; empty if there is none."""
    told: dict[str, Any] = {}
    for path in sorted(folder.parent.glob(f"*/{RECORD}")):
        if _is_date(path.parent.name) and path.parent.name < folder.name:
            told = json.loads(path.read_text(encoding="utf-8"))
    return told


def _is_date(name: str) -> bool:
    try:
        return bool(date.fromisoformat(name))
    except ValueError:
        return False


def _files(name: str, *, pictures: bool) -> list[str]:
    drawn = [_DRAWN.format(name), f"figures/{name}.png"] if pictures else []
    return [f"tables/{FIGURES[name].table}.csv", *drawn]


def draw(summaries: Summaries, name: str, folder: Path) -> None:
    """Draw one chart as SVG and as PNG of 300 pixels per inch, on white."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("A figure", "report") from error
    spec = FIGURES[name].draw(summaries).to_dict() | {"background": "white", "padding": 10}
    with whole_file(folder / f"{name}.svg") as file:
        file.write(vl_convert.vegalite_to_svg(spec).encode())
    with whole_file(folder / f"{name}.png") as file:
        file.write(vl_convert.vegalite_to_png(spec, ppi=PPI))


def write_table(table: "pd.DataFrame", path: Path) -> None:
    """Write a summary as CSV: lists of papers as their ids, joined by '; '."""
    import csv
    import io

    cells = {}
    for name in table:
        values = table[name].tolist()
        kind = "list" if any(isinstance(value, list) for value in values) else "text"
        cells[name] = encode_column(values, kind)[0]
    with whole_file(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        rows = csv.writer(text, lineterminator="\r\n")
        rows.writerow(cells)
        rows.writerows(zip(*cells.values(), strict=True))
        text.flush()
        text.detach()
