"""What goes into a CSV cell comes out of it, whatever it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import cells

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
AWKWARD = st.sampled_from(["", "NA", "\\N", "\\NN", "; ", ";", "\\", "\\;", "\\e", "'", "'=1"])
ITEMS = st.lists(TEXT | AWKWARD)


@given(st.lists(st.none() | TEXT | AWKWARD))
def test_texts_come_back_with_null_empty_and_na_apart(values):
    encoded, missing = cells.encode_column(values, "text")
    assert cells.decode_column(encoded, "text", missing) == values


@given(st.lists(st.none() | ITEMS))
def test_lists_come_back(values):
    encoded, missing = cells.encode_column(values, "list")
    assert cells.decode_column(encoded, "list", missing) == values


@given(TEXT | AWKWARD | st.from_regex(cells.GUESSED) | st.from_regex(cells.FORMULA))
def test_a_guarded_cell_is_inert_and_comes_back(text):
    for kind in ("text", "list", "date", "int"):
        guarded = cells.guard(text, kind)
        assert not guarded[:1] or guarded[0] not in "=+-@\t\r\n"
        assert cells.unguard(guarded, kind) == text


@pytest.mark.parametrize(
    "text", ["10-12", "3/4", "2019 Mar", "2019 Mar 5", "007", "1E5", "2019-05"]
)
def test_excel_is_kept_from_guessing(text):
    assert cells.guard(text, "text") == f"'{text}"


@pytest.mark.parametrize("text", ["S10-S12", "12", "Marchand 2", "0.5 mg/kg", "2019-05-03", ""])
def test_what_excel_leaves_alone_is_left_alone(text):
    assert cells.guard(text, "text") == text


def test_a_score_is_a_number_in_excel_too():
    assert cells.guard("0.5", "real") == "0.5"


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**63), 2**63 - 1))
def test_numbers_come_back(real, whole):
    assert cells.decode(cells.encode(real, "real"), "real") == real
    assert cells.decode(cells.encode(whole, "int"), "int") == whole


@given(st.lists(st.dictionaries(TEXT, TEXT | st.integers() | st.none())))
def test_objects_are_json(values):
    assert json.loads(cells.encode(values, "objects")) == values
    assert cells.decode(cells.encode(values, "objects"), "objects") == values
