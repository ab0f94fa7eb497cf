"""The elements of a PubmedArticle that the columnar parser reads, as a tree of paths.

What the tree does not name is passed over, as the record-by-record reader passes over it; where
that reader would make something of any child (STRICT), an unknown one sends the block to it.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

UNKNOWN, INLINE, REFUSED = 0, 1, 2  # paths of what is not read; of markup in a text; of neither


@dataclass(frozen=True)
class Path:
    """One element at one place. once: at most one per parent. strict: no other children."""

    name: str
    element: str
    text: bool = False
    once: bool = False
    strict: bool = False
    children: tuple["Path", ...] = field(default=())


def _text(element: str, name: str = "", *, once: bool = True) -> Path:
    return Path(name or element, element, text=True, once=once)


def _many(element: str, name: str = "") -> Path:
    return _text(element, name, once=False)


def _list(element: str, *children: Path, name: str = "", once: bool = True) -> Path:
    return Path(name or element, element, once=once, strict=True, children=children)


def _node(element: str, *children: Path, name: str = "", once: bool = True) -> Path:
    return Path(name or element, element, once=once, children=children)


def _day(element: str, name: str = "", *, once: bool = True) -> Path:
    name = name or element
    parts = (_text(part, f"{name}.{part}") for part in ("Year", "Month", "Day"))
    return _node(element, *parts, name=name, once=once)


def _person(element: str, name: str) -> Path:
    words = ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
    return _node(
        element,
        *(_text(word, f"Person.{word}") for word in words),
        _many("Identifier", "Person.Identifier"),
        _node("AffiliationInfo", _many("Affiliation", "Affiliation"), once=False),
        _many("Affiliation", "Affiliation.old"),
        name=name,
        once=False,
    )


def _ids(name: str) -> Path:
    return _list("ArticleIdList", _many("ArticleId", name), name=f"{name}.list")


_ISSUE = _node(
    "JournalIssue",
    _text("Volume"),
    _text("Issue"),
    _node(
        "PubDate",
        *(_text(part, f"PubDate.{part}") for part in ("Year", "Month", "Day", "Season")),
        _text("MedlineDate"),
    ),
)
_ARTICLE = _node(
    "Article",
    _node("Journal", _text("ISSN"), _ISSUE, _text("Title"), _text("ISOAbbreviation")),
    _text("ArticleTitle"),
    _node("Pagination", _text("MedlinePgn"), _text("StartPage"), _text("EndPage")),
    _many("ELocationID"),
    _node("Abstract", _many("AbstractText")),
    _list("AuthorList", _person("Author", "Author")),
    _many("Language"),
    _list(
        "DataBankList",
        _node(
            "DataBank",
            _text("DataBankName"),
            _list("AccessionNumberList", _many("AccessionNumber")),
            once=False,
        ),
    ),
    _list(
        "GrantList",
        _node(
            "Grant",
            *(_text(part, f"Grant.{part}") for part in ("GrantID", "Acronym", "Agency", "Country")),
            once=False,
        ),
    ),
    _list("PublicationTypeList", _many("PublicationType")),
    _text("VernacularTitle"),
)
_CITATION = _node(
    "MedlineCitation",
    _text("PMID"),
    _day("DateRevised"),
    _ARTICLE,
    _node(
        "MedlineJournalInfo",
        _text("Country", "Journal.Country"),
        *map(_text, ("MedlineTA", "NlmUniqueID", "ISSNLinking")),
    ),
    _list(
        "ChemicalList",
        _node("Chemical", _text("RegistryNumber"), _text("NameOfSubstance"), once=False),
    ),
    _list("SupplMeshList", _many("SupplMeshName")),
    _list(
        "CommentsCorrectionsList",
        _node(
            "CommentsCorrections",
            _text("RefSource"),
            _text("PMID", "Link.PMID"),
            _text("Note"),
            once=False,
        ),
    ),
    _list(
        "MeshHeadingList",
        _list("MeshHeading", _text("DescriptorName"), _many("QualifierName"), once=False),
    ),
    _node("OtherAbstract", _many("AbstractText", "OtherAbstract.AbstractText"), once=False),
    _list("KeywordList", _many("Keyword"), once=False),
    _list("InvestigatorList", _person("Investigator", "Investigator"), once=False),
)
_DATA = _node(
    "PubmedData",
    _list("History", _day("PubMedPubDate", once=False)),
    _ids("ArticleId"),
    _node(
        "ReferenceList",
        _node("Reference", _text("Citation"), _ids("Reference.ArticleId"), once=False),
        once=False,
    ),
)
ROOT = Path("", "", strict=True, children=(_node("PubmedArticle", _CITATION, _DATA, once=False),))
# A child that the record-by-record reader would make something of, but never meets in an article.
REFUSED_CHILDREN = {("Article", "ArticleIdList")}
WITHIN_ITSELF = "ReferenceList"


class Tree:
    """The paths by number, and the table that finds a child's path from its parent's."""

    def __init__(self, root: Path = ROOT):
        self.paths: list[Path] = [Path("unknown", ""), Path("inline", ""), Path("refused", "")]
        self.number: dict[str, int] = {}
        self._edges: list[tuple[int, str, int]] = []
        self.root = self._add(root)
        names = {element for _, element, _ in self._edges} | {b for _, b in REFUSED_CHILDREN}
        self.elements = ["", *sorted(names)]  # by number; 0 is any other

    def _add(self, path: Path) -> int:
        if path.name in self.number:  # authors and investigators share what is within them
            return self.number[path.name]
        number = len(self.paths)
        self.paths.append(path)
        self.number[path.name] = number
        for child in path.children:
            self._edges.append((number, child.element, self._add(child)))
        return number

    def element(self, name: str) -> int:
        """Return the number of the element of a path."""
        return self.elements.index(self.paths[self.number[name]].element)

    @cached_property
    def step(self) -> np.ndarray:
        """The path of a child: step[path of the parent, number of the element]."""
        table = np.zeros((len(self.paths), len(self.elements)), np.uint8)
        number = {element: n for n, element in enumerate(self.elements)}
        for n, path in enumerate(self.paths):
            table[n] = INLINE if path.text or n == INLINE else REFUSED if path.strict else UNKNOWN
        table[:, number["PubmedArticle"]] = REFUSED  # in another: a record that lost its end
        for parent, element in REFUSED_CHILDREN:
            table[self.number[parent], number[element]] = REFUSED
        for parent_number, element, child in self._edges:
            table[parent_number, number[element]] = child
        itself = self.number[WITHIN_ITSELF]
        table[itself, number[WITHIN_ITSELF]] = itself
        return table

    @cached_property
    def is_text(self) -> np.ndarray:
        """Whether each path is a text."""
        return np.array([path.text for path in self.paths])


TREE = Tree()
