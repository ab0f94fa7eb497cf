"""Sample sizes: words, sums, products, the order of the codebook, and numbers that are none."""

import pytest

from analysis.facts.counting import count
from tests.analysis.facts.reading import told

RCT = "Ketamine in depression: a randomized controlled trial"


def size(abstract, title=RCT):
    return told("sample_size", abstract, title)


PLAIN = {
    "Sixty patients were randomly assigned to ketamine or placebo.": "60",
    "Sixty-four adults were randomised.": "64",
    "One hundred and twenty women undergoing caesarean section were enrolled.": "120",
    "A total of 1,024 patients were included.": "1024",
    "We enrolled 43 patients with treatment-resistant depression.": "43",
    "Participants (N = 576) were randomised to ketamine or midazolam.": "576",
    "This crossover study in 24 healthy volunteers tested ketamine.": "24",
    "Data from 30 subjects were analysed.": "30",
    "Thirteen healthy men took part in a double-blind study.": "13",
    "In total, 35 participants with remitted depression (21 females) took part.": "35",
    "Eighty ASA I-II patients scheduled for surgery were randomised.": "80",
    "Twenty-one (21) patients received ketamine or placebo.": "21",
}
ADDED_UP = {
    "Patients received ketamine (n = 30) or placebo (n = 31).": "61",
    "Patients received ketamine (n=40), midazolam (n=38) or saline (n=41).": "119",
    "A total of seven males and five females were enrolled.": "12",
    "We studied 26 patients with depression and 30 healthy controls.": "56",
    "Thirty-two were assigned to the ketamine group and 31 to the control group.": "63",
    "Patients were randomised to two groups of 30 each.": "60",
    "Patients were randomised into four groups (n = 12).": "48",
    "Volunteers were randomised to ketamine or saline (n = 12 in both groups).": "24",
    "We compared 17 patients who had had ECT and 23 patients who had not.": "40",
    "Women had ketamine (30 patients) or saline (intravenous; 31 patients).": "61",
    "Eighteen frequent and 19 infrequent ketamine users were assessed.": "37",
    "Ketamine was given to healthy participants (16 males, 4 females).": "20",
    "We studied 21 controls (10 women) and 61 patients (36 women).": "82",
    "We studied twenty patients, ten taking one drug and ten subjects taking another.": "20",
}
TOLD_APART = {
    "We studied 20 participants with T1D and 10 without the disease.": "30",
    "The stent group included 24 patients, whereas the other group included 86 patients.": "110",
    "Eighteen patients were examined. They were compared with 100 healthy controls.": "118",
    "Veterans (CMP = 29; CO = 27) were tested.": "56",
    "Overall, 128 and 278 patients were enrolled in two clinics.": "406",
    "Eleven of 32 patients left, leaving 12 patients in the warm group and nine patients in "
    "the cold group.": "21",
}
PEOPLE_BY_OTHER_NAMES = {
    "We interviewed 30 Spanish-speaking immigrants.": "30",
    "Nine hundred and twenty four babies were randomly allocated.": "924",
    "Interviews with 19 key stakeholders were recorded.": "19",
    "Of 248 345 beneficiaries, 16% had a test.": "248345",
    "A total of 647 health care professionals took part.": "647",
    "In all, 45 rheumatologists answered.": "45",
}
YEARS = {
    "Patients seen between 2012 and 2018 were included. Fifty patients were analysed.": "50",
    "Fifty patients seen in August 2020 were included.": "50",
    "All 38 patients seen from May to June 2019 were included.": "38",
    "We enrolled 61 people with coronavirus disease 2019 (COVID-19).": "61",
    "The rate was 12 per 100,000 persons. We studied 712 patients.": "712",
}
NOT_ADDED = {
    "Healthy participants (M = 34, SD = 9) received ketamine; 30 were enrolled.": "30",
    "Veterans (age: M = 46, SD = 12) had ketamine; 30 were enrolled.": "30",
    "We studied 40 patients with depression, 12 with psychotic features.": "40",
    "Forty patients with major depression, 12 with comorbid PTSD, received ketamine.": "40",
    "50 patients with pain, 20 with cancer and 30 with trauma, were enrolled.": "50",
    "Blood pressure rose to 160/95 (baseline 120/80) after ketamine in 15 patients.": "15",
    "The remaining 10 items of the scale were rated by 22 patients.": "22",
    "Eligible were 20 and 60 year old male patients. We randomised 50 patients.": "50",
    "Ketamine was given to 60 parturients. There were 58 vaginal deliveries.": "60",
    "Forty patients were randomised. The ketamine group had 3 patients with nausea and the saline "
    "group had 9 patients with it.": "40",
}
NOT_A_NAME_OF_A_STUDY = {
    "In this study 60 patients undergoing surgery were randomly allocated to ketamine.": "60",
    "In our study 45 children were sedated with ketamine.": "45",
    "In this cohort 212 children were sedated. Vomiting occurred in 14 children.": "212",
    "In this experiment 24 rats were divided into three groups.": "24",
    "In this paper 12 patients with CRPS are described.": "12",
    "In 2000 patients sedated with ketamine, apnoea was rare.": "2000",
    "A total of 22 counselors took part.": "22",
    "We surveyed 150 travelers.": "150",
    "Of 33 patients seen, 11/30 (37%) responded; cohort 2 included adults.": "33",
}
ORDER = {
    "Of 275 women enrolled, the final analysis included 246 women.": "246",
    "We screened 628 patients; 79 were randomly assigned.": "79",
    "Sixty patients were randomised: ketamine (n = 30) or placebo (n = 30).": "60",
    "Ninety patients were randomised. Nausea was seen in 12 patients (13%).": "90",
    "Fifty patients were randomised. Three patients withdrew.": "50",
    "Forty patients were randomised; 22 patients responded.": "40",
}
NONE = [
    "Patients aged 18 to 65 years were randomised.",
    "Depression affects 350 million people worldwide.",
    "Two randomised studies followed in 2019.",
    "Patients were randomised to 0.5 mg/kg of ketamine over 40 minutes.",
    "Ketamine was given to patients in 3 groups.",
]


