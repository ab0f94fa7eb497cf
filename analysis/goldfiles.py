"""Labelled papers and their texts: gold CSVs read, texts found in files, in the store, at NCBI."""

import csv
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.bearings import bearing
from analysis.conditions import conditions
from harvester.corpus import load
from harvester.errors import IncompleteError, ReplyError, UsageError
from harvester.fetching import records
from harvester.frames import to_frames
from harvester.reading import read_file
from harvester.settings import Settings
from harvester.sources import Parsed, pubmed
from harvester.transport import Transport

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)
PATIENCE = 30.0  # seconds: nobody scores labels through an outage
TEXT_COLUMNS = ["pmid", "title", "abstract"]
GOLD = ("labels.csv", "other.csv", "anywhere.csv")  # in data/gold: what is trained on by default
FACTS = ("facts.csv", "facts_anywhere.csv")
BEARINGS = ("bearings.csv",)  # what single sentences bear on
OTHERS = ("psynamic.csv",)  # labelled by others' definitions: only asked


def default_gold(data_dir: Path, names: Sequence[str] = GOLD) -> list[Path]:
    """Return the gold files of a data folder. Raises UsageError if there are none."""
    found = [path for name in names if (path := data_dir / "gold" / name).exists()]
    if not found:
        raise UsageError(
            f"{data_dir / 'gold'}: no labelled papers there. Name a CSV with the columns pmid and "
            f"those of conditions ({', '.join(conditions())})."
        )
    return found


def read_gold(path: Path) -> "pd.DataFrame":
    """Return a labelled CSV, PMIDs as Int64. Raises UsageError, naming the file, if it is none."""
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype={"pmid": "Int64", "paper_id": "string", "unsure": "string"})
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise UsageError(f"{path}: cannot be read as a CSV of labels: {error}") from error
    if not {"pmid", "paper_id"} & set(frame.columns):
        raise UsageError(f"{path}: needs a column pmid; it has: {', '.join(frame.columns)}.")
    if "unsure" in frame:
        frame["unsure"] = frame["unsure"].fillna("")
    _must_be_answers(path, frame)
    return frame


def _must_be_answers(path: Path, frame: "pd.DataFrame") -> None:
    """Raise UsageError, naming line and cell, for a label that is not 1, 0 or empty."""
    import pandas as pd

    for key in (*conditions(), *(f"population_{key}" for key in conditions())):
        if key not in frame:
            continue
        wrong = frame[key].notna() & ~pd.to_numeric(frame[key], errors="coerce").isin([0, 1])
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            cell = frame[key].iloc[row]
            raise UsageError(f"{path}, line {row + 2}: {key} is {cell!r}; wanted 1, 0 or empty.")


def read_bearings(data_dir: Path) -> dict[tuple[str, str], int]:
    """Return what sentences bear on, by digest and condition; empty without data_dir's gold.

    Raises UsageError, naming file, line and value, for a bearing that does not exist.
    """
    told: dict[tuple[str, str], int] = {}
    for path in (data_dir / "gold" / name for name in BEARINGS):
        if not path.exists():
            continue
        try:
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file)
                for row in reader:
                    key = conditions()[row["condition"]].key
                    told[row["sentence"], key] = bearing(row["bearing"])
        except KeyError as error:
            raise UsageError(
                f"{path}, line {reader.line_num}: no such column, condition or bearing: {error}."
            ) from error
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise UsageError(f"{path}: cannot be read as a CSV of bearings: {error}") from error
    return told


def texts(
    pmids: Sequence[int], files: Iterable[Path], data_dir: Path, settings: Settings | None
) -> "pd.DataFrame":
    """Return pmid, title and abstract of *pmids*, in their order.

    Taken from *files* (anything that `ketlit import` reads, or a CSV with pmid, title, abstract),
    then from the store of *data_dir*, then from NCBI unless settings is None. A PMID that none of
    them has is left out. Raises IncompleteError if NCBI gives nothing, and nothing else does.
    """
    import pandas as pd

    wanted = set(pmids)
    frames = [_of_file(path) for path in files]
    if (data_dir / "papers.sqlite").exists():
        frames.append(load(data_dir).papers[TEXT_COLUMNS])
    found = pd.concat(frames) if frames else pd.DataFrame(columns=TEXT_COLUMNS)
    found = found[found["pmid"].isin(wanted)].drop_duplicates("pmid")
    missing = sorted(wanted - set(found["pmid"]))
    if missing and settings:
        try:
            found = pd.concat([found, _of_ncbi(missing, settings)])
        except (IncompleteError, ReplyError) as error:
            if found.empty:
                raise
            logger.warning("%d texts are left out: %s", len(missing), error)
    place = {pmid: number for number, pmid in enumerate(pmids)}
    found = found.astype({"pmid": "Int64", "title": "string", "abstract": "string"})
    return found.sort_values("pmid", key=lambda column: column.map(place)).reset_index(drop=True)


def _of_file(path: Path) -> "pd.DataFrame":
    import pandas as pd

    if ".csv" in path.suffixes:
        try:
            return pd.read_csv(path, usecols=TEXT_COLUMNS, dtype={"pmid": "Int64"})
        except (OSError, ValueError, csv.Error) as error:
            raise UsageError(f"{path}: needs pmid, title and abstract: {error}") from error
    whole = Parsed()
    whole.extend(read_file(path))
    return to_frames(whole.rows).papers[TEXT_COLUMNS]


def _of_ncbi(pmids: Sequence[int], settings: Settings) -> "pd.DataFrame":
    whole = Parsed()
    briefly = replace(settings, patience=min(settings.patience, PATIENCE))
    for answer in records("pubmed", pmids, Transport(briefly).fetch):
        if answer.failure:
            raise answer.failure
        whole.extend([pubmed.read(answer.body)])
    return to_frames(whole.rows).papers[TEXT_COLUMNS]
