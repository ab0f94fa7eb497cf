"""Bio.Entrez, unmodified, works against the local NCBI through its `urlopen` seam."""

import io
import urllib.request

import pytest
from Bio import Entrez, Medline
from Bio.Entrez.Parser import ValidationError

from .invented import article, book, jats, pmc, pubmed

REAL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
FILE = pubmed(
    article(1, "Ketamine in depression.", "It helped.", mesh=["Ketamine"], doi="10.1/a",
            names=[("Example", "Ada"), ("Other", "Bo")]),
    article(2, "Esketamine nasal spray.", mesh=["Ketamine"], pmc="PMC5"),
    article(3, "Something else."),
    book(4),
)  # fmt: skip


@pytest.fixture
def entrez(sandbox, monkeypatch):
    """Bio.Entrez, its requests led to a local NCBI; nothing of the package is changed."""
    server = sandbox(FILE, pmc(jats(5, "Esketamine nasal spray.", "Body.", pmid=2)))

    def urlopen(request):
        request.full_url = request.full_url.replace(REAL, server.url)
        return urllib.request.urlopen(request, timeout=30)

    monkeypatch.setattr(Entrez, "urlopen", urlopen)
    monkeypatch.setattr(Entrez, "email", "someone@example.org")
    monkeypatch.setattr(Entrez, "api_key", "a-key-that-is-ten-a-second")
    Entrez.server = server
    yield Entrez
    del Entrez.server


def read(handle, validate=True):
    with handle:
        return Entrez.read(handle, validate=validate)


def test_esearch(entrez):
    found = read(entrez.esearch(db="pubmed", term="ketamine", retmax=10))
    assert (found["Count"], found["RetMax"], found["RetStart"]) == ("3", "3", "0")
    assert list(found["IdList"]) == ["4", "2", "1"]
    (mapped,) = found["TranslationSet"]
    assert mapped["From"] == "ketamine"
    assert found["QueryTranslation"] == '"ketamine"[MeSH Terms] OR "ketamine"[All Fields]'


def test_esearch_without_a_hit_is_no_error(entrez):
    found = read(entrez.esearch(db="pubmed", term="qzxwvunonsenseterm"))
    assert (found["Count"], list(found["IdList"])) == ("0", [])
    assert found["WarningList"]["QuotedPhraseNotFound"] == ['"qzxwvunonsenseterm"']
    assert found["WarningList"]["OutputMessage"] == ["No items found."]


def test_an_error_of_esearch_is_raised_with_its_text(entrez):
    with pytest.raises(RuntimeError, match="Invalid db name specified: nonsense"):
        read(entrez.esearch(db="nonsense", term="ketamine"))


def test_efetch_of_articles_and_books(entrez):
    records = read(entrez.efetch(db="pubmed", id=["1", "2", "4", "99"], retmode="xml"))
    assert [str(r["MedlineCitation"]["PMID"]) for r in records["PubmedArticle"]] == ["1", "2"]
    assert [str(r["BookDocument"]["PMID"]) for r in records["PubmedBookArticle"]] == ["4"]
    title = records["PubmedArticle"][0]["MedlineCitation"]["Article"]["ArticleTitle"]
    assert title == "Ketamine in depression."


def test_efetch_of_an_unknown_id_is_an_empty_set(entrez):
    assert read(entrez.efetch(db="pubmed", id="99", retmode="xml")) == {
        "PubmedArticle": [], "PubmedBookArticle": [],
    }  # fmt: skip


def test_efetch_of_more_ids_than_fit_in_an_address(entrez):
    ids = [str(n) for n in range(1, 2000)]
    assert len(read(entrez.efetch(db="pubmed", id=ids, retmode="xml"))["PubmedArticle"]) == 3
    assert entrez.server.requests[-1].method == "POST"


def test_efetch_of_pmc(entrez):
    # Real replies of 2026 do not validate either: article-version is not in the bundled DTD.
    with pytest.raises(ValidationError, match="article-version"):
        read(entrez.efetch(db="pmc", id="5", retmode="xml"))
    (found,) = read(entrez.efetch(db="pmc", id="5", retmode="xml"), validate=False)
    assert {"front", "body"} <= set(found)


def test_efetch_as_medline_for_bio_medline(entrez):
    with entrez.efetch(db="pubmed", id="1,2", rettype="medline", retmode="text") as handle:
        first, second = Medline.parse(io.StringIO(handle.read()))
    assert (first["PMID"], first["TI"], first["AB"]) == (
        "1",
        "Ketamine in depression.",
        "It helped.",
    )
    assert (first["AU"], first["FAU"]) == (["Example A", "Other B"], ["Example, Ada", "Other, Bo"])
    assert (second["MH"], second["PMC"]) == (["Ketamine"], "PMC5")


