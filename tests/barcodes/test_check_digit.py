import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.barcodes.check_digit import (
    check_digit,
    check_pair,
    expand_upc_e,
    gtin14,
    gtin_format,
    has_check_digit,
    has_check_pair,
)
from scanner_app.barcodes.refusal import CodeRefused
from tests.barcodes.outcome import outcome

digits = st.text("0123456789", min_size=1, max_size=17)


@given(digits)
def test_a_payload_with_its_check_digit_is_right(payload):
    assert has_check_digit(payload + check_digit(payload))


@given(digits, st.data())
def test_one_changed_digit_is_always_noticed(payload, data):
    whole = payload + check_digit(payload)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[place]]))
    assert not has_check_digit(whole[:place] + other + whole[place + 1 :])


@pytest.mark.parametrize("text", ["036000291452", "0036000291452", "00036000291452"])
def test_all_lengths_of_one_number_are_one_key(text):
    assert gtin14(text) == "00036000291452"
    assert gtin_format(text) == "GTIN-12"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("96385074", "GTIN-8"),
        ("02345673", "GTIN-8"),
        ("0000096385074", "GTIN-8"),
        ("00000096385074", "GTIN-8"),
        ("9506000134352", "GTIN-13"),
        ("09506000134352", "GTIN-13"),
        ("19506000134359", "GTIN-14"),
    ],
)
def test_the_format_looks_through_zeros_that_were_put_in_front(text, form):
    assert gtin_format(text) == form


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1234567", "too-short"),
        ("123456789", "too-short"),
        ("123456789012345", "too-long"),
        ("950600013435A", "illegal-character"),
        ("٩506000134352", "illegal-character"),
        ("9506000134353", "check-digit"),
    ],
)
def test_what_is_no_gtin_is_refused_by_its_reason(text, code):
    with pytest.raises(CodeRefused) as refused:
        gtin14(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("04963406", "049000006346"),
        ("01234505", "012000003455"),
        ("01234514", "012100003454"),
        ("01234523", "012200003453"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234558", "012345000058"),
        ("01234596", "012345000096"),
    ],
)
def test_zero_suppression_is_undone_for_every_last_digit(short, full):
    if check_digit(full[:-1]) == full[-1]:
        assert expand_upc_e(short) == full
    else:
        with pytest.raises(CodeRefused):
            expand_upc_e(short)


@given(st.text(max_size=12))
def test_any_text_is_expanded_or_refused(text):
    said = outcome(expand_upc_e, text)
    assert isinstance(said, CodeRefused) or has_check_digit(said)


def test_the_check_characters_of_the_standards_example_are_right():
    assert check_pair("1987654Ad4X4bL5ttr2310c") == "2K"
    assert has_check_pair("1987654Ad4X4bL5ttr2310c2K")
    assert not has_check_pair("1987654Ad4X4bL5ttr2310cXK")
    assert not has_check_pair("2")
