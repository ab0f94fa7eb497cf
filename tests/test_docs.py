"""Every code block of the documentation runs, and prints what the page says that it prints.

`sh` blocks run with `set -e`, `python` blocks as a script, `console` blocks line by line, their
output compared with the page (`…` stands for anything). A page is one session in a folder of its
own that already holds the invented sample under data/, harvested from the local NCBI, which goes
on serving it. A block after `<!-- not run: reason -->` is left out.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    *sorted(p for p in ROOT.glob("docs/**/*.md") if "decisions" not in p.parts),
]
FENCE = re.compile(r"(<!-- not run: (.+?) -->\n\n?)?^```(\w+)\n(.*?)^```$", re.M | re.S)
RUN = ("sh", "python", "console")


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    line: int
    left_out: str | None


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(m[3], m[4], text[: m.start()].count("\n") + 1, m[2])
        for m in FENCE.finditer(text)
        if m[3] in RUN
    ]


@pytest.fixture(scope="session")
def harvested(tmp_path_factory):
    """A data folder with the sample harvested, labelled and its facts read; and its local NCBI."""
    from harvester.sandbox import Sandbox, sample_files

    with Sandbox(sample_files(), rate=None) as ncbi:
        data = tmp_path_factory.mktemp("harvested") / "data"
        for command in ("harvest", "classify", "extract"):
            done = _run([sys.executable, "-m", "analysis", "--data-dir", data, command], ncbi)
            assert done.returncode == 0, done.stdout
        yield ncbi, data


def _run(command, ncbi, cwd=None, path=None):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("KETLIT_", "NCBI_"))}
    env |= {"KETLIT_EUTILS_URL": ncbi.url, "KETLIT_PMC_S3_URL": ncbi.s3_url, "COLUMNS": "80"}
    env |= {"PYTHONPATH": str(ROOT), "PATH": f"{path or ''}:{env['PATH']}"}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture
def session(harvested, tmp_path):
    """Return session(block) -> what it printed; fails, showing it, if the block fails."""
    ncbi, data = harvested
    shutil.copytree(data, tmp_path / "data")
    shim = tmp_path / ".bin" / "ketlit"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m analysis "$@"\n')
    shim.chmod(0o755)

    def run(language, text):
        command = ["bash", "-ec", text] if language != "python" else [sys.executable, "-c", text]
        done = _run(command, ncbi, tmp_path, shim.parent)
        assert done.returncode == 0, f"{text}\nexit {done.returncode}\n{done.stdout}"
        return done.stdout

    return run


def _matches(said: str, wanted: str) -> bool:
    pattern = ".*?".join(re.escape(part) for part in wanted.strip().split("…"))
    return re.fullmatch(pattern, said.strip(), re.S) is not None


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(not block.left_out for block in blocks(page))],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_blocks_of(page, session):
    for block in [block for block in blocks(page) if not block.left_out]:
        if block.language != "console":
            session(block.language, block.text)
            continue
        for command, wanted in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.M):
            said = session("sh", command)
            assert _matches(said, wanted), f"{page.name}:{block.line}: {command}\nprints\n{said}"


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto:")) and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert not broken


def test_a_page_that_prints_otherwise_is_noticed():
    assert _matches("3 papers\nof 340\n", "3 papers\n… 340")
    assert not _matches("3 papers\n", "4 papers")


def test_the_reference_pages_are_as_the_code_says():
    done = _python("docs/generate.py", "--check")
    assert done.returncode == 0, done.stderr


def test_the_site_builds_without_a_warning(tmp_path):
    pytest.importorskip("mkdocs")
    done = _python("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert "paper_id" in (tmp_path / "site" / "data-dictionary" / "index.html").read_text()


def _python(*words):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False
    )
