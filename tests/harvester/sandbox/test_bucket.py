"""The S3 bucket of PMC, the ID converter, and what is out of service."""

import csv
import gzip
import hashlib
import io
import xml.etree.ElementTree as ET

import pytest
import requests

from .invented import jats, pmc

S3 = "{http://s3.amazonaws.com/doc/2006-03-01/}"
FILE = pmc(
    jats(5, "Ketamine", "A body.", pmid=2, doi="10.1/Five", version=2),
    jats(50, "Ketamine", "A body.", licence="by-nc"),
    jats(6, "Closed", "A body.", open_access="no"),
)


def listing(server, **params):
    reply = requests.get(server.s3_url, params={"list-type": "2", **params}, timeout=30)
    assert reply.status_code == 200
    return ET.fromstring(reply.content)


def test_versions_of_an_article_are_common_prefixes(sandbox):
    server = sandbox(FILE)
    found = listing(server, prefix="PMC5.", delimiter="/")
    assert [e.text for e in found.iter(f"{S3}Prefix")][1:] == ["PMC5.2/"]
    assert listing(server, prefix="PMC6.", delimiter="/").findtext(f"{S3}KeyCount") == "0"


def test_a_long_listing_goes_on_by_its_token(sandbox):
    server = sandbox(FILE)
    keys, token = [], {}
    while True:
        page = listing(server, **{"max-keys": "3"}, **token)
        keys += [e.text for e in page.iter(f"{S3}Key")]
        if page.findtext(f"{S3}IsTruncated") == "false":
            break
        token = {"continuation-token": page.findtext(f"{S3}NextContinuationToken")}
    assert keys == sorted(set(keys))
    assert [key for key in keys if key.endswith(".xml")] == [
        "PMC5.2/PMC5.2.xml", "PMC50.1/PMC50.1.xml",
    ]  # fmt: skip


def test_metadata_names_licence_and_checksum_of_the_objects(sandbox):
    server = sandbox(FILE)
    said = requests.get(f"{server.s3_url}metadata/PMC5.2.json", timeout=30).json()
    assert (said["pmcid"], said["version"], said["pmid"]) == ("PMC5", 2, 2)
    assert (said["license_code"], said["is_pmc_openaccess"]) == ("CC BY", True)
    for name, kind in (("xml_url", "xml"), ("text_url", "txt")):
        address, _, md5 = said[name].partition("?md5=")
        assert address == f"s3://pmc-oa-opendata/PMC5.2/PMC5.2.{kind}"
        body = requests.get(f"{server.s3_url}PMC5.2/PMC5.2.{kind}", timeout=30).content
        assert hashlib.md5(body).hexdigest() == md5
    other = requests.get(f"{server.s3_url}PMC50.1/PMC50.1.json", timeout=30).json()
    assert other["license_code"] == "CC BY-NC"


def test_an_article_that_is_not_open_is_not_there(sandbox):
    server = sandbox(FILE)
    for key in ("PMC6.1/PMC6.1.xml", "metadata/PMC6.1.json", "PMC5.1/PMC5.1.xml", "PMC7.1/x"):
        reply = requests.get(server.s3_url + key, timeout=30)
        assert (reply.status_code, "NoSuchKey" in reply.text) == (404, True)


def test_the_inventory_lists_all_keys(sandbox):
    import datetime

    server = sandbox(FILE, today=datetime.date(2026, 11, 23))
    folder = "inventory-reports/pmc-oa-opendata/metadata/2026-11-23T01-00Z/manifest.json"
    (file,) = requests.get(server.s3_url + folder, timeout=30).json()["files"]
    packed = requests.get(server.s3_url + file["key"], timeout=30).content
    assert hashlib.md5(packed).hexdigest() == file["MD5checksum"]
    rows = list(csv.reader(io.StringIO(gzip.decompress(packed).decode())))
    assert ["pmc-oa-opendata", "PMC5.2/PMC5.2.xml"] in rows


def test_an_object_says_its_length_and_checksum_before_it_comes(sandbox):
    address = f"{sandbox(FILE).s3_url}PMC5.2/PMC5.2.xml"
    before, whole = requests.head(address, timeout=30), requests.get(address, timeout=30)
    assert before.headers["Content-Length"] == str(len(whole.content))
    assert before.headers["ETag"] == f'"{hashlib.md5(whole.content).hexdigest()}"'


def test_faults_of_the_bucket(sandbox):
    server = sandbox(FILE)
    server.fail("wrong_checksum", ids={5}, times=1)
    spoilt, whole = (
        requests.get(f"{server.s3_url}PMC5.2/PMC5.2.xml", timeout=30).content for _ in range(2)
    )
    assert spoilt != whole
    server.fail("sidecar_html", times=1)
    assert "<html" in requests.get(f"{server.s3_url}metadata/PMC5.2.json", timeout=30).text
    server.fail("unavailable", utility="s3", times=1)
    assert requests.get(f"{server.s3_url}PMC5.2/PMC5.2.xml", timeout=30).status_code == 503


@pytest.mark.parametrize("path", ["/tools/idconv/api/v1/articles/", "/pmc/utils/idconv/v1.0/"])
def test_the_converter_at_its_new_address_and_its_old(sandbox, path):
    server = sandbox(FILE)
    asked = {"ids": "PMC5,PMC5,PMC999", "format": "json"}
    reply = requests.get(server.origin + path, params=asked, timeout=30)
    assert [step.status_code for step in reply.history] == ([301] if "utils" in path else [])
    found, missing = reply.json()["records"]
    assert found == {"pmcid": "PMC5", "pmid": 2, "doi": "10.1/Five", "requested-id": "PMC5"}
    assert missing["errmsg"] == "Identifier not found in PMC"


def test_the_converter_takes_one_kind_of_id(sandbox):
    server = sandbox(FILE)
    address = f"{server.origin}/tools/idconv/api/v1/articles/"
    mixed = requests.get(address, params={"ids": "10.1/five,2"}, timeout=30)
    assert (mixed.status_code, "must be DOIs" in mixed.text) == (400, True)
    by_doi = requests.get(address, params={"ids": "10.1/FIVE"}, timeout=30).json()
    assert by_doi["records"][0]["pmcid"] == "PMC5"


def test_the_old_open_access_service_is_gone(sandbox):
    server = sandbox(FILE)
    for path in ("/pmc/utils/oa/oa.fcgi", "/pmc/utils/oa_file_list.csv"):
        assert (
            requests.get(server.origin + path, params={"id": "PMC5"}, timeout=30).status_code == 404
        )