def test_esummary(entrez):
    one, two = read(entrez.esummary(db="pubmed", id="1,2"))
    assert (one["Id"], one["Title"], one["DOI"]) == ("1", "Ketamine in depression.", "10.1/a")
    assert (list(one["AuthorList"]), one["HasAbstract"]) == (["Example A", "Other B"], 1)
    assert two["ArticleIds"]["pmc"] == "PMC5"


def test_esummary_of_an_unknown_id_fails_whole(entrez):
    with pytest.raises(RuntimeError, match="UID=99999999999: cannot get document summary"):
        read(entrez.esummary(db="pubmed", id="99999999999"))


def test_einfo_of_all_and_of_each(entrez):
    assert read(entrez.einfo())["DbList"] == ["pubmed", "pmc"]
    for db in ("pubmed", "pmc"):
        (info,) = read(entrez.einfo(db=db))["DbInfo"]
        assert (info["DbName"], info["Count"]) == (db, "4" if db == "pubmed" else "1")
        assert {"ALL", "UID", "TITL"} <= {field["Name"] for field in info["FieldList"]}


def test_epost_then_efetch_and_esearch_by_history(entrez):
    kept = read(entrez.epost("pubmed", id="1,3"))
    assert (kept["QueryKey"], kept["WebEnv"][:5], len(kept["WebEnv"])) == ("1", "MCID_", 29)
    by = {"query_key": kept["QueryKey"], "WebEnv": kept["WebEnv"]}
    fetched = read(entrez.efetch(db="pubmed", retmode="xml", **by))
    assert [str(r["MedlineCitation"]["PMID"]) for r in fetched["PubmedArticle"]] == ["1", "3"]
    narrowed = read(entrez.esearch(db="pubmed", term="ketamine[ti]", usehistory="y", **by))
    assert (list(narrowed["IdList"]), narrowed["QueryKey"]) == (["1"], "2")


def test_epost_of_nothing(entrez):
    with pytest.raises(RuntimeError, match="Empty ID list; Nothing to store"):
        read(entrez.epost("pubmed", id="none"))


def test_elink_between_pubmed_and_pmc(entrez):
    (links,) = read(entrez.elink(dbfrom="pubmed", db="pmc", id="2"))
    assert links["IdList"] == ["2"]
    assert [link["Id"] for link in links["LinkSetDb"][0]["Link"]] == ["5"]
    each = read(entrez.elink(dbfrom="pubmed", db="pmc", id=["2", "3"]))
    assert [len(one["LinkSetDb"]) for one in each] == [1, 0]


def test_espell_and_ecitmatch(entrez):
    assert read(entrez.espell(db="pubmed", term="ketmine"))["Query"] == "ketmine"
    asked = {"journal_title": "inv j tests", "year": "2020", "volume": "1", "first_page": "",
             "author_name": "example a", "key": "mine"}  # fmt: skip
    with entrez.ecitmatch(db="pubmed", retmode="xml", bdata=[asked]) as handle:
        assert handle.read().strip() == "inv j tests|2020|1||example a|mine|1"


def test_three_tries_through_two_refusals(entrez):
    entrez.server.fail("rate_limited", times=2)
    assert read(entrez.esearch(db="pubmed", term="ketamine"))["Count"] == "3"
    assert [asked.status for asked in entrez.server.requests] == [429, 429, 200]


RECORDED = {
    "esearch1.xml": lambda e: e.esearch(db="pubmed", term="ketamine[ti]"),
    "esummary1.xml": lambda e: e.esummary(db="pubmed", id="1,2"),
    "einfo1.xml": lambda e: e.einfo(),
    "einfo2.xml": lambda e: e.einfo(db="pubmed"),
    "epost1.xml": lambda e: e.epost("pubmed", id="1"),
    "elink1.xml": lambda e: e.elink(dbfrom="pubmed", db="pubmed", id="1"),
    "espell.xml": lambda e: e.espell(db="pubmed", term="biopythooon"),
    "pubmed2.xml": lambda e: e.efetch(db="pubmed", id="1,2", retmode="xml"),
    "efetch_pmc.xml": lambda e: e.efetch(db="pmc", id="5", retmode="xml"),
}


def names(value):
    """The top-level shape of what Entrez.read gave: its keys, or those of its first item."""
    if isinstance(value, list) and value:
        return names(value[0])
    return set(value) if isinstance(value, dict) else set()


@pytest.mark.parametrize("name", RECORDED)
def test_the_same_shape_as_a_recorded_reply(entrez, corpus, name):
    with (corpus / "eutils" / "biopython" / name).open("rb") as recorded:
        theirs = Entrez.read(recorded)
    ours = read(RECORDED[name](entrez), validate=name != "efetch_pmc.xml")
    if name == "efetch_pmc.xml":  # an article's own elements are its publisher's
        assert {"front", "body"} <= names(theirs) & names(ours)
    else:
        assert names(ours) - {"DOI"} == names(theirs)
