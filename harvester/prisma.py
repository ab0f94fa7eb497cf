"""A search record after PRISMA-S and the identification counts of PRISMA 2020, as Markdown.

PRISMA-S: Rethlefsen et al., Syst Rev 2021;10:39. PRISMA 2020: Page et al., BMJ 2021;372:n71.
"""

from collections import Counter
from collections.abc import Iterable

from harvester.ledger import Run

NAMES = {"pubmed": "PubMed (NLM, E-utilities)", "pmc": "PubMed Central (NLM, E-utilities)"}
# Drops that are held, under another id.
DUPLICATES = ("duplicate",)


def prisma(runs: Iterable[Run], distinct: int) -> str:
    """Return the record of the last whole run of each question.

    distinct: papers that all of them found together, those of several databases counted once.
    """
    searched = list(runs)
    if not searched:
        return "No search has been completed yet.\n"
    parts = [
        "# Search record (PRISMA-S)\n",
        *map(_search, searched),
        _identification(searched, distinct),
    ]
    return "\n".join(parts)


def _search(run: Run) -> str:
    versions = ", ".join(f"{one['name']} {one['version']}" for one in run.versions)
    ranges = "; ".join(f"{one['low']}-{one['high']}: {one['count']:,}" for one in run.slices)
    lines = [
        f"## {NAMES.get(run.source, run.source)}\n",
        f"- **Database and platform (item 1):** {NAMES.get(run.source, run.source)}",
        f"- **Full search strategy (item 8):** `{run.query or run.question}`",
        f"- **As the database understood it:** `{run.translation}`",
        f"- **Remarks of the database:** {'; '.join(run.warnings) or 'none'}",
        f"- **Limits and restrictions (item 9):** {_limits(run)}",
        "- **Search filters (item 10):** none",
        f"- **Updates (item 12):** the whole search is repeated on each run; this is run {run.run}",
        f"- **Date of search (item 13):** {run.started} to {run.ended}",
        f"- **Total records (item 15):** {run.count or 0:,}, listed by identifier ({ranges})",
        "- **Deduplication (item 16):** by PMID, PMCID and DOI; "
        f"{_dropped(run)['duplicate']:,} duplicates within this database",
        f"- **Software:** {versions}",
    ]
    return "\n".join(lines) + "\n"


def _limits(run: Run) -> str:
    scope = run.question.partition(f"{run.source}:{run.topic}")[2].strip() if run.topic else ""
    return scope or "none"


def _dropped(run: Run) -> Counter[str]:
    return Counter(drop["reason"] for drop in run.drops)


def _identification(runs: list[Run], distinct: int) -> str:
    drops = sum((_dropped(run) for run in runs), Counter[str]())
    total = sum(run.count or 0 for run in runs)
    # Twice in one database, or in two of them: either way one paper to be screened.
    duplicates = total - distinct - sum(drops[one] for one in drops if one not in DUPLICATES)
    others = "; ".join(
        f"{reason}: {n:,}" for reason, n in sorted(drops.items()) if reason not in DUPLICATES
    )
    rows = [f"| Records identified from {NAMES.get(run.source, run.source)} | {run.count or 0:,} |"
            for run in runs]  # fmt: skip
    return "\n".join(
        [
            "# Identification (PRISMA 2020 flow diagram)\n",
            "| Stage | Records |",
            "|---|---:|",
            *rows,
            f"| Records identified in all | {total:,} |",
            f"| Duplicate records removed before screening | {duplicates:,} |",
            f"| Records removed for other reasons ({others or 'none'}) | "
            f"{total - duplicates - distinct:,} |",
            f"| Records to be screened | {distinct:,} |",
            "",
        ]
    )
