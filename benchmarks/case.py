"""One case of a benchmark in a process of its own: `python -m benchmarks.case NAME FILE...`.

Each reads whole files and keeps nothing; the process's CPU seconds and peak memory are the result.
"""

import gzip
import io
import sys
import tempfile
from pathlib import Path

SIX = ["ketamin*", "spravato", "ketalar", "ketaset", "ketanest", "calypsol"]


def nothing(_files: list[Path]) -> int:
    """Start, and end."""
    return 0


def biopython(files: list[Path]) -> int:
    """Read with `Bio.Entrez.read`; its DTDs must be told to be at NLM by https."""
    from Bio import Entrez

    count = 0
    for file in files:
        body = gzip.decompress(file.read_bytes()).replace(b'"http://dtd', b'"https://dtd', 1)
        count += len(Entrez.read(io.BytesIO(body))["PubmedArticle"])
    return count


def pubmed_parser(files: list[Path]) -> int:
    """Read with pubmed_parser, authors and references and MeSH subterms with it."""
    import pubmed_parser as pp

    return sum(
        sum(1 for _ in pp.parse_medline_xml(
            str(file), author_list=True, reference_list=True))
        for file in files
    )  # fmt: skip


def columns(files: list[Path]) -> int:
    """Read every table in columns."""
    import pyarrow as pa

    from harvester import columnar
    from harvester.unpack import chunks

    pa.set_memory_pool(pa.system_memory_pool())
    batches = (batch for file in files for batch in columnar.batches(chunks(file), str(file)))
    return sum(batch.tables["papers"].num_rows for batch in batches)


def rows(files: list[Path]) -> int:
    """Read every table record by record with lxml, into Arrow."""
    import pyarrow as pa

    from harvester.columnar.arrow import from_parsed
    from harvester.sources import pubmed
    from harvester.unpack import chunks

    pa.set_memory_pool(pa.system_memory_pool())
    batches = (b for file in files for b in pubmed.batches(chunks(file), str(file), 800))
    return sum(from_parsed(parsed, 0)["papers"].num_rows for parsed in batches)


def frames(files: list[Path]) -> int:
    """Read every table as pandas frames, with `iter_pubmed`."""
    from harvester import iter_pubmed

    return sum(len(tables.papers) for file in files for tables in iter_pubmed(file))


def parquet(files: list[Path]) -> int:
    """Write every table to Parquet."""
    from harvester.bulk.parse import Parsing, parse_file

    with tempfile.TemporaryDirectory() as folder:
        told = [parse_file(Parsing(file, Path(folder))) for file in files]
    return sum(one["rows"]["papers"] for one in told)


def raw(files: list[Path]) -> int:
    """Unpack, and do nothing: the limit of every sift."""
    from isal import igzip

    count = 0
    for file in files:
        with igzip.open(file) as stream:
            while block := stream.read(1 << 20):
                count += len(block)
    return count


def _sift(files: list[Path], words: list[str]) -> int:
    from harvester.bulk.sift import Sifting, sift_file
    from harvester.bulk.words import of_words

    with tempfile.TemporaryDirectory() as folder:
        tasks = [Sifting(file, Path(folder), of_words(words), False) for file in files]
        return sum(sift_file(task)["matches"] for task in tasks)


def sift_one(files: list[Path]) -> int:
    """Sift for one literal."""
    return _sift(files, SIX[:1])


def sift_six(files: list[Path]) -> int:
    """Sift for six names."""
    return _sift(files, SIX)


def _workers(files: list[Path], number: int) -> int:
    from harvester.bulk.runs import parse
    from harvester.bulk.spread import Spread

    with tempfile.TemporaryDirectory() as folder:
        told = parse(files, Path(folder), Spread("processes", number))
    return sum(one["rows"]["papers"] for one in told)


def one_worker(files: list[Path]) -> int:
    """Parse files with one process."""
    return _workers(files, 1)


def two_workers(files: list[Path]) -> int:
    """Parse files with two processes."""
    return _workers(files, 2)


LIGHT = ("columns", "rows", "parquet", "one_worker", "two_workers")  # as `ketlit parse` is

if __name__ == "__main__":
    if sys.argv[1] in LIGHT:
        from harvester.bulk.light import spare_pandas

        spare_pandas()
    print(globals()[sys.argv[1]]([Path(name) for name in sys.argv[2:]]))
