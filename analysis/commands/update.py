"""`ketlit update`: what a schedule runs."""

import hashlib
from datetime import UTC, datetime
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.errors import KetlitError

if TYPE_CHECKING:
    from harvester.ledger import Run

# The steps after the harvest, in order; one that does not exist yet is passed over.
STEPS = ("classify", "extract", "report")


@click.command(short_help="What a schedule runs: harvest, classify, extract, report.")
@click.option("--source", type=click.Choice(["pubmed", "pmc", "all"]), help="As in ketlit.toml.")
@click.option("--patience", type=float, help="Seconds an outage is waited out (default: 900).")
@click.pass_context
def command(ctx: click.Context, source: str | None, patience: float | None) -> None:
    """Harvest, then classify, extract and report: each step only if the one before is whole.

    One lock holds from the first step to the last, and one run record tells how each ended. The
    labels are made again after every harvest, so that they are never older than the papers.
    Sources, topic and patience come from ketlit.toml.
    """
    from harvester.commands.watching import bar, interruptible
    from harvester.lock import DataLock
    from harvester.order import orders
    from harvester.run import carry_out, utc_now
    from harvester.settings import load_settings

    flags = {"data_dir": ctx.obj["data_dir"], "patience": patience, "sources": source}
    settings = load_settings(flags)
    with interruptible(), DataLock(settings.data_dir, "update", utc_now()):
        for order in orders(settings.topic, sources=settings.sources):
            with bar(order.query.db, ctx.obj["quiet"]) as note:
                run = carry_out(order, settings.data_dir, settings, note, command="update")
            click.echo(run.told())
        _steps_after(ctx, run, settings.data_dir)


def _steps_after(ctx: click.Context, run: "Run", data_dir: Path) -> None:
    """Run each later step and note in the run's record how it ended."""
    from analysis.cli import COMMANDS
    from harvester.ledger import FAILED, WHOLE, stamp

    run.steps = []
    for name in STEPS:
        if name not in COMMANDS:
            continue
        step = {"name": name, "started": stamp(datetime.now(UTC)), "state": FAILED, "message": ""}
        run.steps.append(step)
        try:
            ctx.invoke(import_module(COMMANDS[name][0]).command)
            step["state"] = WHOLE
        except KetlitError as error:
            step["message"] = str(error)
            raise
        finally:
            step["ended"] = stamp(datetime.now(UTC))
            _save(run, data_dir)


def _save(run: "Run", data_dir: Path) -> None:
    """Write the record again, with the versions of what the labels were made by."""
    from analysis.model import load_model
    from harvester.ledger import Ledger
    from harvester.store import Store

    declared = files("analysis").joinpath("conditions.toml").read_bytes()
    made_by = {
        "conditions": hashlib.sha256(declared).hexdigest()[:12],
        "model": load_model(data_dir).version,
    }
    others = [one for one in run.versions if one["name"] not in made_by]
    run.versions = others + [{"name": name, "version": v} for name, v in made_by.items()]
    Ledger(data_dir / "runs").save(run)
    with Store.open(data_dir / "papers.sqlite") as store:
        store.put_run(run.row())
