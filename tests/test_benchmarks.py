"""The benchmark runs and gives its table. What it measures is no business of a test."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_start_up_gives_a_table(tmp_path):
    kept = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--only", "startup",
         "--cache", str(tmp_path), "--json", str(kept)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"\| `ketlit --help`, in bare interpreters \| at most 6 \| [\d.]+x", done.stdout
    )
    (figure, *_), cases = (
        json.loads(kept.read_text())["subjects"]["startup"][k] for k in ("figures", "cases")
    )
    assert figure["found"] > 1
    assert {"bare interpreter", "ketlit --help"} <= {case["case"] for case in cases}
