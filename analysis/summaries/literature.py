"""Where papers come from, how they belong together, and which must not be trusted as they stand."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.summaries.material import Material, counted, trials_apart
from harvester.store.sameness import title_key

if TYPE_CHECKING:
    import pandas as pd

# The part of an affiliation that names the institution: the first of these words wins.
INSTITUTION = re.compile(
    r"\b(?:universit|hospital|klinik|institut|college|school of medicine|medical cent|clinic|"
    r"academy|charit|pharma|inserm|nih\b|va )",
    re.IGNORECASE,
)
UNIVERSITY = re.compile(r"\bunivers|\buniv\b", re.IGNORECASE)
# Numbers of trial registries; a record may also list data banks (GEO, GenBank, …).
TRIAL = r"(?:NCT|ISRCTN|ChiCTR|EUCTR|CTRI|ACTRN|DRKS|UMIN|jRCT|KCT|PACTR|IRCT|NTR|NL\d|RBR|TCTR)"
PREPRINTS = {"UpdateIn": "preprint", "UpdateOf": "article"}


def journals(held: Material) -> "pd.DataFrame":
    """Papers and trials of each journal."""
    rows = held.papers[["paper_id", "journal"]]
    return trials_apart(rows[rows["journal"].notna()], ["journal"], held)


def countries(held: Material) -> "pd.DataFrame":
    """Papers and trials by the country in which the journal appears."""
    rows = held.papers[["paper_id", "country"]]
    return trials_apart(rows[rows["country"].notna()], ["country"], held)


def institutions(held: Material) -> "pd.DataFrame":
    """Papers by institution, as affiliations name it: spellings are not merged."""
    rows = held.authors[["paper_id", "affiliations"]].explode("affiliations").dropna()
    rows = rows.drop_duplicates()
    told = {place: _institution(place) for place in rows["affiliations"].unique()}
    rows = rows.assign(institution=rows["affiliations"].map(told))
    return trials_apart(rows[rows["institution"].notna()], ["institution"], held)


def _institution(affiliation: str) -> str | None:
    parts = [part.strip(" .;") for part in re.split(r"[,;]", affiliation)]
    found = [part for part in parts if INSTITUTION.search(part)]
    return next((part for part in found if UNIVERSITY.search(part)), found[0] if found else None)


def groups(held: Material) -> "pd.DataFrame":
    """Papers by their last author, who in this field mostly leads the group."""
    authors = held.papers["authors"]
    rows = held.papers[["paper_id"]].assign(last_author=authors.map(_last))
    return trials_apart(rows[rows["last_author"].notna()], ["last_author"], held)


def _last(names: object) -> str | None:
    return str(names[-1]) if isinstance(names, list) and names else None


def retractions(held: Material) -> "pd.DataFrame":
    """Papers by retraction status: retracted, concern, corrected, notice."""
    rows = held.papers[["paper_id", "retraction"]]
    return counted(rows[rows["retraction"].isin(_MARKED)], ["retraction"])


_MARKED = ("retracted", "concern", "corrected", "notice")


def registered_trials(held: Material) -> "pd.DataFrame":
    """Papers of one trial together, by registry number; from the record and from the abstract."""
    import pandas as pd

    listed = held.registries[["paper_id", "accession"]].rename(columns={"accession": "trial"})
    read = held.fact("registry")[["paper_id", "value"]].rename(columns={"value": "trial"})
    rows = pd.concat([listed, read]).dropna().astype("string")
    return counted(rows[rows["trial"].str.match(TRIAL)], ["trial"])


def preprints(held: Material) -> "pd.DataFrame":
    """Preprints and their articles: NLM's own links, and preprints whose title an article has.

    `linked` says which: "NLM" or "same title". `paper_ids` holds the preprint, then the article.
    """
    import pandas as pd

    pairs = _linked(held)
    pairs |= {pair: "same title" for pair in _same_title(held) if pair not in pairs}
    rows = [(*pair, how, len(pair), list(pair)) for pair, how in sorted(pairs.items())]
    columns = ["preprint", "article", "linked", "papers", "paper_ids"]
    return pd.DataFrame(rows, columns=columns)


def _linked(held: Material) -> dict[tuple[str, str], str]:
    by_pmid = dict(zip(held.papers["pmid"], held.papers["paper_id"], strict=True))
    links = held.links[held.links["kind"].isin(PREPRINTS) & held.links["pmid"].notna()]
    pairs = {}
    for paper, kind, pmid in zip(links["paper_id"], links["kind"], links["pmid"], strict=True):
        if other := by_pmid.get(pmid):
            pair = (paper, other) if PREPRINTS[kind] == "preprint" else (other, paper)
            pairs[pair] = "NLM"
    return pairs


def _same_title(held: Material) -> list[tuple[str, str]]:
    preprints: dict[str, list[str]] = {}
    articles: dict[str, list[str]] = {}
    columns = (held.papers[name] for name in ("paper_id", "title", "publication_types"))
    for paper, title, types in zip(*columns, strict=True):
        if isinstance(title, str) and (key := title_key(title)):
            (preprints if "Preprint" in types else articles).setdefault(key, []).append(paper)
    return [
        (one, of) for key in preprints for one in preprints[key] for of in articles.get(key, [])
    ]


TABLES: dict[str, Callable[[Material], "pd.DataFrame"]] = {
    "journals": journals,
    "countries": countries,
    "institutions": institutions,
    "groups": groups,
    "retractions": retractions,
    "registered_trials": registered_trials,
    "preprints": preprints,
}
