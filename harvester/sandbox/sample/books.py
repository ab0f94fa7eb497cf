"""PubmedBookArticle: a chapter, a report with sections, a whole book without a title."""

from harvester.sandbox.sample.catalogue import Declared
from harvester.sandbox.sample.citing import abstract
from harvester.sandbox.sample.people import PEOPLE, author_list, name
from harvester.sandbox.sample.xml import Element, date, draw, node


def book(one: Declared) -> Element:
    """Return the record of a book or of a part of one."""
    kind, row = one.row["book"], one.row
    authors = author_list(one)
    if authors is not None:
        authors.set("Type", "authors")
    document = node(
        "BookDocument",
        node("PMID", one.pmid, Version="1"),
        node("ArticleIdList", node("ArticleId", row["accession"], IdType="bookaccession"),
             node("ArticleId", one.pmid, IdType="pubmed")),
        _book(one),
        node("LocationLabel", f"Chapter {1 + draw(one.key, 'chapter') % 40}", Type="chapter")
        if kind == "chapter" else None,
        node("ArticleTitle", row["title"], book="sample") if kind != "whole" else None,
        node("Language", "eng"),
        authors if kind != "whole" else None,
        node("PublicationType", "Review", UI="D016454"),
        abstract(one),
        _sections() if kind == "report" else None,
        date("ContributionDate", one.year, 3, 9) if kind == "chapter" else None,
        date("DateRevised", one.year, 6, 1),
    )  # fmt: skip
    status = node("PublicationStatus", "ppublish")
    ids = node("ArticleIdList", node("ArticleId", one.pmid, IdType="pubmed"))
    return node("PubmedBookArticle", document, node("PubmedBookData", status, ids))


def _book(one: Declared) -> Element:
    family = PEOPLE["family"][draw(one.key, "editor") % len(PEOPLE["family"])]
    editor = node("Author", *name(family, "Una", "U"), ValidYN="Y")
    return node(
        "Book",
        node("Publisher", node("PublisherName", "Sample Press (invented)"),
             node("PublisherLocation", "Nowhere (XX)")),
        node("BookTitle", one.row["book_title"], book="sample"),
        node("PubDate", node("Year", one.year), node("Month", "01")),
        node("AuthorList", editor, Type="editors", CompleteYN="Y"),
        node("Isbn", "9990000000017"),
        node("Medium", "Internet"),
    )  # fmt: skip


def _sections() -> Element:
    titles = ("Context and policy issues", "Methods", "Summary of evidence", "Limitations")
    return node("Sections", *(node("Section", node("SectionTitle", title)) for title in titles))
