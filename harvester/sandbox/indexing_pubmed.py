"""Pure: what a PubMed record is found by, one table of anchored paths."""

from harvester.sandbox.elements import Element, days, find, names
from harvester.sandbox.folding import NO_DATE, Entry, join

# Paths below MedlineCitation (c/), its Article (a/) and PubmedData (d/), or below BookDocument.
_PUBMED = {
    "TITL": ("a/ArticleTitle", "b/ArticleTitle", "b/Book/BookTitle", "b/Book/CollectionTitle"),
    "TT": ("a/VernacularTitle", "b/VernacularTitle"),
    "AB": ("a/Abstract/AbstractText", "c/OtherAbstract/AbstractText", "b/Abstract/AbstractText"),
    "OTRM": ("c/KeywordList/Keyword", "b/KeywordList/Keyword"),
    "SUBS": (
        "c/ChemicalList/Chemical/NameOfSubstance",
        "c/SupplMeshList/SupplMeshName",
    ),
    "ECNO": ("c/ChemicalList/Chemical/RegistryNumber",),
    "PTYP": ("a/PublicationTypeList/PublicationType", "b/PublicationType"),
    "LANG": ("a/Language", "b/Language"),
    "JOUR": (
        *("a/Journal/Title", "a/Journal/ISOAbbreviation", "a/Journal/ISSN"),
        *("c/MedlineJournalInfo/MedlineTA", "c/MedlineJournalInfo/NlmUniqueID"),
        "c/MedlineJournalInfo/ISSNLinking",
    ),
    "CNTY": ("c/MedlineJournalInfo/Country",),
    "VOL": ("a/Journal/JournalIssue/Volume", "b/Book/Volume"),
    "ISS": ("a/Journal/JournalIssue/Issue",),
    "PAGE": ("a/Pagination/MedlinePgn", "a/Pagination/StartPage"),
    "COLN": ("a/AuthorList/Author/CollectiveName", "b/AuthorList/Author/CollectiveName"),
    "AUID": ("a/AuthorList/Author/Identifier",),
    "AFFL": ("a/AuthorList/Author/AffiliationInfo/Affiliation",),
    "GRNT": ("a/GrantList/Grant/GrantID", "a/GrantList/Grant/Agency"),
    "SI": ("a/DataBankList/DataBank/AccessionNumberList/AccessionNumber",),
    "COIS": ("c/CoiStatement",),
    "LID": ("a/ELocationID", "d/ArticleIdList/ArticleId", "b/ArticleIdList/ArticleId"),
    "BOOK": ("b/Book/BookTitle",),
    "ISBN": ("b/Book/Isbn",),
    "PUBN": ("b/Book/Publisher/PublisherName",),
}
_ROOTS = {
    "c/": "MedlineCitation/",
    "a/": "MedlineCitation/Article/",
    "d/": "PubmedData/",
    "b/": "BookDocument/",
}


def _anchored(path: str) -> tuple[bool, str]:
    return path.startswith("b/"), _ROOTS[path[:2]] + path[2:]


_PATHS = {
    is_book: {
        name: tuple(path for book, path in map(_anchored, paths) if book == is_book)
        for name, paths in _PUBMED.items()
    }
    for is_book in (False, True)
}
# Records carry MARC codes; [la] answers to the names too.
LANGUAGES = {
    "eng": "English", "fre": "French", "ger": "German", "spa": "Spanish", "chi": "Chinese",
    "jpn": "Japanese", "rus": "Russian", "ita": "Italian", "por": "Portuguese", "pol": "Polish",
    "kor": "Korean", "tur": "Turkish", "dut": "Dutch", "cze": "Czech", "dan": "Danish",
    "swe": "Swedish", "nor": "Norwegian", "hun": "Hungarian", "heb": "Hebrew", "per": "Persian",
}  # fmt: skip
_EDITED = "[@Type='editors']/Author"


