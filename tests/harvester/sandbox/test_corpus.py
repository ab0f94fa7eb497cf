"""The local NCBI over real records: served byte for byte, and found by their own words."""

import gzip
import xml.etree.ElementTree as ET

import pytest
import requests

from harvester.errors import UsageError
from harvester.sandbox.records import read_files
from harvester.sandbox.search import search
from harvester.sandbox.shelf import Shelf

FILES = ("ketamine_text.xml.gz", "ketamine_records.xml.gz", "records.xml.gz")
NOT_A_SET = "pubmedkg-worker__BookDocumentSet.xml"  # books without their PubmedBookArticle


@pytest.fixture(scope="module")
def shelf(corpus):
    made = Shelf("pubmed")
    for held in read_files([corpus / "pubmed" / name for name in FILES]):
        made.put(held.records)
    return made


def independently(corpus):
    """Yield PMID, title and DOI of every record as ElementTree reads them; later ones win."""
    read = {}
    for name in FILES:
        root = ET.fromstring(gzip.decompress((corpus / "pubmed" / name).read_bytes()))
        for article in root.iterfind("PubmedArticle"):
            title = article.find("MedlineCitation/Article/ArticleTitle")
            text = "" if title is None else "".join(title.itertext())
            doi = article.findtext("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")
            read[int(article.findtext("MedlineCitation/PMID"))] = (text, doi)
    return read


def test_every_record_is_found_by_its_title_and_doi(shelf, corpus):
    read = independently(corpus)
    assert shelf.records.keys() == read.keys()
    for pmid, (title, doi) in read.items():
        words = title.replace('"', " ").replace("*", " ")
        if any(c.isalnum() for c in words):
            assert pmid in search(shelf, f'"{words}"[ti]').uids, (pmid, title)
        if doi and not set('"[]*') & set(doi):
            assert pmid in search(shelf, f'"{doi}"[doi]').uids, (pmid, doi)


def test_every_record_is_served_byte_for_byte(sandbox, corpus, shelf):
    server = sandbox(*(corpus / "pubmed" / name for name in FILES))
    uids = shelf.uids
    served = b""
    for at in range(0, len(uids), 500):
        form = {"db": "pubmed", "retmode": "xml", "id": ",".join(map(str, uids[at : at + 500]))}
        served += requests.post(f"{server.url}efetch.fcgi", data=form, timeout=60).content
    assert all(record.raw in served for record in shelf.records.values())
    assert served.count(b"</PubmedArticle>") == len(uids)


def test_entry_dates_cut_the_whole_in_parts(shelf):
    years = [search(shelf, f"{year}[edat]").uids for year in range(1900, 2030)]
    assert sum(map(len, years)) == len(shelf.records)


def test_the_odd_files_are_read_too(corpus):
    edge = corpus / "pubmed" / "edge"
    files = [path for path in sorted(edge.iterdir()) if path.name != NOT_A_SET]
    made, deleted = Shelf("pubmed"), 0
    for held in read_files(files):
        made.put(held.records)
        deleted += len(held.deleted)
    assert search(made, "all[sb]").uids == set(made.records)
    assert search(made, "pubmed books[sb]").uids == {
        u for u, r in made.records.items() if r.is_book
    }
    assert deleted == 46
    with pytest.raises(UsageError, match="neither PubMed records nor JATS"):
        list(read_files([edge / NOT_A_SET]))
