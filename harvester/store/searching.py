"""Full-text search: what is asked, in SQLite's FTS5 language, and the papers that answer it."""

import re
import sqlite3
from pathlib import Path

from harvester.errors import QueryError
from harvester.store.layout import SEARCHED
from harvester.store.opening import explained

# The weights are of title, abstract, keywords and mesh_terms: a word in the title counts most, then
# what authors and indexers chose.
_MATCHING = """
    SELECT paper_id FROM papers_text JOIN papers ON docid = papers_text.rowid
    WHERE papers_text MATCH ? ORDER BY bm25(papers_text, 8.0, 1.0, 4.0, 4.0), docid
"""
# FTS5 takes 5-HT2A or treatment-resistant for an expression; whoever writes it means the words.
_COMPOUND = re.compile(r"""("[^"]*")|((?<![\w:"])\w+(?:[-/.'\u2019]\w+)+)(\*?)""")
_SYNTAX = (
    f'Write words, "a phrase", a beginning*, AND, OR, NOT, (…), or column:word with one of '
    f"{', '.join(SEARCHED)}."
)


def matching(db: sqlite3.Connection, path: Path, words: str) -> list[str]:
    """Return the paper_ids that match *words*, the most relevant first.

    Words side by side must all occur. Raises QueryError for a question FTS5 cannot read.
    """
    if not words.strip():
        raise QueryError(f"The question is empty. {_SYNTAX}")
    try:
        found = db.execute(_MATCHING, (as_fts5(words),))
        return [paper_id for (paper_id,) in found]
    except sqlite3.OperationalError as error:
        said = str(error)
        if not re.search("fts5|no such column|unterminated|unknown special", said):
            with explained(path):
                raise
        raise QueryError(
            f"{words!r} is no question for the full text ({said}). {_SYNTAX}"
        ) from error


def as_fts5(words: str) -> str:
    """Return *words* with compounds as phrases; all else stays as it was written.

    >>> as_fts5('treatment-resistant AND suicid* NOT "long-term depression"')
    '"treatment-resistant" AND suicid* NOT "long-term depression"'
    """
    return _COMPOUND.sub(lambda m: m[1] or f'"{m[2]}"{m[3]}', words)
