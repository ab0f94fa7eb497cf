"""What every test may use: the shared corpus where it is present, and the installed command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real records, which is not part of the project."""
    if not CORPUS.is_dir():
        pytest.skip("shared/corpus is not beside the project: real records cannot be read")
    return CORPUS


@pytest.fixture
def ketlit(tmp_path):
    """Return ketlit(*args, env, cwd, timeout, check): runs the real command, returns it done.

    The working folder is an empty one, so that no ketlit.toml or .env of the machine is read.
    """

    def run(*args, env=None, cwd=None, timeout=120, check=None):
        base = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("KETLIT_", "NCBI_", "ENTREZ_", "PUBMED_"))
        }
        base["PYTHONPATH"] = str(ROOT)
        done = subprocess.run(
            [sys.executable, "-m", "analysis", *map(str, args)],
            env={**base, **(env or {})},
            cwd=cwd or tmp_path,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check is not None:
            assert done.returncode == check, (
                f"status {done.returncode}\n{done.stdout}\n{done.stderr}"
            )
        return done

    return run
