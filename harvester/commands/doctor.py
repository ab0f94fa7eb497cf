"""`ketlit doctor`: whether all is well, and if not, how it is mended."""

import json
from dataclasses import asdict
from typing import Any

import click

from harvester.errors import KetlitError

MAY_BE_BETTER = ("identity", "parser")  # well, but with something to gain


class UnwellError(KetlitError):
    """Something is not well; the lines above say what and how to mend it."""


@click.command(short_help="NCBI, key, clock, disk, store, archive: what to mend, and how.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@click.pass_obj
def command(obj: dict[str, Any], as_json: bool) -> None:
    """Check NCBI, key, clock, disk, lock, runs, store and archive, and say how to mend each.

    Exit status 1 if anything is not well.
    """
    from harvester.doctor import examine
    from harvester.run import utc_now
    from harvester.settings import load_settings

    checks = []
    for check in examine(load_settings({"data_dir": obj["data_dir"]}), utc_now):
        checks.append(check)
        if not as_json:
            click.echo(f"{'well' if check.well else 'NOT WELL':8}  {check.name:9} {check.says}")
            if check.mend and (not check.well or check.name in MAY_BE_BETTER):
                click.echo(f"{'':19} {check.mend}")
    unwell = [check.name for check in checks if not check.well]
    if as_json:
        told = {"well": not unwell, "checks": [asdict(check) for check in checks]}
        click.echo(json.dumps(told, indent=1, ensure_ascii=False))
    if unwell:
        raise UnwellError(f"not well: {', '.join(unwell)}.")
