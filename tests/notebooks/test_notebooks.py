"""The notebooks run in a fresh kernel on the sample, and are kept as their readers want them."""

import ast
import os
import re
from pathlib import Path

import nbformat
import pytest

import analysis
import harvester
from analysis.demo import run_demo

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PUBLIC = {"harvester": set(harvester.__all__), "analysis": {*analysis.__all__, "figures"}}
SHELL = re.compile(r"^[!%].*$", re.MULTILINE)
MINUTE = 60

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks") / "ketlit-demo"
    run_demo(folder, lambda line: None)
    return folder


def trees(path):
    cells = nbformat.read(path, as_version=4).cells
    return [ast.parse(SHELL.sub("", c.source)) for c in cells if c.cell_type == "code"]


def test_there_are_five():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@each
@pytest.mark.filterwarnings("default")  # of the kernel's machinery, which is not ours
def test_it_runs_in_a_fresh_kernel_within_a_minute(path, data, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.setenv("KETLIT_DATA_DIR", str(data))
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=MINUTE, kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()  # fmt: skip
    shown = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    assert len(shown) >= 5
    assert not [out for out in shown if out.get("name") == "stderr"]
    told = [out.get("data", {}) for out in shown]
    assert not [data for data in told if "://" in data.get("text/html", "")], "nothing is loaded"
    drawn = sum("image/svg+xml" in data for data in told)
    assert drawn == sum(c.source.startswith("figures.") for c in notebook.cells)


@each
def test_it_keeps_no_outputs(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")


@each
def test_it_defines_no_functions_and_uses_only_public_names(path):
    for tree in trees(path):
        for node in ast.walk(tree):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)
            if isinstance(node, ast.Import):
                assert not {name.name.split(".")[0] for name in node.names} & set(PUBLIC)
            if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] in PUBLIC:
                assert {name.name for name in node.names} <= PUBLIC.get(node.module, set())
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_")
