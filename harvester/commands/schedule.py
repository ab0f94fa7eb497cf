"""`ketlit schedule`: a ready unit for the nightly run."""

import shutil
import sys
from pathlib import Path
from typing import Any

import click


@click.command(short_help="Print a ready unit for the nightly run: cron, systemd or github.")
@click.argument("kind", type=click.Choice(["cron", "systemd", "github"]))
@click.option("--at", default="03:30", show_default=True, help="Time of day (github: UTC).")
@click.option("--ping", metavar="URL", help="Called when a run needs a person.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the files into this folder instead of printing them.",
)
@click.pass_obj
def command(obj: dict[str, Any], kind: str, at: str, ping: str | None, out: Path | None) -> None:
    """Print a ready unit that runs `ketlit update` every night.

    Large jobs are best run at weekends or between 21:00 and 5:00 US Eastern time, says NCBI.
    """
    from harvester.schedule import Plan, units
    from harvester.settings import load_settings

    settings = load_settings({"data_dir": obj["data_dir"]})
    installed = shutil.which("ketlit")
    program = [installed] if installed else [sys.executable, "-m", "analysis"]
    here = Path.cwd()
    plan = Plan(at, program, here, here / settings.data_dir, ping)
    files = units(plan, kind)
    for name, text in files.items():
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_text(text, encoding="utf-8")
            click.echo(str(out / name), err=True)
        elif len(files) > 1:
            click.echo(f"# ----- {name}\n{text}")
        else:
            click.echo(text, nl=False)
