"""The parts of the learned model put together, and papers that are held out."""

import random

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the extra `train` is not installed")

from analysis.bearings import BEARINGS, statements
from analysis.learning.bearings import NOTHING, fit_bearings, tell_bearings
from analysis.learning.examples import Columns, digest, examples
from analysis.learning.fitting import Alone, fit_model, halfway
from analysis.learning.joint import Layout, Pairs, Part, fit_joint
from analysis.learning.pool import SILENT, fit_pool, pool_sums
from analysis.learning.validation import cross_validate, folds, subset
from analysis.lexicon import by_condition, lexicon

SUBJECTS = ("Vitamin D", "Exercise", "A new drug", "Telephone care", "Music", "A diet")
STUDIED = "We treated {n} patients with depression. Depression scores fell by {n} points."
NAMED = "Depression is known to be common. Bone density of {n} patients rose."


@pytest.fixture(scope="module")
def papers():
    """120 papers, every other of which studies depression."""
    dice = random.Random(1)
    texts = [
        (
            f"{dice.choice(SUBJECTS)}: trial {n}",
            (STUDIED if n % 2 else NAMED).format(n=dice.randint(20, 90)),
        )
        for n in range(120)
    ]
    return examples(texts)


@pytest.fixture(scope="module")
def truth():
    return np.array([float(n % 2) for n in range(120)])


def pairs_of(papers, y, key="depression"):
    told = papers.mentioned(key)
    return Pairs(
        told,
        [papers.common[i][key] for i in told],
        [papers.own[i][key] for i in told],
        [{"depression": 1.0, "bone": float(y[i] == 0)} for i in told],
        y[told],
    )


def test_the_parts_of_the_joint_classifier_add_up_to_what_was_fitted(papers, truth):
    one = pairs_of(papers, truth)
    pairs = {"depression": one, "ptsd": one._replace(y=1 - one.y)}
    parts = fit_joint(pairs, Columns.of(one.common), {"depression": 1.0, "bone": 1.0}, seed=0)

    def total(part, n):
        blocks = (part.common, one.common[n]), (part.own, one.own[n]), (part.text, one.words[n])
        return part.intercept + sum(
            weights[name] * value for weights, row in blocks for name, value in row.items()
        )

    for key, sign in (("depression", 1), ("ptsd", -1)):
        sums = np.array([total(parts[key], n) for n in range(len(one.y))])
        assert np.all(np.sign(sums) == sign * (2 * one.y - 1))
        # Held-out sums come from other folds: of the same size, never the very same.
        assert np.corrcoef(sums, parts[key].held)[0, 1] > 0.95
        assert not np.allclose(sums, parts[key].held, atol=1e-6)


def test_weights_cut_by_condition_say_what_the_whole_matrix_says(papers, truth):
    one = pairs_of(papers, truth)
    pairs = {"depression": one, "ptsd": one}
    layout = Layout(pairs, Columns.of(one.common), {"depression": 1.0, "bone": 1.0})
    matrix = layout.matrix(pairs)
    weights = np.random.default_rng(0).normal(size=matrix.shape[1])
    sums = matrix @ weights + 0.7
    parts = layout.parts(weights, 0.7, sums)
    for number, key in enumerate(pairs):
        part = parts[key]
        for n in (0, 1, 57):
            blocks = (part.common, one.common[n]), (part.own, one.own[n]), (part.text, one.words[n])
            told = part.intercept + sum(
                told[name] * value for told, row in blocks for name, value in row.items()
            )
            assert told == pytest.approx(sums[number * len(one.y) + n])


def test_what_ships_lies_halfway_between_the_two():
    y = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    alone = Alone("one", 1.0, {"pool": 2.0, "common": {"a": 1.0}, "own": {}, "text": {}}, 2 * y - 1)
    joint = Part(3.0, {"a": 3.0, "b": 4.0}, {"o": -2.0}, {"t": 1.0}, 4 * y - 2)
    both = halfway(alone, joint, y, np.zeros(6))
    assert (both.intercept, both.pool) == (2.0, 1.0)
    assert (both.common, both.own, both.text) == ({"a": 2.0, "b": 2.0}, {"o": -1.0}, {"t": 0.5})
    assert both.slope > 0


