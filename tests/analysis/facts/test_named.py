"""Comparators, registry numbers, and what is read by name alone."""

import pytest

from analysis.facts.vocabulary import Vocabulary, alternation, declared, vocabulary
from tests.analysis.facts.reading import told

COMPARED = {
    "Ketamine versus midazolam in depression.": {"midazolam"},
    "Patients received ketamine 0.5 mg/kg or midazolam 0.045 mg/kg.": {"midazolam"},
    "Ketamine was compared with ECT.": {"ect"},
    "Comparison of propofol, remifentanil and ketamine.": {"propofol", "remifentanil"},
    "Ketamine or placebo was given.": {"placebo"},
    "The control group received normal saline; the other ketamine.": {"saline"},
    "Morphine was less effective than ketamine.": {"morphine"},
    "Esketamine plus an SNRI or placebo plus an SNRI was given.": {"placebo"},
}
NOT_COMPARED = [
    "Ketamine reduced morphine consumption.",
    "Ketamine was used as the anaesthetic for ECT.",
    "Propofol-ketamine was used for sedation.",
    "Ketamine was added to bupivacaine.",
    "Patients had failed fluoxetine. Ketamine was given.",
]


@pytest.mark.parametrize(("text", "comparators"), COMPARED.items())
def test_comparators(text, comparators):
    assert told("comparator", text) == comparators


@pytest.mark.parametrize("text", NOT_COMPARED)
def test_drugs_that_are_no_comparator(text):
    assert told("comparator", text) == set()


NUMBERS = {
    "ClinicalTrials.gov NCT01234567.": "NCT01234567",
    "Registered as NCT 01234567": "NCT01234567",
    "ISRCTN14689382": "ISRCTN14689382",
    "EudraCT 2011-005476-41": "2011-005476-41",
    "EU CT 2023-503971-45-00": "2023-503971-45-00",
    "ChiCTR2000041232": "ChiCTR2000041232",
    "ChiCTR-TRC-12345678": "ChiCTR-TRC-12345678",
    "UMIN000016985": "UMIN000016985",
    "ACTRN12618001042235": "ACTRN12618001042235",
    "ACTRN12618001042235p": "ACTRN12618001042235P",
    "jRCTs031210124": "jRCTs031210124",
    "CTRI/2018/05/013678": "CTRI/2018/05/013678",
    "IRCT20120215009014N297": "IRCT20120215009014N297",
    "DRKS00012345": "DRKS00012345",
    "PACTR201909749829482": "PACTR201909749829482",
    "KCT0001234": "KCT0001234",
    "PROSPERO CRD42018081024": "CRD42018081024",
    "NTR 1234": "NTR1234",
}


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_registry_numbers(text, number):
    assert told("registry", f"Ketamine. {text}.") == {number}


@pytest.mark.parametrize(
    "text", ["In 2011-2014 ketamine was given.", "Grant 2011-05476.", "NCT is a registry."]
)
def test_numbers_of_no_registry(text):
    assert told("registry", text) == set()


NAMES = {
    "instrument": {
        "The Montgomery-\u00c5sberg Depression Rating Scale was used.": {"MADRS"},
        "HDRS-17 scores fell.": {"HAM-D"},
        "CAPS-5 and PCL-5 were used.": {"CAPS-5", "PCL-5"},
        "AUDIT-C, OCDS and COWS were used.": {"AUDIT", "OCDS", "COWS"},
        "CADSS and BPRS were used.": {"CADSS", "BPRS"},
        "Pain was rated on a visual analogue scale and an NRS.": {"VAS", "NRS"},
    },
    "subgroup": {
        "Ketamine in treatment-resistant depression.": {"treatment_resistant"},
        "Ketamine in late-life depression.": {"late_life"},
        "Ketamine in adolescents.": {"paediatric"},
        "Ketamine in postpartum depression.": {"postpartum"},
        "Ketamine for postoperative pain.": {"perioperative"},
        "Ketamine in healthy volunteers.": {"healthy_volunteers"},
    },
    "mechanism": {
        "Ketamine is an N-methyl-D-aspartate receptor antagonist.": {"NMDA"},
        "AMPA receptors and mTOR are needed.": {"AMPA", "mTOR"},
        "BDNF rose.": {"BDNF"},
        "Mu-opioid receptors may matter.": {"opioid_receptor"},
        "Glutamate surged.": {"glutamate"},
    },
    "monitoring": {
        "Vital signs were monitored.": {"vital_signs"},
        "Heart rate, blood pressure and SpO2 were watched.": {
            "heart_rate",
            "blood_pressure",
            "oximetry",
        },
        "Post-dose monitoring lasted two hours.": {"supervision"},
        "Liver function tests were done.": {"liver_function"},
        "The ECG was recorded.": {"ecg"},
    },
}


@pytest.mark.parametrize(
    ("attribute", "text", "values"),
    [(name, text, values) for name, table in NAMES.items() for text, values in table.items()],
)
def test_what_is_read_by_name(attribute, text, values):
    assert told(attribute, text) == values


VOCABULARIES = [
    "instruments",
    "subgroups",
    "mechanisms",
    "monitoring",
    "routes",
    "drugs",
    "species",
]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_row_has_its_reason_and_every_term_its_value(name):
    words = vocabulary(name)
    for value, row in declared(name).items():
        assert row["says"].endswith((".", "?"))
        for term in row["terms"]:
            plain = term.replace("*", "").replace("?", "a")
            assert words.value(plain) == value, term


def test_capitals_tell_a_scale_from_a_cow():
    assert told("instrument", "Cows were given ketamine; sows too, after an audit.") == set()
    assert told("instrument", "COWS, SOWS and AUDIT scores fell.") == {"COWS", "SOWS", "AUDIT"}


def test_one_term_has_one_value():
    with pytest.raises(ValueError, match="'Saline' stands for a and b"):
        Vocabulary({"a": ["saline"], "b": ["Saline"]})


def test_an_alternation_prefers_the_longest():
    import re

    pattern = re.compile(alternation(["ham-d", "ham-d-17", "randomi?ed", "rat*"]))
    found = [pattern.fullmatch(text) for text in ("ham-d-17", "hamd17", "randomised", "rats")]
    assert all(found)