@pytest.mark.parametrize(
    ("text", "n"),
    [
        *PLAIN.items(),
        *ADDED_UP.items(),
        *TOLD_APART.items(),
        *PEOPLE_BY_OTHER_NAMES.items(),
        *YEARS.items(),
        *NOT_ADDED.items(),
        *NOT_A_NAME_OF_A_STUDY.items(),
        *ORDER.items(),
    ],
)
def test_one_number_for_a_paper(text, n):
    assert size(text) == {n}


@pytest.mark.parametrize("text", NONE)
def test_numbers_that_count_nobody(text):
    assert size(text) == set()


def test_a_sum_has_a_span_for_each_arm():
    from analysis.extraction import facts_of
    from analysis.facts.paper import Paper

    facts = facts_of(Paper.of(RCT, "Patients received ketamine (n = 30) or placebo (n = 31)."))
    spans = next(fact.spans for fact in facts if fact.attribute == "sample_size")
    assert [span.text for span in spans] == ["30", "31"]


@pytest.mark.parametrize(
    "title",
    [
        "Ketamine for depression: a systematic review",
        "Ketamine for depression: a meta-analysis of randomised trials",
        "Ketamine for depression: a narrative review",
        "Ketamine: an overview",
        "Editorial: ketamine, an overview of the promise",
    ],
)
def test_reviews_have_none(title):
    assert size("Nine trials with 226 patients were included.", title) == set()


def test_the_number_planned_serves_in_a_protocol():
    text = "Ninety patients will be randomised to ketamine or placebo."
    assert size(text, "Ketamine for pain: study protocol") == {"90"}


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("A 61-year-old man was given ketamine.", "1"),
        ("We present a female patient with depression.", "1"),
        ("Two patients, a 30-year-old man and a 41-year-old woman, were treated.", "2"),
        ("We describe three patients who were given ketamine.", "3"),
        ("A patient with neuralgia was given ketamine.", "1"),
    ],
)
def test_cases_are_counted(text, n):
    assert size(text, "Ketamine for neuralgia: a case report") == {n}


@pytest.mark.parametrize(
    ("words", "number"),
    [("nineteen", 19), ("forty", 40), ("one hundred", 100), ("two hundred and five", 205)],
)
def test_number_words(words, number):
    assert count(words) == number


def test_every_sign_has_points():
    from analysis.facts.candidate import points
    from analysis.facts.paper import Paper
    from analysis.facts.sample import candidates
    from analysis.facts.vocabulary import declared

    told = declared("cues")["sample"]
    signs = {sign["name"] for place in ("before", "after") for sign in told[place]}
    texts = [*PLAIN, *ADDED_UP, *TOLD_APART, *ORDER]
    signs |= {
        name for text in texts for one in candidates(Paper.of(RCT, text)) for name in one.signs
    }
    assert signs <= set(points())
    assert set(told["prior"]) <= set(points())
