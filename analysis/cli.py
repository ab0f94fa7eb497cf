"""The `ketlit` roof: finds the command, reads the common options, turns errors into statuses.

A command's module is imported when the command runs, so that `ketlit --help` costs little.
"""

import sys
from importlib import import_module
from typing import Any

import click

from harvester import __version__
from harvester.errors import KetlitError

# name -> (module that holds `command`, the line that `ketlit --help` prints)
COMMANDS: dict[str, tuple[str, str]] = {
    "sandbox": (
        "harvester.commands.sandbox",
        "Play NCBI over files of your own, to rehearse a schedule.",
    ),
    "update": (
        "analysis.commands.update",
        "What a schedule runs: harvest, classify, extract, report.",
    ),
    "harvest": (
        "harvester.commands.harvest",
        "Bring the corpus up to date; the first run is a full one.",
    ),
    "import": (
        "harvester.commands.importing",
        "Take in PubMed XML, MEDLINE/.nbib, PMC JATS and other exports.",
    ),
    "sift": (
        "harvester.commands.sift",
        "The topic's papers out of whole-PubMed baseline and update files.",
    ),
    "parse": (
        "harvester.commands.parse",
        "Whole PubMed XML files into Parquet, every table.",
    ),
    "find": (
        "harvester.commands.find",
        "Full-text search of the corpus from the shell.",
    ),
    "rebuild": (
        "harvester.commands.rebuild",
        "Make the tables again from the raw archive, offline.",
    ),
    "backup": (
        "harvester.commands.backup",
        "Put all that cannot be made again into one archive.",
    ),
    "prune": (
        "harvester.commands.prune",
        "Drop raw replies that later ones replace.",
    ),
    "status": (
        "harvester.commands.status",
        "What is there, from when, and what is incomplete.",
    ),
    "recall": (
        "harvester.commands.recall",
        "Does the topic's query find these known papers? Which not, and why.",
    ),
    "classify": (
        "analysis.commands.classify",
        "Label every paper by condition, with the words that made each label.",
    ),
    "extract": (
        "analysis.commands.extract",
        "Read dose, route, design, sample size and more, each with its words.",
    ),
    "report": (
        "analysis.commands.report",
        "A self-contained HTML report, with its tables and figures.",
    ),
    "evaluate": (
        "analysis.commands.evaluate",
        "Scores against gold labels, with intervals, beside the baselines.",
    ),
    "review": (
        "analysis.commands.review",
        "Least certain papers out for a human, and their decisions back in.",
    ),
    "train": (
        "analysis.commands.train",
        "The model's weights again, from labelled papers.",
    ),
    "export": (
        "analysis.commands.export",
        "The corpus, or a part of it, as a file for another tool.",
    ),
    "browse": (
        "analysis.commands.browse",
        "Browse the corpus: Datasette, read-only, with facets, search and evidence.",
    ),
    "schedule": (
        "harvester.commands.schedule",
        "Print a ready unit for the nightly run: cron, systemd or github.",
    ),
    "doctor": (
        "harvester.commands.doctor",
        "NCBI, key, clock, disk, store, archive: what to mend, and how.",
    ),
    "record": (
        "harvester.commands.record",
        "Keep a real reply of NCBI as a fixture: body, status and headers.",
    ),
    "demo": (
        "analysis.commands.demo",
        "The whole way on the bundled, invented sample, with no network.",
    ),
}


class Roof(click.Group):
    """A group whose commands are imported when they are called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command. An unknown name lists what exists (exit 2)."""
        if cmd_name not in COMMANDS:
            raise _none_such("command", cmd_name, list(COMMANDS), ctx)
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. An option that it does not have lists those that it has (exit 2)."""
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            raise _with_all_options(error) from None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the common options; one that is not among them lists them (exit 2)."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise _with_all_options(error) from None

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 (click's signature)
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            if COMMANDS:
                formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


def _with_all_options(error: click.NoSuchOption) -> click.UsageError:
    """Return *error* with all options of its command, which click only names if they are alike."""
    if error.ctx is None:
        return error
    names = [
        max(option.opts, key=len)
        for option in error.ctx.command.get_params(error.ctx)
        if isinstance(option, click.Option)
    ]
    return _none_such("option", error.option_name, names, error.ctx)


def _none_such(what: str, given: str, there: list[str], ctx: click.Context) -> click.UsageError:
    """Return the error that names what there is, the likeliest first."""
    from difflib import get_close_matches

    from harvester.commands.watching import folded

    meant = get_close_matches(given, there, 1)
    asked = f" Did you mean {meant[0]}?" if meant else ""
    told = f"No such {what} {given!r}.{asked} There are: {', '.join(there)}."
    return click.UsageError(folded(told, sys.stderr, before=len("Error: ")), ctx)


@click.group(cls=Roof, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data-dir", type=click.Path(), help="Data folder (default: data).")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no remarks, only errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say what is asked of NCBI and answered.")
@click.version_option(__version__, prog_name="ketlit")
@click.pass_context
def roof(ctx: click.Context, data_dir: str | None, quiet: bool, verbose: bool) -> None:
    """Harvest, label and export the complete ketamine literature of PubMed and PMC."""
    # Not needed for --help, which is felt every time.
    import logging
    from pathlib import Path

    level = logging.ERROR if quiet else logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(level=level, format="%(message)s", stream=sys.stderr)
    folder = Path(data_dir) if data_dir else None
    ctx.obj = {"data_dir": folder, "quiet": quiet, "verbose": verbose}


def main(argv: list[str] | None = None) -> Any:
    """Run one command and exit: 0, or the status of the error it met (docs/commands)."""
    try:
        roof.main(args=argv, prog_name="ketlit")
    except KetlitError as error:
        from harvester.commands.watching import folded

        click.echo(folded(f"ketlit: {error}", sys.stderr), err=True)
        sys.exit(error.exit_status)
