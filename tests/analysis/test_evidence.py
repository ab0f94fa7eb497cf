"""papers[field][start:end] == text, whatever stands in the text."""

import gzip
import re
from itertools import islice

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import classify
from analysis.context import split
from analysis.phrases import words
from harvester import parse_pubmed

# Marks that join to the letter before them, letters beyond the first plane, signs of every kind.
ODD = (
    "e\u0301\u200b\u00ad\u0130\u1e9e\ufb01\U0001f9e0\U0001d504\U0002070e\U000e0041\x00\r\n\t \u2028"
)
PLANES = "".join(chr(plane * 0x10000 + 0x0201) for plane in range(17))
TERMS = [
    "major depressive disorder", "PTSD", "alcohol use disorder", "opioid withdrawal", "anxiety",
    "bipolar depression", "suicidal ideation", "neuropathic pain", "cocaine use", "ketamine abuse",
    "morphine consumption", "procedural sedation", "no", "without", "excluded", "RESULTS:", ", ",
    ". ", "rats", "patients with",
]  # fmt: skip
texts = st.lists(
    st.one_of(st.sampled_from(TERMS), st.text(max_size=8), st.text(ODD + PLANES, max_size=4)),
    max_size=25,
).map("".join)


def assert_is(term, text):
    """The words of *text* are those of *term*, a star being the end of a stem."""
    wanted, said = re.findall(r"[^\W_]+\*?", term.lower()), words(text).lower
    assert len(wanted) == len(said)
    for want, word in zip(wanted, said, strict=True):
        assert word.startswith(want[:-1]) if want.endswith("*") else word == want


def assert_exact(papers, labels):
    by_id = papers.set_index("paper_id")
    seen = 0
    for paper_id, spans in zip(labels["paper_id"], labels["evidence"], strict=True):
        for span in spans:
            text = by_id.loc[paper_id, span["field"]]
            assert text[span["start"] : span["end"]] == span["text"]
            assert set(span) == {"field", "start", "end", "text", "term"}
            assert_is(span["term"], span["text"])
            seen += 1
    return seen


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_exact_in_any_text(title, abstract):
    papers = pd.DataFrame([{"paper_id": "x", "title": title, "abstract": abstract}])
    assert_exact(papers, classify(papers))


@given(texts)
def test_sentences_cover_every_word_and_do_not_overlap(text):
    spans = split(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in zip(spans, islice(spans, 1, None), strict=False))
    assert "".join(text[a:b] for a, b in spans).split() != [] or not text.strip()


@pytest.mark.parametrize("term", TERMS[:12])
@pytest.mark.parametrize(
    "before", ["", "e\u0301 ", "\U0001f9e0\U0001d504 ", "\u0130\u1e9e ", PLANES + " "]
)
def test_found_after_odd_characters(term, before):
    papers = pd.DataFrame([{"paper_id": "x", "title": before + term, "abstract": "ketamine pain"}])
    labels = classify(papers)
    assert_exact(papers, labels)
    assert any(
        span["field"] == "title" and span["start"] >= len(before)
        for spans in labels["evidence"]
        for span in spans
    )


@pytest.mark.parametrize("name", ["ketamine_text", "ketamine_records", "records"])
def test_exact_over_the_whole_corpus(corpus, name):
    papers = parse_pubmed(corpus / "pubmed" / f"{name}.xml.gz").papers
    assert assert_exact(papers, classify(papers)) > 0


def test_exact_over_papers_on_other_subjects(corpus):
    with gzip.open(corpus / "pubmed" / "other_text.csv.gz", "rt", encoding="utf-8") as file:
        papers = pd.read_csv(file).assign(paper_id=lambda frame: frame["pmid"].astype(str))
    assert assert_exact(papers, classify(papers)) > 0
