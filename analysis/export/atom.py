"""An Atom feed of papers, newest first, each with its conditions as categories (RFC 4287).

Nothing in it depends on when it is written: `updated` is when the newest paper came.
"""

from collections.abc import Mapping
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from analysis.export.citation import Citation, citations
from analysis.export.selection import Selection

FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Ketamine literature: new papers</title>
<id>urn:ketlit:papers</id>
<updated>{updated}</updated>
<generator>ketlit</generator>
"""
EPOCH = "1970-01-01T00:00:00Z"  # of a feed without papers that came through a harvest
SHOWN = 600  # characters of an abstract


def write(selection: Selection, file: BinaryIO) -> Mapping[str, str]:
    """Write one entry per paper."""
    papers = sorted(citations(selection), key=when, reverse=True)
    file.write(FEED.format(updated=when(papers[0]) if papers else EPOCH).encode())
    for paper in papers:
        file.write(_entry(paper).encode())
    file.write(b"</feed>\n")
    return {}


def when(paper: Citation) -> str:
    """Return when the paper came, UTC."""
    return paper.text("first_seen") or EPOCH


def _entry(paper: Citation) -> str:
    authors = (
        "".join(
            f"<author><name>{escape(author.brief)}</name></author>\n" for author in paper.authors
        )
        or "<author><name>unknown</name></author>\n"
    )
    link = f"<link href={quoteattr(paper.url)}/>\n" if paper.url else ""
    abstract = paper.text("abstract")
    shown = abstract if len(abstract) <= SHOWN else abstract[:SHOWN].rsplit(" ", 1)[0] + " …"
    categories = "".join(f"<category term={quoteattr(key)}/>\n" for key in paper.labels)
    title = escape(paper.text("title") or "(without title)")
    return (
        f"<entry>\n<title>{title}</title>\n<id>urn:ketlit:{escape(paper.text('paper_id'))}</id>\n"
        f"{link}<updated>{when(paper)}</updated>\n{authors}{categories}"
        f"<summary>{escape(shown)}</summary>\n</entry>\n"
    )
