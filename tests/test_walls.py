"""What holds the house together: light start, declared facts, rooms of a readable size."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.cli import COMMANDS
from harvester.schema import TABLES

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted([*ROOT.glob("harvester/**/*.py"), *ROOT.glob("analysis/**/*.py")])
HEAVY = {"pandas", "numpy", "pyarrow", "sklearn", "altair", "dask", "requests", "lxml", "Bio"}


def test_help_imports_nothing_heavy():
    code = "import sys, analysis.cli; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    assert not HEAVY & set(said.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_there_and_says_in_help_what_the_roof_says(name):
    from importlib import import_module

    module, says = COMMANDS[name]
    command = import_module(module).command
    assert command.get_short_help_str(limit=200).rstrip(".") == says.rstrip(".")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_rooms_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 250, "split the room"
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno > 45
    ]
    assert not long


def test_every_column_says_what_it_means_and_where_it_comes_from():
    silent = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if not column.says.strip() or not column.source.strip()
    ]
    assert not silent


def test_a_key_names_columns_and_papers_come_first():
    assert next(iter(TABLES)) == "papers"
    for table in TABLES.values():
        assert set(table.key) <= set(table.names)
