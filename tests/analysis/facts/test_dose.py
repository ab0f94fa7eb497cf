"""Doses of ketamine: units, lists, ranges, rates, and the doses that are another drug's."""

import pytest

from analysis.facts.quantity import quantities
from analysis.facts.vocabulary import declared
from tests.analysis.facts.reading import told

HOW_IT_IS_WRITTEN = {
    "Ketamine 0.5 mg/kg was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5mg/kg was infused.": {"0.5 mg/kg"},
    "Ketamine 0\u00b75 mg/kg was infused.": {"0.5 mg/kg"},
    "Ketamine 0,5 mg/kg was infused.": {"0.5 mg/kg"},
    "Ketamine .5 mg/kg was infused.": {"0.5 mg/kg"},
    "Ketamine 0.50 mg/kg was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 mg kg-1 was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 mg.kg-1 was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 mg\u00b7kg\u22121 was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 mg kg\u207b\u00b9 was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 mg kg(-1) was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 mg per kg was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 milligrams per kilogram was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 mg/kg body weight was infused.": {"0.5 mg/kg"},
    "Ketamine 500 \u00b5g/kg was given.": {"500 mcg/kg"},
    "Ketamine 500 \u03bcg/kg was given.": {"500 mcg/kg"},
    "Ketamine 500 micrograms/kg was given.": {"500 mcg/kg"},
    "Ketamine 500 microg kg(-1) was given.": {"500 mcg/kg"},
    "Esketamine 84 mg was given.": {"84 mg"},
    "Ketamine 1,000 mg was swallowed.": {"1000 mg"},
}
LISTS_AND_RANGES = {
    "Ketamine at 0.1, 0.2 and 0.5 mg/kg was compared.": {"0.1 mg/kg", "0.2 mg/kg", "0.5 mg/kg"},
    "Esketamine (28, 56, or 84 mg) was sprayed.": {"28 mg", "56 mg", "84 mg"},
    "Esketamine 56/84 mg was sprayed.": {"56 mg", "84 mg"},
    "Ketamine 0.5 or 1 mg/kg was given.": {"0.5 mg/kg", "1 mg/kg"},
    "Ketamine 0.5 mg/kg or 1.0 mg/kg was given.": {"0.5 mg/kg", "1 mg/kg"},
    "Ketamine 0.5-1 mg/kg was given.": {"0.5-1 mg/kg"},
    "Ketamine 0.5\u20131.0 mg/kg was given.": {"0.5-1 mg/kg"},
    "Ketamine 0.5 to 1 mg/kg was given.": {"0.5-1 mg/kg"},
    "The median dose of ketamine was 0.4 mg/kg (range 0.1-1.6).": {"0.4 mg/kg", "0.1-1.6 mg/kg"},
    "The mean dose of ketamine was 0.71 \u00b1 0.1 mg/kg.": {"0.71 mg/kg"},
    "Ketamine 0 mg/kg, 0.1 mg/kg or 0.3 mg/kg was given.": {"0.1 mg/kg", "0.3 mg/kg"},
}
RATES = {
    "Ketamine 0.3 mg/kg/h was infused.": {"0.3 mg/kg/h"},
    "Ketamine 0.3 mg/kg/hr was infused.": {"0.3 mg/kg/h"},
    "Ketamine 0.3 mg kg-1 h-1 was infused.": {"0.3 mg/kg/h"},
    "Ketamine 0.3 mg/kg per hour was infused.": {"0.3 mg/kg/h"},
    "Ketamine at 7 mcg/kg/min was infused.": {"7 mcg/kg/min"},
    "Ketamine at 7 \u00b5g\u00b7kg-1\u00b7min-1 was infused.": {"7 mcg/kg/min"},
    "Ketamine at 5 microg x kg-1 x min-1 was infused.": {"5 mcg/kg/min"},
    "Ketamine 10 mg/h was infused.": {"10 mg/h"},
    "A ketamine bolus of 0.25 mg/kg, then 0.1 mg/kg/h.": {"0.25 mg/kg", "0.1 mg/kg/h"},
    "Ketamine 0.5 mg/kg over 40 min was infused.": {"0.5 mg/kg"},
    "Ketamine 0.5 mg/kg/40 min was infused.": {"0.5 mg/kg"},
    "Oral ketamine 150 mg per day was given.": {"150 mg"},
}
WHOSE = {
    "Patients received ketamine (0.5 mg/kg) or midazolam (0.045 mg/kg).": {"0.5 mg/kg"},
    "Patients received midazolam 0.045 mg/kg or ketamine 0.5 mg/kg.": {"0.5 mg/kg"},
    "Propofol 1 mg/kg and 0.5 mg/kg ketamine were given.": {"0.5 mg/kg"},
    "They got 0.5 mg/kg of intravenous ketamine after 2 mg/kg of propofol.": {"0.5 mg/kg"},
    "Ketamine and fentanyl (1 mg/kg and 1 mcg/kg, respectively) were given.": {"1 mg/kg"},
    "Children sedated with ketamine had morphine 0.1 mg/kg.": set(),
    "LY341495 (3 mg/kg) acted like ketamine.": set(),
    "Wexotin (10 mg/kg, s.c.) acted like ketamine.": set(),
    "Ketamine was compared with wexotin at doses of 25 mg/kg.": set(),
    "Wexoline 20 mg/kg and ketamine 1 mg/kg were given.": {"1 mg/kg"},
    "Ketamine in low doses (0.1 mg/kg) was given.": {"0.1 mg/kg"},
    "Ketamine lozenges (25 mg) were dissolved.": {"25 mg"},
    "Patients received ketamine therapy (0.5 mg/kg over 40 min).": {"0.5 mg/kg"},
    "Ketamine challenge (0.5 mg/kg) raised the signal.": {"0.5 mg/kg"},
    "Ketamine pretreatment (10 mg/kg, i.p.) prevented the deficits.": {"10 mg/kg"},
    "Ketamine was infused at a dose of 0.5 mg/kg.": {"0.5 mg/kg"},
    "Ketamine is safe and effective at doses of 0.5 mg/kg.": {"0.5 mg/kg"},
    "Ketamine was given rectally (10 mg/kg) to children.": {"10 mg/kg"},
    "Ketamine in children (1 mg/kg) was tested.": {"1 mg/kg"},
    "Ketamine for pain (0.3 mg/kg) was tested.": {"0.3 mg/kg"},
    "The NMDA antagonist ketamine (0.5 mg/kg) was given.": {"0.5 mg/kg"},
    "Spravato (84 mg) was sprayed.": {"84 mg"},
    "Ketalar (2 mg/kg) was given.": {"2 mg/kg"},
    "A subanaesthetic dose of ketamine (0.5 mg/kg) was infused.": {"0.5 mg/kg"},
    "After lorazepam 2 mg, ketamine 0.23 mg/kg was infused.": {"0.23 mg/kg"},
    "A placebo-controlled study of ketamine used doses of 0.1 and 0.5 mg/kg.": {
        "0.1 mg/kg",
        "0.5 mg/kg",
    },
    "Ketamine or placebo was infused at 0.5 mg/kg.": {"0.5 mg/kg"},
}
NO_DOSE = [
    "Ketamine reduced morphine consumption by 15.7 mg.",
    "Plasma ketamine reached 150 ng/ml.",
    "Ketamine was added to the pump (1 mg/ml).",
    "Rats of 200-250 g were given ketamine.",
    "Serum glucose under ketamine was 95 mg/dl.",
    "The ketamine group needed less morphine (12 mg vs 20 mg).",
    "The area under the curve of ketamine was 3.5 microg x h/mL.",
]


@pytest.mark.parametrize(
    ("text", "doses"), [*HOW_IT_IS_WRITTEN.items(), *LISTS_AND_RANGES.items(), *RATES.items()]
)
def test_a_dose_is_read_however_it_is_written(text, doses):
    assert told("dose", text) == doses


@pytest.mark.parametrize(("text", "doses"), WHOSE.items())
def test_a_dose_belongs_to_its_drug(text, doses):
    assert told("dose", text) == doses


@pytest.mark.parametrize("text", NO_DOSE)
def test_an_amount_that_is_no_dose(text):
    assert told("dose", text) == set()


def test_every_unit_is_declared_and_read():
    for unit in declared("units")["canonical"]:
        assert [amount.value for amount in quantities(f"given 5 {unit} then")] == [f"5 {unit}"]
