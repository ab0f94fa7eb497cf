"""Pure: what a PubMed record is found by, one table of anchored paths."""

from harvester.sandbox.elements import Element, days, names
from harvester.sandbox.folding import NO_DATE, Entry, fold
from harvester.sandbox.walking import plan, walk

_A, _J, _C = "MedlineCitation/Article", "MedlineCitation/Article/Journal", "MedlineCitation"
_B, _INFO = "BookDocument", "MedlineCitation/MedlineJournalInfo"
# Field to anchored paths: a reference list has titles and ids of its own.
_PATHS = {
    "TITL": (
        *(f"{_A}/ArticleTitle", f"{_B}/ArticleTitle", f"{_B}/Book/BookTitle"),
        f"{_B}/Book/CollectionTitle",
    ),
    "TT": (f"{_A}/VernacularTitle", f"{_B}/VernacularTitle"),
    "AB": (
        *(f"{_A}/Abstract/AbstractText", f"{_C}/OtherAbstract/AbstractText"),
        f"{_B}/Abstract/AbstractText",
    ),
    "OTRM": (f"{_C}/KeywordList/Keyword", f"{_B}/KeywordList/Keyword"),
    "SUBS": (f"{_C}/ChemicalList/Chemical/NameOfSubstance", f"{_C}/SupplMeshList/SupplMeshName"),
    "ECNO": (f"{_C}/ChemicalList/Chemical/RegistryNumber",),
    "PTYP": (f"{_A}/PublicationTypeList/PublicationType", f"{_B}/PublicationType"),
    "LANG": (f"{_A}/Language", f"{_B}/Language"),
    "JOUR": (
        *(f"{_J}/Title", f"{_J}/ISOAbbreviation", f"{_J}/ISSN"),
        *(f"{_INFO}/MedlineTA", f"{_INFO}/NlmUniqueID", f"{_INFO}/ISSNLinking"),
    ),
    "CNTY": (f"{_INFO}/Country",),
    "VOL": (f"{_J}/JournalIssue/Volume", f"{_B}/Book/Volume"),
    "ISS": (f"{_J}/JournalIssue/Issue",),
    "PAGE": (f"{_A}/Pagination/MedlinePgn", f"{_A}/Pagination/StartPage"),
    "COLN": (f"{_A}/AuthorList/Author/CollectiveName", f"{_B}/AuthorList/Author/CollectiveName"),
    "AUID": (f"{_A}/AuthorList/Author/Identifier",),
    "AFFL": (f"{_A}/AuthorList/Author/AffiliationInfo/Affiliation",),
    "GRNT": (f"{_A}/GrantList/Grant/GrantID", f"{_A}/GrantList/Grant/Agency"),
    "SI": (f"{_A}/DataBankList/DataBank/AccessionNumberList/AccessionNumber",),
    "COIS": (f"{_C}/CoiStatement",),
    "LID": (
        *(f"{_A}/ELocationID", "PubmedData/ArticleIdList/ArticleId"),
        f"{_B}/ArticleIdList/ArticleId",
    ),
    "BOOK": (f"{_B}/Book/BookTitle",),
    "ISBN": (f"{_B}/Book/Isbn",),
    "PUBN": (f"{_B}/Book/Publisher/PublisherName",),
}
_PLAN = plan(_PATHS)
# Records carry MARC codes; [la] answers to the names too.
LANGUAGES = {
    "eng": "English", "fre": "French", "ger": "German", "spa": "Spanish", "chi": "Chinese",
    "jpn": "Japanese", "rus": "Russian", "ita": "Italian", "por": "Portuguese", "pol": "Polish",
    "kor": "Korean", "tur": "Turkish", "dut": "Dutch", "cze": "Czech", "dan": "Danish",
    "swe": "Swedish", "nor": "Norwegian", "hun": "Hungarian", "heb": "Hebrew", "per": "Persian",
}  # fmt: skip
_PEOPLE = {
    "PS": "MedlineCitation/PersonalNameSubjectList/PersonalNameSubject",
    "FINV": "MedlineCitation/InvestigatorList/Investigator",
    "ED": "BookDocument/Book/AuthorList[@Type='editors']/Author",
}


def fill_pubmed(made: Entry, root: Element) -> None:
    """Fill *made* with what the PubmedArticle or PubmedBookArticle *root* is found by."""
    is_book = root.tag == "PubmedBookArticle"
    walk(root, _PLAN, made.values)
    authors = root.findall(f"{_B if is_book else _A}/AuthorList/Author")
    made.values["FULL"] = list(names(authors))
    made.values["FAUT"] = list(names(authors[:1]))
    made.values["LAUT"] = list(names(authors[-1:]))
    for name, path in _PEOPLE.items():
        made.values[name] = list(names(root.iterfind(path)))
    codes = made.values.get("LANG", [])
    made.values["LANG"] = [*codes, *(LANGUAGES[code] for code in codes if code in LANGUAGES)]
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
    made.values |= {"MESH": every, "MAJR": major, "SUBH": qualifiers}


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
    if made.values.get("AB"):
        made.filters |= {"hasabstract", "fha", "has abstract"}
    if is_book:
        made.filters |= {"pubmed books", "books"}
    else:
        status = root.find("MedlineCitation")
        made.filters.add(_STATUS.get("" if status is None else status.get("Status", ""), "other"))
    if root.find("PubmedData/ArticleIdList/ArticleId[@IdType='pmc']") is not None:
        made.filters |= {"pubmed pmc", "free full text"}
    made.filters.update(map(fold, made.values.get("LANG", ())))
