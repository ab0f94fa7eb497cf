"""Phrases are found as they are written, wherever and however they stand."""

import pytest

from analysis.phrases import Phrases, words, written_out


def find(text, *phrases):
    cut = words(text)
    found = Phrases({"list": phrases}).find(cut)
    return [text[cut.starts[f.first] : cut.ends[f.last - 1]] for f in found]


@pytest.mark.parametrize(
    ("text", "phrase", "wanted"),
    [
        (
            "Post-traumatic stress, posttraumatic",
            "post traumatic stress",
            ["Post-traumatic stress"],
        ),
        ("post\u2010traumatic STRESS", "post traumatic stress", ["post\u2010traumatic STRESS"]),
        ("post, traumatic stress", "post traumatic stress", []),
        ("antidepressants, depressant", "antidepress*", ["antidepressants"]),
        ("AUD and aud and Audit", "AUD", ["AUD"]),
        ("MADRS-10 or madrs", "MADRS*", ["MADRS"]),
        (
            "heavy drinkers; binge  drinking",
            "(heavy|binge) drink*",
            ["heavy drinkers", "binge  drinking"],
        ),
        ("alcohol use disorder", "alcohol use (disorder*|)", ["alcohol use disorder"]),
        ("", "alcohol", []),
        ("\U0001d504lcohol alcohol\u0301 \U0001f600alcohol", "alcohol", ["alcohol", "alcohol"]),
    ],
)
def test_found_as_written(text, phrase, wanted):
    assert find(text, phrase) == wanted


def test_the_longest_of_a_list_is_taken_at_each_place():
    assert find("major depressive disorder", "major", "major depressive disorder") == [
        "major depressive disorder"
    ]


def test_choices_may_stand_in_choices():
    assert written_out("a (b (c|d)|e)") == ("a b c", "a e", "a b d")


def test_a_phrase_without_words_is_refused():
    with pytest.raises(ValueError, match="has no words"):
        Phrases({"list": ["--"]})
