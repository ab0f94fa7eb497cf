"""Files on disk as frames: the public readers, bounded in memory whatever the file holds."""

from collections.abc import Iterable, Iterator
from itertools import chain
from os import PathLike

import pandas as pd

from harvester import columnar
from harvester.columnar import Batch
from harvester.columnar.arrow import joined
from harvester.columnar.arrow import newest as newest_tables
from harvester.frames import Tables, from_arrow, to_frame, to_frames
from harvester.sources import HEAD, READERS, Parsed, Rejected, detect, jats, newest, pubmed
from harvester.unpack import Source, chunks, name_of

STREAMED = {"pubmed": pubmed.batches, "pmc": jats.batches}


def parse_pubmed(source: Source) -> Tables:
    """Return every table of a PubMed XML file, or of its bytes, packed or not, as frames.

    Of several versions of a record the highest is kept. Records that could not be read are in
    `tables.rejected`. Raises ParseError, naming file and line, if the whole cannot be read.
    """
    return _of_batches(columnar.batches(chunks(source), name_of(source)), name_of(source))


def iter_pubmed(source: Source, batch: int = 2000) -> Iterator[Tables]:
    """Yield the tables of a PubMed XML file, *batch* records at a time, in bounded memory.

    Versions are settled within a batch only.
    """
    held: list[Batch] = []
    first = 0  # number of the first record that was not given yet
    for found in columnar.batches(chunks(source), name_of(source)):
        held.append(found)
        while _end(held) - first >= batch:
            low, first = first, first + batch
            yield _of_batches([part.between(low, first) for part in held], name_of(source))
            held = [part for part in held if part.end > first]
    if any(part.rejected or part.deleted or part.tables["papers"].num_rows for part in held):
        yield _of_batches([part.between(first, _end(held)) for part in held], name_of(source))


def parse_jats(source: Source) -> Tables:
    """Return every table of a JATS file of PMC, or of its bytes, packed or not, as frames.

    An article whose full text is closed is kept with what its front says. Raises ParseError,
    naming file and line, if the whole cannot be read.
    """
    whole = Parsed()
    whole.extend(jats.batches(chunks(source), name_of(source)))
    return _of_parsed(newest(whole), name_of(source))


def read_file(path: str | PathLike[str]) -> Iterator[Parsed]:
    """Yield the records of a file of any format that `sources.detect` knows, packed or not.

    XML comes in batches and in bounded memory, the short formats whole. Raises ParseError, naming
    the file, if its format is unknown or the whole cannot be read.
    """
    stream = chunks(path)
    head = b""
    while len(head) < HEAD and (chunk := next(stream, b"")):
        head += chunk
    name, rest = detect(head, str(path)), chain([head], stream)
    if name in STREAMED:
        yield from STREAMED[name](rest, str(path))
    else:
        yield READERS[name](b"".join(rest), str(path))


def _end(held: list[Batch]) -> int:
    """Return the number behind the last record of batches."""
    return max((part.end for part in held), default=0)


def _of_batches(batches: Iterable[Batch], name: str) -> Tables:
    """Return batches as frames, one version of each paper."""
    found = list(batches)
    tables = newest_tables(joined([part.tables for part in found]))
    frames = {table: from_arrow(table, held) for table, held in tables.items()}
    frames["rejected"] = _rejected([told for part in found for told in part.rejected], name)
    return Tables(frames, [pmid for part in found for pmid in part.deleted])


def _of_parsed(parsed: Parsed, name: str) -> Tables:
    frames = dict(to_frames(parsed.rows))
    frames["rejected"] = _rejected(parsed.rejected, name)
    return Tables(frames, parsed.deleted)


def _rejected(rejected: list[Rejected], name: str) -> pd.DataFrame:
    return to_frame(
        "rejected",
        [
            (None, name, told.place, told.reason, told.raw.decode("utf-8", "backslashreplace"))
            for told in rejected
        ],
    )
