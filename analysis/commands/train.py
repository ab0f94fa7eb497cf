"""`ketlit train`: the model's weights again, from labelled papers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.settings import load_settings

if TYPE_CHECKING:
    from harvester.settings import Settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
GOLD = click.argument("gold", nargs=-1, type=FILE)
TEXTS = click.option(
    "--texts",
    multiple=True,
    type=FILE,
    help="Take texts from this file (PubMed XML, or CSV with pmid, title, abstract); repeatable.",
)
OFFLINE = click.option("--offline", is_flag=True, help="Ask NCBI for no text.")


@click.command(short_help="The model's weights again, from labelled papers.")
@GOLD
@TEXTS
@OFFLINE
@click.option(
    "--out", type=click.Path(path_type=Path), help="Default: DATA_DIR/models/labels.json."
)
@click.option("--with-locked", is_flag=True, help="Train on the locked papers too.")
@click.option(
    "--samples",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fit the points of sample sizes instead, to gold facts, and write them to this file.",
)
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same file.")
@click.pass_obj
def command(
    obj: dict[str, Any],
    gold: tuple[Path, ...],
    texts: tuple[Path, ...],
    offline: bool,
    out: Path | None,
    with_locked: bool,
    samples: Path | None,
    seed: int,
) -> None:
    """Fit the model's weights again, from labelled papers.

    GOLD: CSVs with pmid and columns named by condition or population_CONDITION (1, 0 or empty);
    default: those of DATA_DIR/gold. Texts come from --texts, else from the store, else from NCBI.
    Human decisions in DATA_DIR/decisions outrank the files. `classify` uses what is written.
    """
    import analysis.goldfiles as sources
    from analysis.labelling import decided
    from analysis.learning.datasets import dataset, named, summary
    from analysis.learning.fitting import fit_model
    from analysis.model import written

    settings = load_settings({"data_dir": obj["data_dir"]})
    if samples:
        names = gold or sources.default_gold(settings.data_dir, sources.FACTS)
        _fit_samples(samples, names, texts, None if offline else settings, settings.data_dir)
        return
    frames = [sources.read_gold(path) for path in gold or sources.default_gold(settings.data_dir)]
    pmids = sorted({int(pmid) for frame in frames for pmid in frame["pmid"].dropna()})
    papers = sources.texts(pmids, texts, settings.data_dir, None if offline else settings)
    bearings = sources.read_bearings(settings.data_dir)
    data = dataset(frames, papers, decided(settings.data_dir), with_locked, bearings)
    click.echo(f"{len(data.pmids)} papers of {len(pmids)} to learn from", err=True)
    told = sum(
        one is not None for paper in data.papers.known for many in paper.values() for one in many
    )
    click.echo(f"{told} sentences whose bearing is known (DATA_DIR/gold/bearings.csv)", err=True)
    model = named(fit_model(data.papers, data.targets, "", seed))
    out = out or settings.data_dir / "models" / "labels.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(written(model), encoding="utf-8")
    for task, key, many, positives, kind in summary(model, data):
        click.echo(f"{task:11} {key:16} {positives:5} of {many:5}  {kind}")
    click.echo(f"{model.version}: {out}", err=True)


def _fit_samples(
    out: Path,
    gold: Sequence[Path],
    files: Sequence[Path],
    settings: "Settings | None",
    data_dir: Path,
) -> None:
    """Fit the points of sample sizes to gold facts, and write them to *out*."""
    import analysis.goldfiles as sources
    from analysis.learning.samples import fit_points, known, written

    frames = [sources.read_gold(path) for path in gold]
    pmids = sorted({int(pmid) for frame in frames for pmid in frame["pmid"].dropna()})
    papers = known(frames, sources.texts(pmids, files, data_dir, settings))
    stated = sum(paper.size > 0 for paper in papers)
    click.echo(f"{len(papers)} papers to learn from, {stated} of which state a size", err=True)
    out.write_text(written(fit_points(papers)), encoding="utf-8")
    click.echo(f"points of sample sizes: {out}", err=True)
