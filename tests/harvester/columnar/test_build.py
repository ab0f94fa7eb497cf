"""What hatch_build.py leaves beside the sources: the module just compiled, or none."""

import runpy
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
INTERFACE = "hatchling.builders.hooks.plugin.interface"


class Hook:
    """As much of hatchling's as is used: it is only there while a wheel is made."""

    target_name = "wheel"

    def __init__(self, root):
        self.root = str(root)


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that builds, with what the compiler gives, and returns what is told."""
    interface = ModuleType(INTERFACE)
    interface.BuildHookInterface = Hook
    monkeypatch.setitem(sys.modules, INTERFACE, interface)
    monkeypatch.delenv("KETLIT_PURE", raising=False)
    code = runpy.run_path(str(ROOT / "hatch_build.py"))
    folder = tmp_path / code["PACKAGE"]
    folder.mkdir(parents=True)
    (tmp_path / "built").write_text("new")

    def built(version="editable", compiled=lambda root: root / "built"):
        hook = code["CustomBuildHook"](tmp_path)
        monkeypatch.setitem(hook.initialize.__globals__, "compiled", compiled)
        told = {"force_include": {}}
        hook.initialize(version, told)
        return told

    built.beside = folder / (code["NAME"] + code["SUFFIX"])
    return built


def fails(root):
    raise SystemExit("no\n compiler")


def test_the_module_is_put_beside_its_source(build):
    build.beside.write_text("old")
    assert build() == {"force_include": {}, "pure_python": False, "infer_tag": True}
    assert build.beside.read_text() == "new"
    assert list(build.beside.parent.iterdir()) == [build.beside]


def test_a_pure_install_leaves_no_old_module(build, monkeypatch):
    build.beside.write_text("old")
    monkeypatch.setenv("KETLIT_PURE", "1")
    assert build(compiled=fails) == {"force_include": {}}
    assert not build.beside.exists()


def test_neither_does_one_without_a_compiler(build, capsys):
    build.beside.write_text("old")
    assert build(compiled=fails) == {"force_include": {}}
    assert not build.beside.exists()
    assert capsys.readouterr().err.endswith("numpy serves (no compiler)\n")


@pytest.mark.parametrize("pure", ["", "1"])
def test_a_place_that_cannot_be_written_fails_no_install(build, monkeypatch, capsys, pure):
    build.beside.mkdir()  # which `unlink` refuses, as Windows does a module that is in use
    monkeypatch.setenv("KETLIT_PURE", pure)
    assert build() == {"force_include": {}}
    assert "numpy serves" in capsys.readouterr().err


def test_a_module_cut_short_is_not_left_there(build, monkeypatch, capsys):
    def half(source, place):
        Path(place).write_text("n")
        raise OSError("no space left")

    monkeypatch.setattr("shutil.copy", half)
    assert build() == {"force_include": {}}
    assert not list(build.beside.parent.iterdir())
    assert "no space left" in capsys.readouterr().err


def test_a_wheel_takes_it_and_leaves_what_stands_beside(build, tmp_path):
    build.beside.write_text("old")
    place = str(build.beside.relative_to(tmp_path).parent / "built")
    assert build("standard")["force_include"] == {str(tmp_path / "built"): place}
    assert build.beside.read_text() == "old"
