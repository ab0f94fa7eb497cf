"""Lengths of infusions, onset, follow-up, and sessions: what a time is the time of."""

import pytest

from tests.analysis.facts.reading import told

INFUSION = {
    "Ketamine 0.5 mg/kg was infused over 40 min.": {"40 min"},
    "A 40-minute infusion of ketamine was given.": {"40 min"},
    "Ketamine (0.5 mg/kg over forty minutes) was given.": {"40 min"},
    "Ketamine was infused for 2 hours.": {"120 min"},
    "A 100-h infusion of S(+)-ketamine was given.": {"6000 min"},
    "A 5-day continuous ketamine infusion was given.": {"7200 min"},
    "Ketamine was given over 2-5 min.": {"2-5 min"},
    "Ketamine 0.26 mg/kg/1 min was given.": {"1 min"},
}
NO_INFUSION = [
    "Mood was rated 24 h after a single ketamine infusion.",
    "Six infusions of ketamine were given over 2 weeks.",
    "Tests were repeated for 5 hours after drug administration.",
    "Remifentanil was infused over 30 min after ketamine.",
    "Patients were 3 days in hospital before the infusion.",
]
ONSET = {
    "Depression improved within 2 hours of ketamine.": {"2 h"},
    "An antidepressant effect was seen as early as 40 minutes.": {"0.67 h"},
    "Suicidal ideation fell within 24 h of the infusion.": {"24 h"},
    "Response 24 hours after a single infusion was 71%.": {"24 h"},
    "Ketamine relieves depressive symptoms within hours.": {"within hours"},
    "MADRS scores decreased within one day.": {"24 h"},
    "The onset of effect was within 1-2 h.": {"1-2 h"},
    "MADRS was rated at 24 hours.": {"24 h"},
    "Suicidal ideation was rated 4 hours after treatment.": {"4 h"},
    "HDRS was measured at baseline and 24 h.": {"24 h"},
    "Depression was rated at one and three hours.": {"1 h", "3 h"},
}
NO_ONSET = [
    "Dissociative symptoms resolved within 2 hours.",
    "Pain was relieved within 48 h after cesarean delivery.",
    "Patients relapsed within 24 h, before any effect.",
    "Ketamine was given within 2 hours.",
    "Depression was reduced within 6 months.",
]
FOLLOW_UP = {
    "Patients were followed for 12 weeks.": {"84 d"},
    "Patients were followed up for three months.": {"90 d"},
    "Remission held at 6-month follow-up.": {"180 d"},
    "The follow-up period was 4 weeks.": {"28 d"},
    "A one-year naturalistic follow-up was done.": {"365 d"},
    "Four weeks of follow-up were planned.": {"28 d"},
    "There was a follow-up at 1 to 3 weeks.": {"7-21 d"},
    "The primary outcome was abstinence at 6 months.": {"180 d"},
    "Relapse was checked monthly for two years.": {"730 d"},
    "MADRS was rated at one and three months.": {"30 d", "90 d"},
}
SESSIONS = {
    "Six ketamine infusions were given.": {"6 sessions"},
    "A single infusion of ketamine was given.": {"1 session"},
    "Patients received 6 intravenous infusions, three times a week.": {"6 sessions", "3 per week"},
    "Esketamine was given twice weekly.": {"2 per week"},
    "Ketamine was given every other day.": {"3.5 per week"},
    "Ketamine was given twice a day.": {"14 per week"},
    "Repeated ketamine infusions were given.": {"repeated"},
    "Ketamine was given every 2 weeks.": {"0.5 per week"},
    "Weekly esketamine was given.": {"1 per week"},
}
NO_SESSIONS = [
    "Mood was rated after the first 4 infusions of ketamine.",
    "Ketamine was compared with twice daily morphine.",
    "The remaining two sessions of ketamine were missed.",
    "After ketamine, a single dose of propofol was given.",
    "Ketamine was given in 3 treatment groups.",
]


@pytest.mark.parametrize(
    ("attribute", "text", "values"),
    [
        (attribute, text, values)
        for attribute, table in {
            "infusion_duration": INFUSION,
            "onset": ONSET,
            "follow_up": FOLLOW_UP,
            "sessions": SESSIONS,
        }.items()
        for text, values in table.items()
    ],
)
def test_times(attribute, text, values):
    assert told(attribute, text) == values


@pytest.mark.parametrize(
    ("attribute", "text"),
    [("infusion_duration", text) for text in NO_INFUSION]
    + [("onset", text) for text in NO_ONSET]
    + [("sessions", text) for text in NO_SESSIONS],
)
def test_times_of_something_else(attribute, text):
    assert told(attribute, text) == set()
