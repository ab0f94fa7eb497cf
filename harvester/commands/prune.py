"""`ketlit prune`: drop raw replies that later ones replace."""

import click


@click.command(short_help="Drop raw replies that later ones replace.")
@click.option("--dry-run", is_flag=True, help="Say what would go; drop nothing.")
@click.pass_context
def command(ctx: click.Context, dry_run: bool) -> None:
    """Drop raw replies that later ones replace: of none of their records are they the latest.

    Papers, ids and the history of changes stay as they are, and a rebuild gives them again; what
    goes for good is the wording of replaced records.
    """
    from harvester.lock import DataLock
    from harvester.prune import prune
    from harvester.run import utc_now
    from harvester.settings import load_settings

    data_dir = load_settings({"data_dir": ctx.obj["data_dir"]}).data_dir
    with DataLock(data_dir, "prune", utc_now()):
        gone = prune(data_dir, dry_run)
    verb = "would be dropped" if dry_run else "dropped"
    click.echo(f"{gone.replies:,} replies ({gone.bytes / 1e6:.1f} MB) {verb}, {gone.kept:,} kept.")
