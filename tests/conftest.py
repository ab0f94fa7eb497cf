"""What every test may use: the shared corpus where it is present, and the installed command."""

import contextlib
import os
import shutil
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
def sandbox():
    """Return sandbox(*files, **options): a running local NCBI over paths, folders or bytes.

    Unlimited in rate unless rate=3 is given; options as in harvester.sandbox.Sandbox. `.url` and
    `.s3_url` are its base addresses, `.requests` its log, `.env` what to export for a command.
    """
    from harvester.sandbox import Sandbox

    with contextlib.ExitStack() as open_ones:

        def start(*files, rate=None, **options):
            return open_ones.enter_context(Sandbox(files, rate=rate, **options))

        yield start


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


@pytest.fixture
def browser(tmp_path):
    """A real headless Chromium, driven through Selenium; it keeps its console log."""
    selenium = pytest.importorskip("selenium.webdriver")
    programs = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if not all(programs):
        reason = "no chromium or chromedriver (Debian: chromium, chromium-driver)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    options = selenium.ChromeOptions()
    options.binary_location = programs[0]
    for flag in (
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "disable-dev-shm-usage",
        f"user-data-dir={tmp_path / 'chromium'}",
    ):
        options.add_argument(f"--{flag}")
    downloads = {"download.default_directory": str(tmp_path / "downloads")}
    options.add_experimental_option("prefs", downloads)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = selenium.ChromeService(executable_path=programs[1])
    driver = selenium.Chrome(options=options, service=service)
    yield driver
    driver.quit()
