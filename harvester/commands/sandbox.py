"""`ketlit sandbox`: the local NCBI over files of one's own, to rehearse a schedule."""

import signal
import threading
from pathlib import Path
from typing import Any

import click

LOOK = 0.5  # seconds between two looks at the log


@click.command(short_help="Play NCBI over files of your own, to rehearse a schedule.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--port", default=0, help="Port to listen on; 0 takes a free one.")
@click.option(
    "--rate", default=3, show_default=True, help="Requests a second without a key; 0: any."
)
@click.option("--fault", "faults", multiple=True, metavar="NAME[:times=2,utility=efetch,…]",
              help="A fault to inject; may be repeated. --list-faults names them.")  # fmt: skip
@click.option("--list-faults", is_flag=True, help="Print the names of all faults and end.")
@click.pass_obj
def command(
    obj: dict[str, Any], files: tuple[Path, ...], port: int, rate: int, faults: tuple[str, ...],
    list_faults: bool,
) -> None:  # fmt: skip
    """Serve FILES (PubMed XML, PMC JATS, packed or not, or folders of them) as NCBI would.

    Without FILES the bundled sample is served. Prints what to export, then one line for each
    request on standard error, until Ctrl-C.
    """
    from harvester.sandbox import Sandbox
    from harvester.sandbox.faults import kinds

    if list_faults:
        for kind in kinds().values():
            click.echo(f"{kind.name:26} row {kind.row:<2}  {kind.shown}")
        return
    stop, shown = threading.Event(), 0
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: stop.set())
    with Sandbox(files or [SAMPLE], rate=rate or None, faults=faults, port=port) as server:
        counts = server.index()
        held = ", ".join(f"{count} records of {db}" for db, count in counts.items())
        click.echo(f"# {held}; Ctrl-C ends", err=True)
        for name, value in server.env.items():
            click.echo(f"export {name}={value}")
        while not stop.wait(LOOK):
            shown = _show(server.requests, shown, obj["quiet"])
        _show(server.requests, shown, obj["quiet"])


SAMPLE = Path(__file__).parents[1] / "sandbox" / "sample"


def _show(log: Any, shown: int, quiet: bool) -> int:
    """Print a line for each request after the first *shown*; return how many there are."""
    asked_so_far = list(log)
    for asked in asked_so_far[shown:] if not quiet else ():
        ids = f" {len(asked.ids)} ids" if asked.ids else ""
        fault = f" [{asked.fault}]" if asked.fault else ""
        click.echo(
            f"{asked.time:9.3f} {asked.method} {asked.utility}{ids} {asked.path}"
            f"-> {asked.status}, {asked.sent} bytes{fault}", err=True,
        )  # fmt: skip
    return len(asked_so_far)