def test_a_model_says_what_its_papers_say(papers, truth):
    model = fit_model(papers, {"label": {"depression": truth}}, "test")
    for i in range(20):
        scores = model.of_rows(papers.common[i], papers.own[i], papers.terms[i])
        assert (scores["label"]["depression"] > 0.5) == truth[i]


def test_pooled_sums_of_training_papers_have_not_seen_their_answers(papers, truth):
    one = pairs_of(papers, truth)
    turned = one.y.copy()
    turned[0] = 1 - turned[0]
    shared = Columns.of(one.common)
    same, other = (
        pool_sums({"depression": pairs}, shared, seed=0)["depression"]
        for pairs in (one, one._replace(y=turned))
    )
    assert same[0] == other[0]
    assert not np.allclose(same[1:], other[1:])


def test_where_one_answer_alone_is_known_nothing_is_claimed(papers, truth):
    one = pairs_of(papers, np.zeros(120))
    assert fit_pool({"depression": one}, Columns.of(one.common)) == SILENT
    model = fit_model(
        papers,
        {"label": {"depression": truth}, "population": {"depression": np.full(120, np.nan)}},
        "x",
    )
    told = model.of_rows(papers.common[1], papers.own[1], papers.terms[1])["population"]
    thresholds = model.tasks["population"].conditions["depression"].thresholds
    assert told["depression"] < thresholds["sensitive"] < thresholds["precise"]


def test_a_word_that_tells_a_bearing_is_learned_for_that_bearing():
    rows = [{f"word.{name}": 1.0, "word.the": 1.0} for name in BEARINGS for _ in range(20)]
    y = [number for number in range(len(BEARINGS)) for _ in range(20)]
    model = fit_bearings(rows, y)
    for number, name in enumerate(BEARINGS):
        assert int(np.argmax(model.shares({f"word.{name}": 1.0}))) == number
    assert fit_bearings(rows[:10], y[:10]) == NOTHING


def told_papers(turned=None):
    """Sixty papers of two sentences whose bearings are known; those of paper *turned* are wrong."""
    kinds = ["patients", "scores", "mice", "review", "known"]
    texts = [
        (
            "A trial",
            f"Depression {kinds[n % 5]} {n}a were here. Later depression {kinds[n % 5]} {n}b came.",
        )
        for n in range(60)
    ]
    known = {}
    for n, (title, abstract) in enumerate(texts):
        reading = lexicon().read(title, abstract)
        for one in statements(reading, by_condition(lexicon().mentions(reading)))["depression"]:
            known[digest(one), "depression"] = (n + (n == turned)) % 5
    return examples(texts, known)


def test_what_is_told_of_a_training_paper_was_learned_from_others():
    fitted, told = tell_bearings(told_papers(), seed=0)
    _, other = tell_bearings(told_papers(turned=7), seed=0)
    assert fitted != NOTHING
    assert told[7] == other[7]
    assert told != other


def test_nothing_of_a_held_out_paper_is_known_when_its_model_is_fitted(papers, truth):
    tasks = {"label": {"depression": truth}}
    turned = truth.copy()
    turned[0] = 1 - turned[0]
    before = cross_validate(papers, tasks, parts=3, repeats=1)
    after = cross_validate(papers, {"label": {"depression": turned}}, parts=3, repeats=1)
    alone = next(unseen for _, _, unseen in folds(120, 3, 1, 0) if 0 in unseen)
    scores = [told["label.score"]["depression"][0] for told in (before, after)]
    assert np.array_equal(scores[0][alone], scores[1][alone])
    assert not np.array_equal(scores[0], scores[1])


def test_a_subset_keeps_all_that_is_seen_of_a_paper(papers):
    some = subset(papers, np.array([3, 5]))
    assert len(some) == 2
    assert some.statements[1] == papers.statements[5]
    assert some.known[0] == papers.known[3]
