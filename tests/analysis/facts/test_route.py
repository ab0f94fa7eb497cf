"""Routes of ketamine: every spelling, the infusion, and routes that are another drug's."""

import pytest

from tests.analysis.facts.reading import told

WRITTEN = {
    "Intravenous ketamine was given.": {"iv"},
    "Ketamine was given intravenously.": {"iv"},
    "Ketamine (0.5 mg/kg i.v.) was given.": {"iv"},
    "IV ketamine was given.": {"iv"},
    "Six ketamine infusions were given.": {"iv"},
    "Patients received an infusion of ketamine.": {"iv"},
    "Intranasal esketamine was given.": {"intranasal"},
    "Esketamine nasal spray was given.": {"intranasal"},
    "Ketamine was sprayed intranasally.": {"intranasal"},
    "Intramuscular ketamine was given.": {"im"},
    "Ketamine 4 mg/kg IM was given.": {"im"},
    "Ketamine was injected subcutaneously.": {"sc"},
    "Oral ketamine was given.": {"oral"},
    "Ketamine lozenges dissolved in the mouth.": {"sublingual"},
    "Sublingual ketamine was given.": {"sublingual"},
    "Mice were given ketamine (10 mg/kg, i.p.).": {"ip"},
    "Caudal ketamine was added.": {"neuraxial"},
    "Epidural S(+)-ketamine was given.": {"neuraxial"},
    "Nebulized ketamine was inhaled.": {"other"},
    "Ketamine was given orally or subcutaneously.": {"oral", "sc"},
}
INFUSION_GIVES_WAY = {
    "A subcutaneous infusion of ketamine was given.": {"sc"},
    "Epidural infusion of ketamine was given.": {"neuraxial"},
    "Continuous subcutaneous ketamine infusions were given.": {"sc"},
    "Intranasal ketamine was given. The infusion pump stood by.": {"intranasal"},
    "Ketamine was infused through a subcutaneous needle.": {"sc"},
}
TECHNIQUES = {
    "Women under epidural anaesthesia had intravenous ketamine.": {"iv"},
    "Epidural analgesia induced by lidocaine and ketamine was tested.": {"neuraxial"},
    "Total intravenous anaesthesia with propofol and ketamine was tested.": {"iv"},
    "Caudal block with bupivacaine plus ketamine was done.": {"neuraxial"},
    "An oral rinse of ketamine was tried.": {"other"},
}
ANOTHERS = {
    "Esketamine nasal spray plus an oral antidepressant was given.": {"intranasal"},
    "Intravenous ketamine followed oral midazolam.": {"iv"},
    "Children had intranasal dexmedetomidine or oral ketamine.": {"oral"},
    "Intramuscular ketamine was compared with intravenous morphine.": {"im"},
    "Ketamine mouthwash helped; rectal diclofenac did not.": {"other"},
    "Rats were orally treated with wexotin. Ketamine was given i.p. later.": {"ip"},
    "An intravenous infusion of lipid emulsion followed oral ketamine.": {"oral"},
    "Intraperitoneal injections of bilirubin changed the fate of oral ketamine.": {"oral"},
    "Wexotin (2 mg/kg, s.c.) blocked intranasal ketamine.": {"intranasal"},
}
SHARED = {
    "Intravenous alfentanil, ketamine and lidocaine were given.": {"iv"},
    "Intravenous ketamine or midazolam was given.": {"iv"},
    "Ketamine or placebo infusions were given.": {"iv"},
    "Ketamine or saline was given. All drugs were given intramuscularly.": {"im"},
    "Caudal ropivacaine plus ketamine was given.": {"neuraxial"},
    "Ketamine hydrochloride (rising doses) and wexotin (2 mg/kg) were injected i.p.": {"ip"},
    "Five i.v. anaesthetics (thiopentone, ketamine and propanidid) were compared.": {"iv"},
    "They had an intravenous infusion of either ketamine or placebo.": {"iv"},
    "Intravenous administration of a subanaesthetic dose of ketamine was tested.": {"iv"},
    "Infusions of two doses of ketamine were compared.": {"iv"},
    "A single intravenous infusion of the NMDA receptor antagonist ketamine was given.": {"iv"},
    "An intravenous infusion of the N-methyl-D-aspartate antagonist ketamine was given.": {"iv"},
    "Intravenous administration of subdissociative-dose ketamine was tested.": {"iv"},
    "Intranasal administration of dissociative-dose ketamine was tested.": {"intranasal"},
    "An infusion of the glutamate modulator ketamine was given.": {"iv"},
    "Intranasal self-administration of esketamine under supervision was safe.": {"intranasal"},
    "Rats learned intravenous self-administration of ketamine.": {"iv"},
}
NOT_SAID = [
    "Ketamine-anaesthetised rats were given the peptide under test, and then i.v. saline.",
    "In cats anaesthetized with ketamine and xylazine the drug was applied intravenously.",
    "Ketamine was given to forty patients.",
    "Four aims: (i) use, (ii) price, (iii) purity and (iv) harm of ketamine.",
    "Ketamine acts in the spinal cord.",
    "Ketamine anaesthesia was used for oral surgery.",
    "Cerebral perfusion rose under ketamine.",
    "Patients with DSM-IV schizophrenia had ketamine.",
    "Patients with DSM-IV schizophrenia were treated. Nothing else is told.",
    "Adults of ASA physical status I-IV took part.",
    "The epidural pressure rose; nobody knows why.",
    "Oral epithelial cells were swabbed.",
]


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        *WRITTEN.items(),
        *INFUSION_GIVES_WAY.items(),
        *TECHNIQUES.items(),
        *ANOTHERS.items(),
        *SHARED.items(),
    ],
)
def test_routes_are_those_of_ketamine(text, routes):
    assert told("route", text, "Ketamine") == routes