def fill_pubmed(made: Entry, root: Element) -> None:
    """Fill *made* with what the PubmedArticle or PubmedBookArticle *root* is found by."""
    is_book = root.tag == "PubmedBookArticle"
    for name, paths in _PATHS[is_book].items():
        if paths and (found := find(root, *paths)):
            made.texts[name] = join(found)
    main = "BookDocument" if is_book else "MedlineCitation/Article"
    authors = root.findall(f"{main}/AuthorList/Author")
    made.texts["FULL"] = join(names(authors))
    made.texts["FAUT"] = join(names(authors[:1]))
    made.texts["LAUT"] = join(names(authors[-1:]))
    made.texts["ED"] = join(names(root.iterfind(f"BookDocument/Book/AuthorList{_EDITED}")))
    made.texts["PS"] = join(
        names(root.iterfind("MedlineCitation/PersonalNameSubjectList/PersonalNameSubject"))
    )
    made.texts["FINV"] = join(names(root.iterfind("MedlineCitation/InvestigatorList/Investigator")))
    made.texts["LANG"] = join(
        name for code in made.texts.get("LANG", "").split() for name in (code, LANGUAGES.get(code))
    )
    _fill_mesh(made, root)
    _fill_days(made, root, is_book)
    _fill_filters(made, root, is_book)


def _fill_mesh(made: Entry, root: Element) -> None:
    every, major, qualifiers = [], [], []
    for heading in root.iterfind("MedlineCitation/MeshHeadingList/MeshHeading"):
        descriptor, *rest = heading
        name = descriptor.text or ""
        said = [name, descriptor.get("UI", ""), *(f"{name} {q.text}" for q in rest)]
        qualifiers += [q.text or "" for q in rest]
        every += said
        if any(part.get("MajorTopicYN") == "Y" for part in heading):
            major += said
    made.texts |= {"MESH": join(every), "MAJR": join(major), "SUBH": join(qualifiers)}


def _fill_days(made: Entry, root: Element, is_book: bool) -> None:
    main = "BookDocument" if is_book else "MedlineCitation"
    data = "PubmedBookData" if is_book else "PubmedData"
    history = {
        event.get("PubStatus"): days(event)
        for event in root.iterfind(f"{data}/History/PubMedPubDate")
    }
    printed = days(root.find(f"{main}/Article/Journal/JournalIssue/PubDate"))
    printed += days(root.find("BookDocument/Book/PubDate"))
    electronic = days(*root.iterfind(f"{main}/Article/ArticleDate"))
    entered = history.get("entrez") or history.get("pubmed") or printed or electronic or NO_DATE
    revised = days(root.find(f"{main}/DateRevised"))
    made.days = {
        "PPDT": printed,
        "EPDT": electronic,
        "PDAT": printed + electronic or entered,
        "EDAT": entered,
        "CRDT": history.get("pubmed") or entered,
        "MHDA": history.get("medline") or entered,
        "CDAT": days(root.find(f"{main}/DateCompleted")),
        "MDAT": revised or entered,
    }


_STATUS = {
    "MEDLINE": "medline",
    "OLDMEDLINE": "oldmedline",
    "Completed": "medline",
    "In-Process": "inprocess",
    "In-Data-Review": "inprocess",
    "Publisher": "publisher",
    "PubMed-not-MEDLINE": "pubmednotmedline",
}


def _fill_filters(made: Entry, root: Element, is_book: bool) -> None:
    if made.texts.get("AB"):
        made.filters |= {"hasabstract", "fha", "has abstract"}
    if is_book:
        made.filters |= {"pubmed books", "books"}
    else:
        status = root.find("MedlineCitation")
        made.filters.add(_STATUS.get("" if status is None else status.get("Status", ""), "other"))
    if root.find("PubmedData/ArticleIdList/ArticleId[@IdType='pmc']") is not None:
        made.filters |= {"pubmed pmc", "free full text"}
    made.filters.update(made.texts.get("LANG", "").split())
