"""Texts that no author would write: they neither hang the readers of facts nor break them."""

import multiprocessing

import pytest

from analysis.extraction import facts_of
from analysis.facts.paper import Paper

TEXTS = {
    "digits before a route": "Ketamine " + "1" * 60 + " x iv.",
    "a long list of doses": "Ketamine (" + "0.5, " * 40 + "1 mg/kg freshly made) was injected i.p.",
    "thousands without end": "Ketamine " + "111," * 5000 + " mg/kg.",
    "blanks between thousands": "We enrolled " + "111 " * 5000 + "patients.",
    "fractions": "1/" * 5000 + "2 mg/kg of ketamine",
    "hyphens": "a-" * 20_000 + " (5 mg/kg) and ketamine",
    "a number of 5,000 digits": "We enrolled " + "1" * 5000 + " patients.",
    "a share of 400 digits": "1/" + "1" * 400 + " (30%) patients responded.",
    "commas": "," * 50_000,
    "brackets": "(" * 50_000 + ")" * 50_000,
    "groups": "n = 12, " * 5000,
    "one word": "ketamine " * 10_000,
}


def read(text):
    facts_of(Paper.of("Ketamine in depression: a randomised trial", text))


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_are_read(name):
    process = multiprocessing.get_context("fork").Process(target=read, args=(TEXTS[name],))
    process.start()
    process.join(60)  # a hang, not a speed: each takes a second or so
    alive = process.is_alive()
    process.kill()
    process.join()
    assert not alive, f"{name}: still being read"
    assert process.exitcode == 0
