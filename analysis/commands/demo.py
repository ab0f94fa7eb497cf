"""`ketlit demo`: the whole way on the bundled sample, with no network."""

import logging
from pathlib import Path
from typing import Any

import click

from analysis.demo import FOLDER


@click.command(short_help="The whole way on the bundled, invented sample, with no network.")
@click.pass_obj
def command(obj: dict[str, Any]) -> None:
    """Harvest, label and export the bundled sample: the real way, with another base address.

    A local NCBI serves some 400 invented records on this machine; `harvest` asks it as it would
    ask NCBI, at NCBI's own rate. Everything made is in ./ketlit-demo, or in --data-dir, which
    must be empty or a demo's: invented papers must never meet real ones.
    """
    from analysis.demo import run_demo
    from analysis.demo_told import told

    if not obj["verbose"]:  # NCBI's translation of the topic would fill the screen
        logging.getLogger("harvester").setLevel(logging.WARNING)
    folder: Path = obj["data_dir"] or FOLDER
    made = run_demo(folder, lambda line: None if obj["quiet"] else click.echo(line, err=True))
    for line in told(made):
        click.echo(line)
