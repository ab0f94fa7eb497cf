"""Designs and species: the codebook's words, and words that belong to another study."""

import pytest

from tests.analysis.facts.reading import told

DESIGNS = {
    "rct": [
        ("Ketamine for pain: a randomised controlled trial", ""),
        ("Ketamine versus ECT", "Patients were randomly assigned to ketamine or ECT."),
        ("Ketamine and memory", "In a double-blind crossover study, 20 volunteers took part."),
        ("Esketamine and age", "This post hoc analysis of a randomized trial had 300 patients."),
        ("A randomised, open-label comparison of oral and intravenous ketamine", ""),
    ],
    "nonrandomised_trial": [
        ("Ketamine for depression: an open-label study", ""),
        ("Ketamine for suicidality", "In this single-arm trial 12 patients were treated with it."),
        ("Repeated ketamine", "In an open-label design, 24 patients received six infusions."),
        ("Ketamine for cocaine users", "An uncontrolled pilot trial in eight participants."),
        ("Ketamine and midazolam", "A non-randomized controlled trial in 60 children."),
    ],
    "observational": [
        ("Ketamine in practice: a retrospective cohort study", ""),
        ("Ketamine use in clubs", "A cross-sectional survey of 300 respondents."),
        ("Cystitis in ketamine users", "We interviewed 60 ketamine users."),
        ("Ketamine in the ambulance", "A chart review of 132 cases."),
        ("Esketamine signals", "Reports in the FDA adverse event reporting system were analysed."),
    ],
    "case_report": [
        ("Ketamine for neuralgia: a case report", ""),
        ("Ketamine in cancer: a case series", ""),
        ("Ketamine and mania", "We report a case of mania after ketamine."),
        ("Oral ketamine for stroke pain", "Case report of a 68 year old female."),
        ("Two cases of cystitis after ketamine", ""),
    ],
    "protocol": [
        ("Ketamine for relapse: protocol for a randomised trial", ""),
        ("Study protocol for the ketamine trial", ""),
        ("Ketamine for alcohol", "Ninety patients will be randomised and will receive ketamine."),
        ("Ketamine and delirium: a randomized controlled trial protocol", ""),
        ("Protocol of a systematic review of ketamine", ""),
    ],
    "systematic_review": [
        ("Ketamine for depression: a systematic review", ""),
        ("Ketamine for pain: a meta-analysis of randomised controlled trials", ""),
        ("Ketamine in children", "We searched MEDLINE and Embase. Nine trials were included."),
        ("Ketamine for PTSD: a scoping review", ""),
        ("Esketamine", "In this meta-analysis of double-blind randomized trials, 22 were found."),
    ],
    "narrative_review": [
        ("Ketamine: an overview", ""),
        ("Ketamine for depression", "This review discusses the mechanisms of ketamine."),
        ("Ketamine in psychiatry: past, present and future", ""),
        ("Comment on: ketamine for pain", "Letter to the editor."),
        ("Guidelines for ketamine", "Consensus recommendations are given."),
    ],
    "animal_experiment": [
        ("Ketamine in rats", ""),
        ("Ketamine and stress in mice", ""),
        ("Ketamine and the forced swim test", "Male Wistar rats were given ketamine i.p."),
        ("Sedation of rhesus macaques with ketamine", ""),
        ("Ketamine in cats", "Forty cats were randomly assigned to ketamine or saline."),
    ],
    "in_vitro": [
        ("Ketamine in cultured neurons", ""),
        ("Ketamine in vitro", ""),
        ("Ketamine and SH-SY5Y", "SH-SY5Y cells were incubated with ketamine in vitro."),
        ("Ketamine on Xenopus oocytes", ""),
        ("Ketamine in a human cell line", "Cells were incubated."),
    ],
}
WORDS_OF_OTHERS = [
    ("Ketamine: a review", "A randomized controlled trial found an effect.", "narrative_review"),
    ("Ketamine in rats", "Randomised trials in patients are needed.", "animal_experiment"),
    (
        "Ketamine, a retrospective study",
        "Randomised controlled trials are needed. Charts of 60 patients were reviewed.",
        "observational",
    ),
    (
        "Ketamine: a randomised trial",
        "Registered in the Chinese Clinical Trial Registry. 60 patients were randomised.",
        "rct",
    ),
    (
        "A ketamine sedation protocol in the emergency department",
        "A retrospective chart review of 90 patients.",
        "observational",
    ),
    (
        "Oral ketamine: an open-label study",
        "We previously completed a double-blind randomised crossover study.",
        "nonrandomised_trial",
    ),
]


@pytest.mark.parametrize(
    ("title", "abstract", "design"),
    [(*pair, design) for design, pairs in DESIGNS.items() for pair in pairs] + WORDS_OF_OTHERS,
)
def test_one_design(title, abstract, design):
    assert told("design", abstract, title) == {design}


def test_what_is_not_shown_is_not_guessed():
    assert told("design", "", "Ketamine.") == set()


def test_publication_types_count():
    known = {"publication_types": ["Journal Article", "Randomized Controlled Trial"]}
    assert told("design", "", "Ketamine for pain after surgery", **known) == {"rct"}


SPECIES = [
    ("Ketamine in rats", "", {"animal"}),
    ("Ketamine for pain: a randomised trial", "Sixty patients took part.", {"human"}),
    ("Ketamine in cultured neurons", "", {"in_vitro"}),
    ("Ketamine for depression: a systematic review", "Trials in patients.", set()),
    ("Ketamine in dogs: a randomised trial", "Forty dogs were anaesthetised.", {"animal"}),
    ("Ketamine: a narrative review", "Rodents and patients are discussed.", set()),
]


@pytest.mark.parametrize(("title", "abstract", "species"), SPECIES)
def test_species(title, abstract, species):
    assert told("species", abstract, title) == species


def test_mesh_tells_the_species_where_words_do_not():
    known = {"publication_types": ["Randomized Controlled Trial"], "mesh_terms": ["Humans"]}
    assert told("species", "", "Ketamine against methohexital", **known) == {"human"}


def test_mesh_alone_tells_an_animal_experiment():
    known = {"mesh_terms": ["Animals", "Ketamine"]}
    title = "Ketamine and hepatic drug metabolism"
    assert told("design", "", title, **known) == {"animal_experiment"}
    assert told("species", "", title, **known) == {"animal"}


def test_types_that_say_nothing_make_no_design():
    known = {"publication_types": ["Journal Article"]}
    assert told("design", "Ketamine is a drug.", "Ketamine.", **known) == set()
