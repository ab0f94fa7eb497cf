"""Records made for these tests: PubMed XML and JATS of as few elements as a test needs."""


def article(
    pmid, title="", abstract="", *, year=2020, day="2020/01/02", revised="", mesh=(), names=(),
    version=1, status="MEDLINE", doi="", pmc="", types=("Journal Article",),
):  # fmt: skip
    """Return one PubmedArticle. day: its entry date; revised: DateRevised, as YYYY/MM/DD."""
    y, m, d = day.split("/")
    changed = ""
    if revised:
        parts = zip(("Year", "Month", "Day"), revised.split("/"), strict=True)
        changed = "<DateRevised>" + "".join(f"<{k}>{v}</{k}>" for k, v in parts) + "</DateRevised>"
    headings = "".join(
        f'<MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">{name}</DescriptorName>'
        "</MeshHeading>"
        for name in mesh
    )
    people = "".join(
        f"<Author><LastName>{last}</LastName><ForeName>{fore}</ForeName>"
        f"<Initials>{fore[:1]}</Initials></Author>"
        for last, fore in names
    )
    others = f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
    others += f'<ArticleId IdType="pmc">{pmc}</ArticleId>' if pmc else ""
    kinds = "".join(f'<PublicationType UI="D2">{kind}</PublicationType>' for kind in types)
    return (
        f'<PubmedArticle><MedlineCitation Status="{status}" Owner="NLM">'
        f'<PMID Version="{version}">{pmid}</PMID>{changed}<Article PubModel="Print"><Journal>'
        f'<ISSN IssnType="Print">0000-0001</ISSN><JournalIssue CitedMedium="Print">'
        f"<Volume>1</Volume><PubDate><Year>{year}</Year></PubDate></JournalIssue>"
        f"<Title>Invented Journal of Tests</Title><ISOAbbreviation>Inv J Tests</ISOAbbreviation>"
        f"</Journal><ArticleTitle>{title}</ArticleTitle>"
        + (f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else "")
        + (f"<AuthorList>{people}</AuthorList>" if people else "")
        + f"<Language>eng</Language><PublicationTypeList>{kinds}</PublicationTypeList></Article>"
        "<MedlineJournalInfo><MedlineTA>Inv J Tests</MedlineTA><NlmUniqueID>0000001</NlmUniqueID>"
        f"</MedlineJournalInfo><MeshHeadingList>{headings}</MeshHeadingList></MedlineCitation>"
        '<PubmedData><History><PubMedPubDate PubStatus="entrez">'
        f"<Year>{y}</Year><Month>{m}</Month><Day>{d}</Day></PubMedPubDate></History>"
        "<PublicationStatus>ppublish</PublicationStatus><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{pmid}</ArticleId>{others}</ArticleIdList></PubmedData>'
        "</PubmedArticle>"
    )


def book(pmid, title="Ketamine in an invented book"):
    """Return one PubmedBookArticle."""
    return (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">{pmid}</PMID><ArticleIdList>'
        '<ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList><Book><Publisher>'
        "<PublisherName>Invented Press</PublisherName></Publisher><BookTitle>Invented Book"
        "</BookTitle><PubDate><Year>2020</Year></PubDate></Book>"
        f"<ArticleTitle>{title}</ArticleTitle><Language>eng</Language></BookDocument>"
        "<PubmedBookData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedBookData>'
        "</PubmedBookArticle>"
    )


def pubmed(*records, deleted=()):
    """Return a PubMed file of *records*."""
    gone = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in deleted)
    end = f"<DeleteCitation>{gone}</DeleteCitation>" if gone else ""
    return f"<PubmedArticleSet>{''.join(records)}{end}</PubmedArticleSet>".encode()


def jats(pmcid, title="", body="", *, pmid=None, doi="", licence="by", version=1, bare=False,
         live="2021-05-06", open_access="yes"):  # fmt: skip
    """Return one JATS article; bare: its id in the shape of before 2026."""
    own = (
        f'<article-id pub-id-type="pmc">{pmcid}</article-id>'
        if bare
        else f'<article-id pub-id-type="pmcid">PMC{pmcid}</article-id>'
        f'<article-version article-version-type="pmc-version">{version}</article-version>'
    )
    own += f'<article-id pub-id-type="pmid">{pmid}</article-id>' if pmid else ""
    own += f'<article-id pub-id-type="doi">{doi}</article-id>' if doi else ""
    y, m, d = live.split("-")
    return (
        '<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article" '
        'dtd-version="1.4"><front><journal-meta><journal-title-group><journal-title>Invented '
        f"Journal of Tests</journal-title></journal-title-group></journal-meta><article-meta>{own}"
        f"<title-group><article-title>{title}</article-title></title-group><pub-history>"
        f'<event event-type="pmc-live"><date><day>{d}</day><month>{m}</month><year>{y}</year>'
        "</date></event></pub-history><permissions><license><license-p xlink:href="
        f'"https://creativecommons.org/licenses/{licence}/4.0/">'
        f"https://creativecommons.org/licenses/{licence}/4.0/</license-p></license></permissions>"
        "<custom-meta-group><custom-meta><meta-name>pmc-prop-open-access</meta-name><meta-value>"
        f"{open_access}</meta-value></custom-meta></custom-meta-group></article-meta></front>"
        + (f"<body><sec><p>{body}</p></sec></body>" if body else "")
        + "</article>"
    )


def pmc(*articles):
    """Return an EFetch db=pmc reply of *articles*."""
    return f"<pmc-articleset>{''.join(articles)}</pmc-articleset>".encode()
