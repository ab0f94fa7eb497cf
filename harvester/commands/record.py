"""`ketlit record`: a real reply of NCBI, kept as a fixture for a test or a report."""

import json
from pathlib import Path
from typing import Any

import click

# They change with each reply, or name who asked.
LEFT_OUT = ("set-cookie", "ncbi-phid", "ncbi-sid", "date", "connection")


@click.command(short_help="Keep a real reply of NCBI as a fixture: body, status and headers.")
@click.argument("utility")
@click.argument("parameters", nargs=-1, metavar="NAME=VALUE…")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File for the body.")
@click.pass_obj
def command(obj: dict[str, Any], utility: str, parameters: tuple[str, ...], out: Path) -> None:
    """Ask NCBI once and keep the reply exactly as it came, be it good or an error.

    UTILITY is esearch, efetch, esummary, …; its parameters follow: db=pubmed id=36402838. The body
    goes to --out, status and headers beside it to FILE.meta.json; neither holds key or address.
    """
    from harvester.errors import UsageError
    from harvester.request import Request
    from harvester.settings import load_settings
    from harvester.transport import Transport

    if wrong := [told for told in parameters if "=" not in told]:
        raise UsageError(f"{wrong[0]!r}: wanted NAME=VALUE, as in db=pubmed.")
    asked = dict(told.split("=", 1) for told in parameters)
    if secret := sorted(asked.keys() & {"api_key", "email", "tool"}):
        raise UsageError(f"{secret[0]}: comes from the environment, so that it is never written.")
    request = Request("eutils", f"{utility.removesuffix('.fcgi')}.fcgi", asked, post=True)
    transport = Transport(load_settings({"data_dir": obj["data_dir"]}))
    status, headers, body = transport.once(request)
    kept = {name: value for name, value in headers.items() if name.lower() not in LEFT_OUT}
    told = {"utility": utility, "parameters": asked, "status": status, "headers": kept}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(body)
    out.with_name(out.name + ".meta.json").write_text(json.dumps(told, indent=1) + "\n")
    click.echo(f"{out}: HTTP {status}, {len(body):,} bytes")
