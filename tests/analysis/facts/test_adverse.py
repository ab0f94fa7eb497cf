"""Adverse effects: said, denied, and words that are a disease, a scale or a purpose."""

import pytest

from analysis.facts.vocabulary import declared
from tests.analysis.facts.reading import told

SAID = {
    "Dizziness and nausea were reported.": {"dizziness", "nausea"},
    "Adverse events were dissociation, headache and blurred vision.": {
        "dissociation",
        "headache",
        "blurred_vision",
    },
    "Two patients had hallucinations.": {"hallucination"},
    "Headache and dizziness were the most common adverse events.": {"headache", "dizziness"},
    "Blood pressure increases and tachycardia were seen.": {
        "increased_blood_pressure",
        "tachycardia",
    },
    "Ketamine users had ulcerative cystitis.": {"cystitis"},
    "There was no difference in nausea between groups.": {"nausea"},
    "Nausea did not differ between groups.": {"nausea"},
    "Tachycardia and rigidity were noted.": {"tachycardia"},
    "Confusion was frequent.": {"confusion"},
    "Transient dissociation and headache occurred.": {"dissociation", "headache"},
}
DENIED = [
    "No hallucinations were observed.",
    "Ketamine was given without nausea or vomiting.",
    "Hallucinations were not observed.",
    "None of the patients had hallucinations.",
    "There was an absence of psychotomimetic effects.",
    "Neither nausea nor vomiting occurred.",
    "Patients were free of nightmares.",
]
AFTER_A_DENIAL = {
    "No patient died, but nausea was common.": {"nausea"},
    "There were no serious events except hallucinations.": {"hallucination"},
    "Vomiting was not observed; dizziness was.": {"dizziness"},
    "No deaths occurred. Nausea was common.": {"nausea"},
    "Without premedication, however, vomiting was frequent.": {"vomiting"},
}
SOMETHING_ELSE = [
    "Ketamine was given to patients with cluster headache.",
    "Ketamine was used for procedural sedation.",
    "The Clinician-Administered Dissociative States Scale was used.",
    "Ketamine was given for the prevention of shivering.",
    "Patients with generalised anxiety disorder received ketamine.",
    "Esketamine counters opioid-induced respiratory depression.",
    "The Ramsay sedation scale was used.",
]


@pytest.mark.parametrize(("text", "effects"), [*SAID.items(), *AFTER_A_DENIAL.items()])
def test_effects_that_are_said(text, effects):
    assert told("adverse_effect", text) == effects


@pytest.mark.parametrize("text", DENIED)
def test_effects_that_are_denied(text):
    assert told("adverse_effect", text) == set()


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_words_that_are_no_effect(text):
    assert told("adverse_effect", text) == set()


def test_every_declared_word_is_read():
    for name, row in declared("adverse_effects").items():
        for word in row["words"] if name != "nothing" else ():
            plain = word.replace("*", "").replace("?", "s")
            assert name in told("adverse_effect", f"Patients had {plain}."), word
