"""PubMed XML of our own invention, made in the test that needs it."""

HEAD = (
    b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st '
    b'January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


def record(
    *,
    pmid=99000001,
    title="A title.",
    article="",
    citation="",
    data="",
    version=1,
    date="<Year>2024</Year>",
) -> str:
    """Return one PubmedArticle. The other arguments are XML to stand in its elements."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="{version}">'
        f"{pmid}</PMID><Article><Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue>"
        f"<Title>Journal of Invented Records</Title></Journal><ArticleTitle>{title}</ArticleTitle>"
        f"{article}</Article>{citation}</MedlineCitation><PubmedData>{data}</PubmedData>"
        "</PubmedArticle>"
    )


def document(*records: str, head: bytes = HEAD, tail: str = "") -> bytes:
    """Return a PubmedArticleSet of records."""
    body = "\n".join(records)
    return head + f"<PubmedArticleSet>\n{body}\n{tail}</PubmedArticleSet>\n".encode()
