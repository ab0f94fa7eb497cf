"""`ketlit backup`: one archive of all that cannot be made again."""

from pathlib import Path

import click


@click.command(short_help="Put all that cannot be made again into one archive.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The archive (default: ketlit-backup-YYYYMMDD.tar, here).",
)
@click.pass_context
def command(ctx: click.Context, out: Path | None) -> None:
    """Put raw replies, run records and human decisions into one archive.

    To restore it into an empty folder: tar -xf ARCHIVE -C data && ketlit rebuild
    """
    from harvester.backup import backup
    from harvester.lock import DataLock
    from harvester.run import utc_now
    from harvester.settings import load_settings

    data_dir = load_settings({"data_dir": ctx.obj["data_dir"]}).data_dir
    now = utc_now()
    with DataLock(data_dir, "backup", now):
        done = backup(data_dir, out or Path(f"ketlit-backup-{now:%Y%m%d}.tar"))
    click.echo(f"{done.path}: {done.files:,} files, {done.bytes / 1e6:.1f} MB.")
    click.echo(f"To restore: tar -xf {done.path} -C data && ketlit rebuild", err=True)
