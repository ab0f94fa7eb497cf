"""JATS of our own invention, in the two forms that PMC has sent."""

HEAD = (
    b'<?xml version="1.0"  ?><!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pmc/articleset/nlm-articleset-2.0.dtd">'
)
IDS_2026 = (
    '<article-id pub-id-type="pmcid">PMC99000001</article-id>'
    '<article-id pub-id-type="pmcid-ver">PMC99000001.2</article-id>'
    '<article-id pub-id-type="pmcaid">1</article-id>'
    '<article-id pub-id-type="pmid">99000001</article-id>'
    '<article-id pub-id-type="doi">10.1000/ABC</article-id>'
    '<article-version article-version-type="pmc-version">2</article-version>'
)
IDS_2025 = (
    '<article-id pub-id-type="pmid">99000001</article-id>'
    '<article-id pub-id-type="pmc">99000001</article-id>'
)


def article(*, ids=IDS_2026, meta="", body="<body><p>Words.</p></body>", back="", attrs="",
            title="A title", before="") -> str:  # fmt: skip
    """Return one article. The arguments are XML to stand in its elements."""
    return (
        f'<article article-type="research-article" xml:lang="en" dtd-version="1.4" {attrs}>{before}'
        "<front><journal-meta>"
        '<journal-id journal-id-type="nlm-ta">J Inv Rec</journal-id><journal-title-group>'
        "<journal-title>Journal of Invented Records</journal-title></journal-title-group>"
        '<issn pub-type="epub">1000-0002</issn></journal-meta><article-meta>'
        f"{ids}<title-group><article-title>{title}</article-title></title-group>{meta}"
        f"</article-meta></front>{body}{back}</article>"
    )


def article_set(*articles: str) -> bytes:
    """Return an EFetch db=pmc reply."""
    return HEAD + f"<pmc-articleset>{''.join(articles)}</pmc-articleset>".encode()
