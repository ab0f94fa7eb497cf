"""What changed, as NCBI words it in one way or another."""

from datetime import UTC, datetime

import pytest

from harvester import changes
from harvester.query import Query
from harvester.request import Request

LAST = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("db", "translation", "ids"),
    [
        ("pubmed", "a AND 2026/11/15:3000/12/31[Date - Modification]", [7]),
        ("pubmed", "a AND 2026/11/15 : 3000/12/31[mdat]", [7]),
        ("pubmed", "", [7]),
        ("pmc", "a", []),  # a tag that a database does not know is ignored without a word
    ],
)
def test_what_pubmed_modified_is_believed_whatever_its_translation(
    db: str, translation: str, ids: list[int]
) -> None:
    def fetch(_request: Request) -> bytes:
        return (
            "<eSearchResult><Count>1</Count><IdList><Id>7</Id></IdList>"
            f"<QueryTranslation>{translation}</QueryTranslation></eSearchResult>"
        ).encode()

    assert changes.modified(Query("a", db), LAST, fetch) == ids