@pytest.mark.parametrize("text", NOT_SAID)
@pytest.mark.parametrize("title", ["", "Ketamine"])
def test_a_route_that_is_not_said_is_absent(text, title):
    assert told("route", text, title) == set()


OTHER_MEANINGS = {
    "Intravenous ketamine increased intracortical facilitation.": {"iv"},
    "Oral ketamine raised intra-arterial blood pressure.": {"oral"},
    "Ketamine i.v. prolonged intraventricular conduction.": {"iv"},
    "Women who delivered vaginally had intravenous ketamine.": {"iv"},
    "ASA III-IV patients received oral ketamine.": {"oral"},
    "Patients of ASA III or IV received oral ketamine.": {"oral"},
}


@pytest.mark.parametrize(("text", "routes"), OTHER_MEANINGS.items())
def test_words_of_routes_that_mean_something_else(text, routes):
    assert told("route", text, "Ketamine") == routes


BACKGROUND = [
    ("Oral ketamine for depression", "Intravenous ketamine is known. We gave oral ketamine."),
    ("Intranasal esketamine", "IV ketamine works fast. This study gave esketamine nasally."),
    ("Subcutaneous ketamine", "Trials of intravenous ketamine exist. Aims: to test it."),
    ("Oral ketamine: a review", "IV ketamine needs a clinic. This review is of oral ketamine."),
    ("Oral ketamine at home", "After intramuscular ketamine, relapse is common."),
]


@pytest.mark.parametrize(("title", "abstract"), BACKGROUND)
def test_routes_of_the_background_are_not_the_studys(title, abstract):
    assert len(told("route", f"{abstract} We treated 40 patients.", title)) == 1


def test_routes_of_the_study_count_beside_the_titles():
    abstract = "We compared oral ketamine with intravenous ketamine."
    assert told("route", abstract, "Oral ketamine at home") == {"oral", "iv"}


RUN_IN = [
    "BackgroundMood.MethodsKetamine was given intravenously.ResultsMood rose.",
    "Mood.MethodsIntravenous ketamine was given.",
    "Mood is low.ResultsIV ketamine helped.",
    "ConclusionsIntravenous ketamine helped.",
    "ObjectiveInfusion of ketamine was tested.",
]


@pytest.mark.parametrize("text", RUN_IN)
def test_headings_that_run_into_the_text(text):
    assert told("route", text, "Ketamine") == {"iv"}
