"""The lists of a citation, each as the rows of one table: MeSH, keywords, grants, links."""

from collections.abc import Iterator

from harvester.sources import identifiers as ids
from harvester.sources.markup import Element, Parts, attribute, children, leaves, one, parts, text
from harvester.sources.parsed import Row

YES_NO = {"Y": True, "N": False}


def mesh(paper_id: str, citation: Parts) -> list[Row]:
    """Return a row for each heading and qualifier, then for each supplementary concept."""
    rows: list[Row] = []
    for position, heading in enumerate(children(citation, "MeshHeadingList"), 1):
        head: Row = ()
        for node in heading:  # the descriptor, then its qualifiers
            name = (attribute(node, "UI"), text(node), _starred(node))
            if node.tag == "DescriptorName":
                head = (paper_id, position, *name)
            elif head:
                rows.append((*head, *name, "descriptor"))
        if head and node is heading[0]:
            rows.append((*head, None, None, None, "descriptor"))
    for position, node in enumerate(children(citation, "SupplMeshList"), 1):
        name = (attribute(node, "UI"), text(node), None)
        rows.append((paper_id, position, *name, None, None, None, attribute(node, "Type")))
    return rows


def _starred(node: Element) -> bool | None:
    return YES_NO.get(node.get("MajorTopicYN", ""))


def keywords(paper_id: str, found: Parts) -> list[Row]:
    """Return a row for each keyword that is not empty, over all lists."""
    told = [
        (attribute(listed, "Owner"), word, _starred(node))
        for listed in found.get("KeywordList", ())
        for node in listed
        if (word := text(node))
    ]
    return [(paper_id, position, *row) for position, row in enumerate(told, 1)]


def publication_types(paper_id: str, nodes: list[Element]) -> list[Row]:
    """Return a row for each PublicationType."""
    return [(paper_id, n, attribute(node, "UI"), text(node)) for n, node in enumerate(nodes, 1)]


def substances(paper_id: str, citation: Parts) -> list[Row]:
    """Return a row for each Chemical. NLM writes the registry number 0 where there is none."""
    rows: list[Row] = []
    for position, node in enumerate(children(citation, "ChemicalList"), 1):
        found = parts(node)
        number = one(found, "RegistryNumber")
        for name in found.get("NameOfSubstance", ())[:1]:
            number = None if number == "0" else number
            rows.append((paper_id, position, number, attribute(name, "UI"), text(name)))
    return rows


def grants(paper_id: str, found: Parts) -> list[Row]:
    """Return a row for each Grant."""
    return [
        (paper_id, n, *map(told.get, ("GrantID", "Acronym", "Agency", "Country")))
        for n, told in enumerate(map(leaves, children(found, "GrantList")), 1)
    ]


def links(paper_id: str, citation: Parts) -> list[Row]:
    """Return a row for each CommentsCorrections: what corrects, retracts or discusses what."""
    rows: list[Row] = []
    for position, node in enumerate(children(citation, "CommentsCorrectionsList"), 1):
        told = leaves(node)
        pmid = ids.pmid(told.get("PMID"))
        about = (told.get("RefSource"), told.get("Note"))
        rows.append((paper_id, position, attribute(node, "RefType"), pmid, *about))
    return rows


def registries(paper_id: str, article: Parts) -> list[Row]:
    """Return a row for each accession number of each DataBank."""
    told = [
        (one(bank, "DataBankName"), number)
        for bank in map(parts, children(article, "DataBankList"))
        for node in children(bank, "AccessionNumberList")
        if (number := text(node))
    ]
    return [(paper_id, position, *row) for position, row in enumerate(told, 1)]


def references(paper_id: str, lists: list[Element]) -> list[Row]:
    """Return a row for each Reference of the lists and of the lists within them."""
    return [
        (paper_id, position, *_reference(node))
        for position, node in enumerate(_each_reference(lists), 1)
    ]


def _each_reference(lists: list[Element]) -> Iterator[Element]:
    for listed in lists:
        for node in listed:
            if node.tag == "Reference":
                yield node
            elif node.tag == "ReferenceList":
                yield from _each_reference([node])


def _reference(node: Element) -> tuple[object, ...]:
    found = parts(node)
    told = {i.get("IdType"): i.text for i in children(found, "ArticleIdList")}
    return (
        one(found, "Citation"),
        ids.pmid(told.get("pubmed")),
        ids.pmcid(told.get("pmc")),
        ids.doi(told.get("doi")),
    )
