"""Forms of ketamine, and "ketamine" that only names the family."""

import pytest

from tests.analysis.facts.reading import told

NAMES = {
    "esketamine": ["Esketamine", "S-ketamine", "(S)-ketamine", "S(+)-ketamine", "S(+) ketamine"],
    "arketamine": ["Arketamine", "R-ketamine", "(R)-ketamine", "R(-)-ketamine", "PCN-101"],
    "ketamine": ["Ketamine", "Racemic ketamine", "(R,S)-ketamine", "R,S-ketamine", "Ketalar"],
    "metabolite": ["Norketamine", "Hydroxynorketamine", "(2R,6R)-HNK", "(2S,6S)-HNK", "HNK"],
}


@pytest.mark.parametrize(
    ("form", "name"), [(form, name) for form, names in NAMES.items() for name in names]
)
def test_every_name(form, name):
    assert told("form", f"{name} was infused.", title=f"Effects of {name} in mood") == {form}


FAMILY_NAME = [
    ("Esketamine in depression", "Ketamine is an anaesthetic. Esketamine was given."),
    ("Esketamine in depression", "Esketamine is the S-enantiomer of ketamine."),
    ("Esketamine nasal spray", "Since ketamine works, esketamine was tried."),
    ("S-ketamine and pain", "Patients received S-ketamine. Ketamine relieved pain."),
    ("Pain after surgery", "Patients received S-ketamine or placebo. Ketamine relieved pain."),
]


@pytest.mark.parametrize(("title", "abstract"), FAMILY_NAME)
def test_ketamine_as_the_name_of_the_family(title, abstract):
    assert told("form", abstract, title) == {"esketamine"}


BOTH = [
    ("Ketamine and esketamine in depression", "A review."),
    ("Esketamine against ketamine", "Esketamine or racemic ketamine was infused."),
    ("Esketamine in depression", "We compared esketamine with ketamine in 40 patients."),
    ("(Es)ketamine in depression", "A review of (es)ketamine."),
    ("Ketamine versus S-ketamine", ""),
]


@pytest.mark.parametrize(("title", "abstract"), BOTH)
def test_two_forms_set_side_by_side(title, abstract):
    assert told("form", abstract, title) == {"ketamine", "esketamine"}
