"""Two readings of a PubMed record that share no code with ours: Bio.Entrez, and ElementTree.

Each gives the same small mapping, so that one comparison serves both.
"""

import gzip
import io
import re
from html import unescape
from xml.etree import ElementTree

from Bio import Entrez

DOCTYPE = (
    b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st '
    b'January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
)
RECORD = re.compile(
    rb"<PubmedArticle>.*?</PubmedArticle>|<PubmedBookArticle>.*?</PubmedBookArticle>", re.DOTALL
)


def records(path):
    """Return the bytes of each record of a file."""
    body = path.read_bytes()
    return RECORD.findall(gzip.decompress(body) if path.suffix == ".gz" else body)


def by_biopython(raws):
    """Return Entrez.read's record for each, or None where it refuses."""
    body = DOCTYPE + b"<PubmedArticleSet>" + b"".join(raws) + b"</PubmedArticleSet>"
    try:
        told = Entrez.read(io.BytesIO(body), escape=True)
    except Exception:  # noqa: BLE001 (it raises ValueError, ValidationError, NotXMLError, …)
        if len(raws) == 1:
            return [None]
        half = len(raws) // 2
        return by_biopython(raws[:half]) + by_biopython(raws[half:])
    return told["PubmedArticle"]


def _plain(marked):
    return " ".join(unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", str(marked))).split()) or None


def told_by_biopython(record):
    citation, article = record["MedlineCitation"], record["MedlineCitation"]["Article"]
    journal, data = article.get("Journal", {}), record.get("PubmedData", {})
    date = journal.get("JournalIssue", {}).get("PubDate", {})
    parts = [p for p in article.get("Abstract", {}).get("AbstractText", ()) if _plain(p)]
    listed = [i for i in data.get("ArticleIdList", ()) if i.attributes["IdType"] == "doi"]
    located = [
        e
        for e in article["ELocationID"]
        if e.attributes["EIdType"] == "doi" and e.attributes.get("ValidYN", "Y") == "Y"
    ]
    return {
        "pmid": int(citation["PMID"]),
        "version": int(citation["PMID"].attributes["Version"]),
        "title": _plain(article["ArticleTitle"]),
        "abstract": [_plain(part) for part in parts],
        "labels": [
            part.attributes["Label"]
            for part in parts
            if hasattr(part, "attributes") and part.attributes.get("Label")
        ],
        "year": _year(date.get("Year") or date.get("MedlineDate")),
        "authors": [
            (_plain(a.get("LastName", "")), _plain(a.get("ForeName", "")),
             _plain(a.get("CollectiveName", "")),
             [_plain(i["Affiliation"]) for i in a.get("AffiliationInfo", ())])
            for a in article.get("AuthorList", ())
        ],
        "mesh": [
            (str(h["DescriptorName"].attributes["UI"]), _plain(h["DescriptorName"]),
             h["DescriptorName"].attributes["MajorTopicYN"] == "Y",
             [(_plain(q), q.attributes["MajorTopicYN"] == "Y") for q in h["QualifierName"]])
            for h in citation.get("MeshHeadingList", ())
        ],
        "doi": _doi(map(_plain, listed), map(_plain, located)),
        "journal": _plain(journal.get("Title", "")),
        "language": list(map(str, article.get("Language", ()))),
        "types": list(map(_plain, article.get("PublicationTypeList", ()))),
        "keywords": [w for words in citation["KeywordList"] for k in words if (w := _plain(k))],
        "substances": [_plain(c["NameOfSubstance"]) for c in citation.get("ChemicalList", ())],
        "grants": [_plain(g.get("GrantID", "")) for g in article.get("GrantList", ())],
        "accessions": [
            _plain(number)
            for bank in article.get("DataBankList", ())
            for number in bank.get("AccessionNumberList", ())
        ],
        "links": [
            (c.attributes["RefType"], int(c["PMID"]) if c.get("PMID") else None)
            for c in citation.get("CommentsCorrectionsList", ())
        ],
    }  # fmt: skip


def _year(text):
    found = re.search(r"\d{4}", text or "")
    return int(found[0]) if found else None


def _doi(listed, located):
    for told in [*listed, *located]:
        if re.match(r"10\.\d+/\S+$", str(told).strip()):
            return str(told).strip().lower()
    return None


def told_by_elementtree(raw):
    tree = ElementTree.fromstring(raw)
    book = tree.find("BookDocument")
    return _article(tree) if book is None else _book(tree, book)


def _text(node):
    return None if node is None else " ".join("".join(node.itertext()).split()) or None


def _authors(node, path):
    return [
        (_text(a.find("LastName")), _text(a.find("ForeName")), _text(a.find("CollectiveName")),
         [_text(n) for n in [*a.findall("AffiliationInfo/Affiliation"), *a.findall("Affiliation")]])
        for a in node.findall(path)
    ]  # fmt: skip


def _abstract(node):
    return [text for part in node.findall("Abstract/AbstractText") if (text := _text(part))]


def _labels(node):
    found = node.findall("Abstract/AbstractText")
    return [part.get("Label") for part in found if part.get("Label") and _text(part)]


def _article(tree):
    citation, article = tree.find("MedlineCitation"), tree.find("MedlineCitation/Article")
    issue = "Journal/JournalIssue/PubDate"
    ids = tree.findall("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")
    located = [e for e in article.findall("ELocationID[@EIdType='doi']") if e.get("ValidYN") != "N"]
    return {
        "pmid": int(citation.findtext("PMID")),
        "version": int(citation.find("PMID").get("Version", 1)),
        "title": _text(article.find("ArticleTitle")),
        "abstract": _abstract(article),
        "labels": _labels(article),
        "year": _year(
            article.findtext(f"{issue}/Year") or article.findtext(f"{issue}/MedlineDate")
        ),
        "authors": _authors(article, "AuthorList/Author"),
        "mesh": [
            (h.find("DescriptorName").get("UI"), h.findtext("DescriptorName"),
             h.find("DescriptorName").get("MajorTopicYN") == "Y",
             [(q.text, q.get("MajorTopicYN") == "Y") for q in h.findall("QualifierName")])
            for h in citation.findall("MeshHeadingList/MeshHeading")
        ],
        "doi": _doi(*([_text(node) for node in nodes] for nodes in (ids, located))),
        "journal": _text(article.find("Journal/Title")),
        "language": [node.text for node in article.findall("Language")],
        "types": [node.text for node in article.findall("PublicationTypeList/PublicationType")],
        "keywords": [w for k in citation.findall("KeywordList/Keyword") if (w := _text(k))],
        "substances": [n.text for n in citation.findall("ChemicalList/Chemical/NameOfSubstance")],
        "grants": [_text(g.find("GrantID")) for g in article.findall("GrantList/Grant")],
        "accessions": [
            n.text
            for n in article.findall("DataBankList/DataBank/AccessionNumberList/AccessionNumber")
        ],
        "links": [
            (c.get("RefType"), int(c.findtext("PMID")) if c.findtext("PMID") else None)
            for c in citation.findall("CommentsCorrectionsList/CommentsCorrections")
        ],
    }  # fmt: skip


def _book(tree, book):
    return {
        "pmid": int(book.findtext("PMID")),
        "title": _text(book.find("ArticleTitle")) or _text(book.find("Book/BookTitle")),
        "abstract": _abstract(book),
        "labels": _labels(book),
        "year": _year(book.findtext("Book/PubDate/Year")),
        "authors": [
            author
            for listed in [*book.findall("AuthorList"), *book.findall("Book/AuthorList")]
            if listed.get("Type") != "editors"
            for author in _authors(listed, "Author")
        ],
        "doi": _doi([n.text for n in tree.findall(
            "PubmedBookData/ArticleIdList/ArticleId[@IdType='doi']")] + [n.text for n in
            book.findall("ArticleIdList/ArticleId[@IdType='doi']")], []),
        "mesh": [],
    }  # fmt: skip
