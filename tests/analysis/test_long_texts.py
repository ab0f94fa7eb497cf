"""A text twice as long is twice the work, whatever it says: in lines run, not in seconds."""

import multiprocessing
import sys

import pandas as pd
import pytest

from analysis import classify, extract

TEXTS = {
    "denied": "no depression ",
    "denied, in sentences": "No depression here. ",
    "listed": "depression, opioid craving, ",
    "with company": "alcohol septal ablation and opioid withdrawal ",
    "doses": "ketamine 0.5 mg/kg ",
    "doses, in sentences": "We gave ketamine 0.5 mg/kg iv. ",
    "routes": "intranasal ketamine and oral propofol. ",
    "sizes": "Of 12 patients, 6 improved. ",
    "effects": "Nausea, headache. ",
    "times": "After 4 h and at 7 days. ",
}
SHORT = 300  # repetitions
ROOM = 2.3  # a quadratic reader comes close to 4


def lines_run(reader, text):
    """Return how many lines of Python *reader* runs over a paper with this abstract."""
    papers = pd.DataFrame({"pmid": [1], "title": ["Ketamine"], "abstract": [text]})
    reader(papers)  # what is made once is made now
    count = 0

    def line(frame, event, argument):
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(lambda frame, event, argument: line)
    try:
        reader(papers)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("reader", [classify, extract])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_work_grows_with_the_text(reader, text):
    once, twice = (lines_run(reader, text * SHORT * times) for times in (1, 2))
    assert twice < ROOM * once


BLANK = {
    "line feeds": "\n" * 200_000 + "PTSD",
    "blanks": "Depression" + " " * 400_000 + "fell.",
    "one word": "a" * 1_000_000,
}


@pytest.mark.parametrize("reader", [classify, extract])
@pytest.mark.parametrize("text", BLANK.values(), ids=BLANK)
def test_nothing_at_length_is_read_in_the_end(reader, text):
    papers = pd.DataFrame({"pmid": [1], "title": ["Ketamine"], "abstract": [text]})
    process = multiprocessing.get_context("fork").Process(target=reader, args=(papers,))
    process.start()
    process.join(60)  # a hang, not a speed: each takes a second or less
    alive = process.is_alive()
    process.kill()
    process.join()
    assert not alive
    assert process.exitcode == 0
