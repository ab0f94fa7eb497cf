"""A sift finds what reading every record would find, whatever the blocks, engines and order."""

import gzip
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harvester.bulk.files import in_order
from harvester.bulk.scan import ENGINES, cores, needles, scanner
from harvester.bulk.sieve import stretches
from harvester.bulk.sift import Sifting, settled, sift_file
from harvester.bulk.words import of_topic, of_words
from harvester.errors import ParseError, UsageError
from harvester.sources import pubmed
from tests.records.pubmed import document, record

KETAMINE = of_words(["ketamin*"])


def sifted(folder, *files, words=KETAMINE, md5=()):
    """Sift documents as the files of NLM's year 26 and return told and standing PMIDs."""
    paths = []
    for number, body in enumerate(files, 1):
        path = folder / f"pubmed26n{number:04d}.xml.gz"
        path.write_bytes(gzip.compress(body))
        paths.append(path)
    tasks = [Sifting(path, folder / "out", words, n > 0) for n, path in enumerate(in_order(paths))]
    told = [sift_file(task) for task in tasks]
    standing = [pubmed.read(document(raw.decode())) for raw in settled(tasks, told)]
    return told, [parsed.rows["papers"][0][1] for parsed in standing]


def test_only_papers_about_it_are_kept(tmp_path):
    cited = (
        "<ReferenceList><Reference><Citation>Ketamine once.</Citation></Reference></ReferenceList>"
    )
    place = (
        "<AuthorList><Author><LastName>Vu</LastName><AffiliationInfo><Affiliation>Ketamine Clinic"
        "</Affiliation></AffiliationInfo></Author></AuthorList>"
    )
    heading = (
        "<MeshHeadingList><MeshHeading><DescriptorName UI='D007649'>Ketamine</DescriptorName>"
        "</MeshHeading></MeshHeadingList>"
    )
    word = "<KeywordList Owner='NOTNLM'><Keyword>S-KETAMINE</Keyword></KeywordList>"
    body = document(
        record(pmid=1, title="KETAMINE and <i>pain</i>"),
        record(pmid=2, data=cited),
        record(pmid=3, article=place),
        record(pmid=4, citation=heading),
        record(pmid=5, citation=word),
        record(pmid=6, title="Nothing"),
        record(pmid=7, title="Bioketaminology"),
    )
    told, standing = sifted(tmp_path, body)
    assert standing == [1, 4, 5]
    assert (told[0]["hits"], told[0]["matches"]) == (6, 3)


def test_later_files_win_and_deletions_come_last(tmp_path):
    first = document(*(record(pmid=n, title=f"Ketamine {n}") for n in range(1, 7)))
    second = document(
        record(pmid=2, title="Ketamine, revised"),
        record(pmid=3, title="No longer about it"),
        record(pmid=9, title="Ketamine, new"),
        record(pmid=4, title="Ketamine, version 2", version=2),
        tail="<DeleteCitation><PMID Version='1'>5</PMID><PMID Version='1'>77</PMID>"
        "</DeleteCitation>",
    )
    third = document(
        record(pmid=4, title="Ketamine, an old version", version=1),
        record(pmid=6, title="Ketamine, revised and withdrawn"),
        tail="<DeleteCitation><PMID Version='1'>6</PMID></DeleteCitation>",
    )
    _, standing = sifted(tmp_path, first, second, third)
    assert standing == [1, 2, 4, 9]
    parts = [tmp_path / "out" / "parts" / f"pubmed26n000{n}.xml.gz" for n in (1, 2, 3)]
    tasks = [Sifting(tmp_path / p.name, tmp_path / "out", KETAMINE, n > 0)
             for n, p in enumerate(parts)]  # fmt: skip
    told = [{"deleted": []}, {"deleted": [5]}, {"deleted": [6]}]
    texts = b"".join(settled(tasks, told))
    assert b"Ketamine, revised<" in texts
    assert b"Ketamine, version 2<" in texts
    assert b"Ketamine 2<" not in texts


def test_a_cut_file_is_named_and_leaves_no_part(tmp_path):
    whole = document(record(pmid=1, title="Ketamine"), record(pmid=2))
    path = tmp_path / "pubmed26n0001.xml.gz"
    for damaged in (
        gzip.compress(whole)[:-12],
        gzip.compress(whole[:-30]),
        gzip.compress(whole.split(b"</PubmedArticle>", 1)[0]),
    ):
        path.write_bytes(damaged)
        with pytest.raises(ParseError, match=r"pubmed26n0001\.xml\.gz"):
            sift_file(Sifting(path, tmp_path / "out", KETAMINE, False))
        assert not (tmp_path / "out" / "parts" / path.name).exists()


