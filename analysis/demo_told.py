"""What the demo says in the end: a few counted lines, at 80 columns, and the files it made."""

import csv
from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from analysis.demo import Made
from harvester import load
from harvester.sandbox.sample import TRUTH

if TYPE_CHECKING:
    from harvester.corpus import Corpus

SHOWN = ("depression", "ptsd", "alcohol", "opioid", "anxiety", "suicidality", "chronic_pain")
INDEXED = ("MEDLINE", "Completed", "OLDMEDLINE")
# A phrase, and the condition that its words would wrongly suggest.
TRAPS = (("respiratory depression", "depression"), ("trauma patients", "ptsd"))


def told(made: Made) -> Iterator[str]:
    """Yield the lines, none of them longer than 80 characters."""
    corpus = load(made.folder)
    yield from _harvested(corpus, made)
    yield ""
    yield from _labelled(corpus)
    yield ""
    yield from _reasons(corpus)
    yield ""
    yield f"Made in {made.folder} (all of it invented; delete it when you like):"
    for path, says in made.files:
        yield f"  {path.relative_to(made.folder)!s:32}{says}"
    if made.wanting:
        yield from wrap(made.wanting, 78, initial_indent="  ", subsequent_indent="  ")


def _harvested(corpus: "Corpus", made: Made) -> Iterator[str]:
    papers = corpus.papers
    years, fate = papers["year"].dropna(), papers["retraction"].value_counts()
    both = int((papers["pmid"].notna() & papers["pmcid"].notna()).sum())
    waiting = int((~papers["status"].dropna().isin(INDEXED)).sum())
    yield f"{len(papers)} papers of {years.min()} to {years.max()}, in {made.requests} requests,"
    yield f"at most {made.most} in any second (NCBI's cap: 3)."
    yield f"  {both} are in PubMed and PMC, {int(papers['pmid'].isna().sum())} in PMC alone"
    yield f"  {waiting} wait for their MeSH terms: found by the words of title and abstract"
    yield (
        f"  {fate.get('retracted', 0)} retracted, {fate.get('concern', 0)} under concern, "
        f"{fate.get('corrected', 0)} corrected"
    )


def _labelled(corpus: "Corpus") -> Iterator[str]:
    trials = set(corpus.facts.query("attribute == 'design' and value == 'rct'")["paper_id"])
    held = set(corpus.papers["paper_id"])
    yield "                       in people   randomised   by the sample's known truth"
    yield "condition      papers   with it       trials      papers   found    wrong"
    for key in SHOWN:
        rows = corpus.labels.query("condition == @key and label")
        found, true = set(rows["paper_id"]), _truly(key) & held
        yield (
            f"{key:13}{len(found):8}{int(rows['population'].sum()):10}{len(found & trials):13}"
            f"{len(true):12}{len(found & true):8}{len(found - true):9}"
        )


def _truly(condition: str) -> set[str]:
    """Return the papers of the sample that study *condition*."""
    with TRUTH.open(encoding="utf-8", newline="") as file:
        return {
            f"pmid:{row['pmid']}" if row["pmid"] else f"pmcid:{row['pmcid']}"
            for row in csv.DictReader(file)
            if row[condition] == "1"
        }


def _reasons(corpus: "Corpus") -> Iterator[str]:
    """Why a paper has its label, and why others have it not."""
    sure = corpus.labels.query("condition == 'ptsd' and label").nlargest(1, "score").iloc[0]
    words = dict.fromkeys(span["text"] for span in sure["evidence"])
    yield f"A label has its words. {sure['paper_id']} is about PTSD because it says:"
    yield "  " + ", ".join(f'"{text}"' for text in [*words][:3])
    for phrase, condition in TRAPS:
        saying = set(corpus.search(f'"{phrase}"')["paper_id"])
        labelled = corpus.labels.query("condition == @condition and label")["paper_id"]
        wrongly = len(saying & set(labelled) - _truly(condition))
        yield f'Of {len(saying)} that say "{phrase}", {wrongly} are wrongly labelled {condition}.'
