"""`ketlit rebuild`: the tables again, from what is kept for ever."""

import click

from harvester.commands.watching import bar


@click.command(short_help="Make the tables again from the raw archive, offline.")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Make data/papers.sqlite again from data/raw and data/runs, offline and row for row.

    The old file stays until the new one is whole and sound.
    """
    from harvester.errors import StoreError
    from harvester.lock import DataLock
    from harvester.rebuild import rebuild
    from harvester.run import utc_now
    from harvester.settings import load_settings

    data_dir = load_settings({"data_dir": ctx.obj["data_dir"]}).data_dir
    if not (data_dir / "raw").is_dir():
        raise StoreError(f"{data_dir}/raw: there is no archive to make the tables from.")
    with DataLock(data_dir, "rebuild", utc_now()), bar("rebuild", ctx.obj["quiet"]) as note:
        done = rebuild(data_dir, note)
    click.echo(f"{done.papers:,} papers from {done.replies:,} replies: {data_dir}/papers.sqlite")
    for name in done.unread:
        click.echo(f"not readable, now as then: {name}", err=True)