def test_md5_sidecars_are_checked(tmp_path):
    path = tmp_path / "pubmed26n0001.xml.gz"
    path.write_bytes(gzip.compress(document(record(pmid=1))))
    beside = tmp_path / "pubmed26n0001.xml.gz.md5"
    task = Sifting(path, tmp_path / "out", KETAMINE, False)
    assert sift_file(task)["checked"] is False
    beside.write_text(f"MD5({path.name})= {hashlib.md5(path.read_bytes()).hexdigest()}\n")
    assert sift_file(task)["checked"] is True
    beside.write_text(f"MD5({path.name})= {'0' * 32}\n")
    with pytest.raises(ParseError, match="fetch it again"):
        sift_file(task)
    beside.write_text("<html>Error</html>")
    with pytest.raises(ParseError, match="no MD5 checksum"):
        sift_file(task)


def test_files_come_in_nlms_order_and_of_one_year(tmp_path):
    names = ["pubmed26n1335.xml.gz", "pubmed26n0002.xml.gz", "pubmed26n0001.xml", "other.xml"]
    for name in [*names, "readme.txt", "pubmed26n0001.xml.md5"]:
        (tmp_path / name).write_bytes(b"")
    assert [p.name for p in in_order([tmp_path])] == [
        "pubmed26n0001.xml", "pubmed26n0002.xml.gz", "pubmed26n1335.xml.gz", "other.xml",
    ]  # fmt: skip
    (tmp_path / "pubmed25n0001.xml").write_bytes(b"")
    with pytest.raises(UsageError, match="years 25 and 26"):
        in_order([tmp_path])
    with pytest.raises(UsageError, match="given twice"):
        in_order([tmp_path / "other.xml", tmp_path / "other.xml"])


@pytest.mark.parametrize("engine", ENGINES)
@given(
    st.lists(st.sampled_from(["ketamin*", "Ketalar", "spravato", "CI-581", "é"]), min_size=1),
    st.lists(
        st.sampled_from(["KETAMINE", "keta", "lar", "Spravato", "ci-581", "É", "é", " ", "x"])
    ),
)
def test_all_engines_find_the_same(engine, words, text):
    data = "".join(text).encode()
    try:
        found = scanner(words, engine)(data)
    except ImportError:
        pytest.skip(f"{engine} is not installed")
    assert found == scanner(words, "python")(data)


def test_what_words_share_is_looked_for_once():
    literals = needles(["ketamin*", "esketamin*", "ketalar", "ketanest", "spravato"])
    assert b"esketamin" not in literals
    assert cores(literals) == {
        b"keta": [b"ketalar", b"ketamin", b"ketanest"], b"spravato": [b"spravato"],
    }  # fmt: skip


@given(
    st.lists(st.sampled_from(["Ketamine", "plain", "KETAMIN"]), min_size=1, max_size=8),
    st.integers(3, 4000),
)
def test_the_size_of_the_blocks_does_not_matter(titles, size):
    body = document(*(record(pmid=n, title=title) for n, title in enumerate(titles, 1)))
    blocks = [body[at : at + size] for at in range(0, len(body), size)]
    scan = scanner(["ketamin*"])
    found = [s for s in stretches(blocks, scan) if s.rstrip().endswith(b"</PubmedArticle>")]
    kept = [s for s in found if scan(s)]
    assert len(kept) == sum(title.lower().startswith("ketamin") for title in titles)


def test_the_topic_finds_what_reading_every_record_finds(corpus, tmp_path):
    words = of_topic("ketamine")
    for path in sorted(corpus.glob("pubmed/*.xml.gz")):
        told = sift_file(Sifting(path, tmp_path, words, False))
        kept = {number for number, _ in _records(gzip.decompress(_part(tmp_path, path)), None)}
        wanted = {n for n, node in _records(gzip.decompress(path.read_bytes()), words) if node}
        assert kept == wanted
        assert told["matches"] >= len(wanted) > 0


def _part(folder, path):
    return (folder / "parts" / path.name).read_bytes()


def _records(body, words):
    tree = etree.fromstring(body, etree.XMLParser(load_dtd=False, no_network=True))
    for node in tree.iterfind("PubmedArticle"):
        yield node.findtext("MedlineCitation/PMID"), words.match(node) if words else True
