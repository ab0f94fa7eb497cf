"""A PubmedArticle written as MEDLINE, after NLM's description of the format.

https://www.nlm.nih.gov/bsd/mms/medlineelements.html. It shares no code with the readers, so that
they can be held against each other on records of which only the XML is at hand.
"""

import calendar
import textwrap
from xml.etree import ElementTree

LINKS = {
    "CommentIn": "CIN", "CommentOn": "CON", "ErratumIn": "EIN", "ErratumFor": "EFR",
    "RetractionIn": "RIN", "RetractionOf": "ROF", "UpdateIn": "UIN", "UpdateOf": "UOF",
    "ExpressionOfConcernIn": "ECI", "ExpressionOfConcernFor": "ECF", "RepublishedIn": "RPI",
    "RepublishedFrom": "RPF", "SummaryForPatientsIn": "SPIN", "OriginalReportIn": "ORI",
}  # fmt: skip


def as_medline(raw: bytes) -> str:
    tree = ElementTree.fromstring(raw)
    return "\n".join(_wrapped(name, told) for name, told in _fields(tree) if told) + "\n"


def _wrapped(name, told):
    lines = textwrap.wrap(told, 80, break_long_words=False, break_on_hyphens=False)
    return f"{name:4}- " + "\n      ".join(lines)


def _text(node):
    return "" if node is None else " ".join("".join(node.itertext()).split())


def _fields(tree):
    citation = tree.find("MedlineCitation")
    yield "PMID", citation.findtext("PMID")
    yield "STAT", citation.get("Status")
    parts = ("Year", "Month", "Day")
    yield "LR", "".join(citation.findtext(f"DateRevised/{p}", "").zfill(2) for p in parts)
    yield from _issue(citation)
    yield from _article(citation.find("Article"))
    yield from _lists(citation)
    for node in tree.findall("PubmedData/History/PubMedPubDate[@PubStatus='entrez']"):
        day = [node.findtext(p, "").zfill(2) for p in parts]
        yield "EDAT", "/".join(day) + " 00:00"
    for node in tree.findall("PubmedData/ArticleIdList/ArticleId"):
        if node.get("IdType") == "pmc":
            yield "PMC", node.text
        elif node.get("IdType") in ("doi", "pii"):
            yield "AID", f"{_text(node)} [{node.get('IdType')}]"


def _issue(citation):
    journal = "Article/Journal"
    yield "IS", f"{t} (Print)" if (t := citation.findtext(f"{journal}/ISSN")) else ""
    linking = citation.findtext("MedlineJournalInfo/ISSNLinking")
    yield "IS", f"{linking} (Linking)" if linking else ""
    yield "VI", _text(citation.find(f"{journal}/JournalIssue/Volume"))
    yield "IP", _text(citation.find(f"{journal}/JournalIssue/Issue"))
    date = citation.findall(f"{journal}/JournalIssue/PubDate/*")
    yield "DP", " ".join(_printed(node) for node in date)
    yield "JT", _text(citation.find(f"{journal}/Title"))
    yield "PL", _text(citation.find("MedlineJournalInfo/Country"))
    yield "TA", _text(citation.find("MedlineJournalInfo/MedlineTA"))
    yield "JID", _text(citation.find("MedlineJournalInfo/NlmUniqueID"))


def _article(article):
    yield "TI", _text(article.find("ArticleTitle"))
    yield "PG", _text(article.find("Pagination/MedlinePgn"))
    for place in article.findall("ELocationID"):
        yield "LID", f"{_text(place)} [{place.get('EIdType')}]"
    yield "AB", _abstract(article.findall("Abstract/AbstractText"))
    for person in article.findall("AuthorList/Author"):
        yield from _author(person)
    for node in article.findall("Language"):
        yield "LA", node.text
    for bank in article.findall("DataBankList/DataBank"):
        for number in bank.findall("AccessionNumberList/AccessionNumber"):
            yield "SI", f"{_text(bank.find('DataBankName'))}/{_text(number)}"
    for grant in article.findall("GrantList/Grant"):
        parts = (_text(grant.find(t)) for t in ("GrantID", "Acronym", "Agency"))
        country = _text(grant.find("Country"))  # the stroke before it stays when it is missing
        yield "GR", "/".join([*(part for part in parts if part), country])
    for node in article.findall("PublicationTypeList/PublicationType"):
        yield "PT", node.text
    yield "TT", _text(article.find("VernacularTitle"))


def _printed(node):
    """Return a part of a date as MEDLINE prints it: Mar, not 03; 7, not 07."""
    text = _text(node)
    if text.isdecimal() and node.tag != "Year":
        return calendar.month_abbr[int(text)] if node.tag == "Month" else str(int(text))
    return text


def _abstract(nodes):
    told = ((node.get("Label", ""), _text(node)) for node in nodes)
    return " ".join(f"{label}: {text}" if label else text for label, text in told if text)


def _author(person):
    last, suffix = _text(person.find("LastName")), _text(person.find("Suffix"))
    fore, initials = _text(person.find("ForeName")), _text(person.find("Initials"))
    if group := _text(person.find("CollectiveName")):
        yield "CN", group
    else:
        yield "FAU", f"{last}, {fore}" + (f" {suffix}" if suffix else "") if fore else last
        yield "AU", " ".join(part for part in (last, initials, suffix) if part)
    for node in person.findall("Identifier[@Source='ORCID']"):
        yield "AUID", f"ORCID: {_text(node)}"
    for node in [*person.findall("AffiliationInfo/Affiliation"), *person.findall("Affiliation")]:
        yield "AD", _text(node)


def _lists(citation):
    for node in citation.findall("ChemicalList/Chemical"):
        yield "RN", f"{node.findtext('RegistryNumber')} ({_text(node.find('NameOfSubstance'))})"
    for heading in citation.findall("MeshHeadingList/MeshHeading"):
        yield (
            "MH",
            "/".join(("*" if n.get("MajorTopicYN") == "Y" else "") + _text(n) for n in heading),
        )
    for node in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        if name := LINKS.get(node.get("RefType")):
            pmid = node.findtext("PMID")
            yield name, _text(node.find("RefSource")) + (f". PMID: {pmid}" if pmid else "")
    for words in citation.findall("KeywordList"):
        for node in words:
            starred = "*" if node.get("MajorTopicYN") == "Y" else ""
            yield "OT", starred + text if (text := _text(node)) else ""
