"""The subjects by name, in the order of the table: one module each, cases and figures as data."""

from benchmarks.cases import Subject
from benchmarks.subjects import (
    harvesting,
    labelling,
    parsing,
    sifting,
    spreading,
    startup,
    storing,
    titles,
)

SUBJECTS: dict[str, Subject] = {
    "startup": startup.SUBJECT,
    "parsing": parsing.SUBJECT,
    "titles": titles.SUBJECT,
    "sifting": sifting.SUBJECT,
    "spreading": spreading.SUBJECT,
    "storing": storing.SUBJECT,
    "labelling": labelling.SUBJECT,
    "harvesting": harvesting.SUBJECT,
}
