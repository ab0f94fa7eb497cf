"""What became of a paper: retracted, under concern, corrected; or itself the notice of it."""

from collections.abc import Iterable

from harvester.sources.parsed import Row

# MeSH ids of publication types, and CommentsCorrections/@RefType. The words of a type changed
# over the years ("Retraction of Publication", now "Retraction Notice"); its id did not.
RETRACTED_TYPES = {"D016441", "Retracted Publication"}
NOTICE_TYPES = {
    "D016440", "Retraction of Publication", "Retraction Notice",
    "D016425", "Published Erratum",
    "D000075742", "Expression of Concern",
}  # fmt: skip
RETRACTED_LINKS = {"RetractionIn", "RetractedandRepublishedIn"}
CONCERN_LINKS = {"ExpressionOfConcernIn"}
NOTICE_LINKS = {"RetractionOf", "ExpressionOfConcernFor", "ErratumFor"}
CORRECTED_LINKS = {"ErratumIn", "CorrectedandRepublishedIn"}


def retraction(types: Iterable[Row], links: Iterable[Row]) -> str:
    """Return one of schema.RETRACTIONS; the graver where several hold.

    types, links: rows of publication_types and links. A retraction is told by the type or by the
    link, whose PMID may be missing. A notice of a retraction is not a retracted paper.
    """
    kinds = {value for row in types for value in row[2:4]}
    told = {row[2] for row in links}
    if kinds & RETRACTED_TYPES or told & RETRACTED_LINKS:
        return "retracted"
    if told & CONCERN_LINKS:
        return "concern"
    if kinds & NOTICE_TYPES or told & NOTICE_LINKS:
        return "notice"
    return "corrected" if told & CORRECTED_LINKS else "none"
