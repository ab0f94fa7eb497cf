"""`ketlit browse`: the corpus in a web browser."""

import tempfile
from pathlib import Path
from typing import Any

import click

from harvester.settings import load_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8001, show_default=True, help="Port to listen on; 0: any free one.")
@click.pass_obj
def command(obj: dict[str, Any], host: str, port: int) -> None:
    """Browse the corpus: Datasette, read-only, with facets, search and evidence.

    Made from the store as it is at the start; start it again after a harvest.
    """
    import uvicorn

    from analysis.browsing.app import application, shown_columns
    from analysis.browsing.flat import build
    from analysis.export.selection import select
    from harvester import load

    settings = load_settings({"data_dir": obj["data_dir"]})
    corpus = load(settings.data_dir)
    labels = corpus.labels
    conditions = list(dict.fromkeys(labels["condition"]))
    selection = select(corpus.papers, labels, corpus.facts, conditions=conditions)
    runs = corpus.runs["ended"].dropna()
    as_of = max(runs) if len(runs) else "the last import"
    with tempfile.TemporaryDirectory(prefix="ketlit-browse-") as folder:
        flat = Path(folder) / "browse.sqlite"
        count = build(selection, conditions, flat)
        app = application(settings.data_dir / "papers.sqlite", flat, as_of)
        server = uvicorn.Server(uvicorn.Config(app.app(), host=host, port=port, log_level="error"))
        sock = server.config.bind_socket()
        sock.listen()  # so that whoever follows the printed address is not refused
        address = f"http://{host}:{sock.getsockname()[1]}/browse/papers?{shown_columns()}"
        click.echo(f"{count:,} papers at {address}\nCtrl-C ends it.", err=False)
        server.run(sockets=[sock])
