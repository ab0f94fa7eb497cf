"""Compiles the scanner of harvester.columnar into the wheel where that can be done.

Where it cannot (no compiler, no headers of Python), the wheel is pure: numpy does the same work
in about twice the time. KETLIT_PURE=1 asks for that.
"""

import os
import runpy
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = Path("harvester", "columnar")
NAME = "scanner"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


class CustomBuildHook(BuildHookInterface):
    """What hatchling calls before it makes a wheel, an editable one too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say in one line if that failed."""
        if self.target_name != "wheel":
            return
        beside = Path(self.root) / PACKAGE / (NAME + SUFFIX)
        editable = version == "editable"  # the module is read where its source stands
        try:
            if editable:
                beside.unlink(missing_ok=True)  # this one may be older, or not wanted any more
            if os.environ.get("KETLIT_PURE", "") not in ("", "0"):
                return
            built = compiled(Path(self.root))
            if editable:
                put(built, beside)
        except (Exception, SystemExit) as error:  # noqa: BLE001
            told = " ".join(str(error).split())[:200]
            print(f"ketlit: the scanner is not compiled, numpy serves ({told})", file=sys.stderr)  # noqa: T201
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        if not editable:
            build_data["force_include"][str(built)] = str(PACKAGE / built.name)


def put(built: Path, place: Path) -> None:
    """Copy a module to its place as a whole: who imports it meanwhile finds all of it or none."""
    fresh = place.with_name(f".{NAME}.{os.getpid()}.so")
    try:
        shutil.copy(built, fresh)
        os.replace(fresh, place)
    finally:
        fresh.unlink(missing_ok=True)


def compiled(root: Path) -> Path:
    """Compile the scanner below build/, and return where it is."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    work = root / "build" / "scanner"
    work.mkdir(parents=True, exist_ok=True)
    source = str(PACKAGE / f"{NAME}.pyx")
    flags = [] if sys.platform == "win32" else ["-O3", "-g0"]
    told = runpy.run_path(str(root / PACKAGE / "sources.py"))["digest"]()
    extension = Extension(
        f"{'.'.join(PACKAGE.parts)}.{NAME}",
        [source],
        extra_compile_args=flags,
        define_macros=[("KETLIT_BUILT_FROM", f'"{told}"')],
    )
    before = Path.cwd()
    os.chdir(root)
    try:
        extensions = cythonize([extension], build_dir=str(work), quiet=True, force=True)
        command = build_ext(Distribution({"ext_modules": extensions}))
        command.inplace, command.force, command.build_temp = False, True, str(work)
        command.build_lib = str(work / "lib")
        command.ensure_finalized()
        command.run()
    finally:
        os.chdir(before)
    return work / "lib" / PACKAGE / (NAME + SUFFIX)
