"""A sift and a parse from start to end: what is left to do, spread, noted, settled."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from harvester import columnar
from harvester.bulk import files
from harvester.bulk.parquet import Parts
from harvester.bulk.parse import Parsing, parse_file
from harvester.bulk.sift import FOOT, HEAD, Sifting, held, settled, sift_file
from harvester.bulk.spread import HERE, Manifest, Spread, Told
from harvester.bulk.words import Words
from harvester.errors import IncompleteError, KetlitError
from harvester.unpack import packed

DOCUMENT = 16 << 20  # bytes of a document of settled records
Task = TypeVar("Task", Sifting, Parsing)


def sift(
    paths: Iterable[Path], words: Words, out: Path, spread: Spread = HERE
) -> tuple[list[Sifting], list[Told]]:
    """Sift files into parts below *out*; return them in NLM's order with what each gave.

    Raises IncompleteError, naming them, if files could not be read; the others are done, and
    running it again does only the rest.
    """
    ordered = files.in_order(paths)
    tasks = [
        Sifting(path.resolve(), out.resolve(), words, revises=n > 0 and files.may_revise(path))
        for n, path in enumerate(ordered)
    ]
    done = _do(sift_file, tasks, Manifest(out, f"sift {words.told!r}"), spread)
    _tidy(out)
    return tasks, [done[task] for task in tasks]


def parse(paths: Iterable[Path], out: Path, spread: Spread = HERE) -> list[Told]:
    """Parse files into Parquet below *out*, a folder for each table; return what each held.

    Raises IncompleteError as `sift` does.
    """
    tasks = [Parsing(path.resolve(), out.resolve()) for path in files.in_order(paths)]
    done = _do(parse_file, tasks, Manifest(out, "parse"), spread)
    _tidy(out)
    return [done[task] for task in tasks]


def _do(
    work: Callable[[Task], Told], tasks: Sequence[Task], manifest: Manifest, spread: Spread
) -> dict[Task, Told]:
    done: dict[Task, Told] = {}
    for task in tasks:
        if (known := manifest.of(task.path)) and task.is_there():
            done[task] = known
    failed: list[str] = []
    left = [task for task in tasks if task not in done]
    left.sort(key=lambda task: task.path.stat().st_size, reverse=True)  # nobody waits for the last
    for task, told in spread.over(work, left):
        if isinstance(told, KetlitError):
            failed.append(str(told))
        else:
            done[task] = manifest.add(task.path, told)
            if spread.notice:
                spread.notice(task.path, told)
    if failed:
        raise IncompleteError(
            f"{len(failed)} of {len(tasks)} files could not be read; the others are done. Mend "
            "these and run the same command again:\n" + "\n".join(sorted(failed))
        )
    return done


def _tidy(out: Path) -> None:
    """Remove what lost workers left unfinished."""
    for left in out.rglob(".*.part"):
        left.unlink(missing_ok=True)


def list_updates(tasks: list[Sifting], spread: Spread) -> None:
    """List what the files hold that may revise earlier ones, so that settling them is quick."""
    for _ in spread.over(_listed, [task for task in tasks if task.revises]):
        pass


def _listed(task: Sifting) -> Told:
    return {"held": len(held(task))}


def documents(tasks: list[Sifting], told: list[Told]) -> Iterator[bytes]:
    """Yield PubMed XML documents of the records that stand after all files, by PMID.

    The last one withdraws what the files withdraw.
    """
    records: list[bytes] = []
    size = 0
    for raw in settled(tasks, told):
        if size + len(raw) > DOCUMENT:
            yield HEAD + b"".join(records) + FOOT
            records, size = [], 0
        records.append(raw)
        size += len(raw)
    deleted = sorted({pmid for one in told for pmid in one["deleted"]})
    withdrawn = b"".join(b'<PMID Version="1">%d</PMID>' % pmid for pmid in deleted)
    foot = b"<DeleteCitation>" + withdrawn + b"</DeleteCitation>\n" if deleted else b""
    yield HEAD + b"".join(records) + foot + FOOT


def write_documents(tasks: list[Sifting], told: list[Told], out: Path) -> list[Path]:
    """Write the documents of a sift below *out*/sifted, and return where they are."""
    folder = out / "sifted"
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, document in enumerate(documents(tasks, told), 1):
        paths.append(folder / f"sifted-{number:04d}.xml.gz")
        paths[-1].write_bytes(packed(document))
    return paths


def write_parquet(tasks: list[Sifting], told: list[Told], out: Path) -> dict[str, Any]:
    """Write the tables of a sift's records to Parquet below *out*; return the rows of each."""
    pa.set_memory_pool(pa.system_memory_pool())
    with Parts(out, "sifted") as parts:
        for document in documents(tasks, told):
            for batch in columnar.batches([document], "sifted"):
                parts.write(batch.tables)
    return parts.counts
