from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.barcodes.check_digit import CSET_82, check_digit
from scanner_app.barcodes.gs1 import GS, parse_bracketed, parse_element_string
from scanner_app.barcodes.gs1_ai import AIS, ai_at
from scanner_app.barcodes.gs1_content import full_year
from scanner_app.barcodes.refusal import CodeRefused
from tests.barcodes.outcome import outcome

TODAY = date(2026, 6, 1)
GTIN = "09506000134352"
COUPON = "012345612345611110123"

lots = st.text(CSET_82, min_size=1, max_size=20)
gtins = st.text("0123456789", min_size=13, max_size=13).map(lambda text: text + check_digit(text))


def parsed(text):
    return parse_element_string(text, as_of=TODAY)


def refusal(text, parse=parse_element_string, **options):
    with pytest.raises(CodeRefused) as refused:
        parse(text, as_of=TODAY, **options)
    return refused.value


@given(gtins, lots, lots)
def test_what_is_put_into_a_label_comes_out_of_it(gtin, lot, serial):
    said = parsed(f"01{gtin}10{lot}{GS}21{serial}")
    assert said.elements == (("01", gtin), ("10", lot), ("21", serial))
    assert (said.gtin, said.lot_no, said.serial_no) == (gtin, lot, serial)


@given(gtins, lots.map(lambda text: text.replace("(", "")).filter(bool))
def test_brackets_and_separators_say_the_same(gtin, lot):
    lot = lot.replace("\\", "")
    assert parse_bracketed(f"(01){gtin}(10){lot}", as_of=TODAY) == parsed(f"01{gtin}10{lot}")


@given(st.text())
def test_any_text_is_parsed_or_refused(text):
    for parse in (parse_element_string, parse_bracketed):
        said = outcome(parse, text, as_of=TODAY)
        assert isinstance(said, CodeRefused) or said.elements


@given(st.lists(st.sampled_from(sorted(AIS)), max_size=4), st.text("0129AZ/-\x1d()%", max_size=60))
def test_identifiers_followed_by_anything_are_parsed_or_refused(ais, tail):
    text = "".join(ai + tail[: place * 9] for place, ai in enumerate(ais, 1)) + tail
    said = outcome(parsed, text)
    assert isinstance(said, CodeRefused) or said.elements


def test_a_lost_separator_is_never_repaired_by_guessing():
    assert parsed(f"01{GTIN}10LOT717261231").lot_no == "LOT717261231"
    assert refusal(f"01{GTIN}10LOT7A17261231112601010001").code == "too-long"


@pytest.mark.parametrize("text", [f"{GS}01{GTIN}", f"01{GTIN}{GS}", f"01{GTIN}{GS}{GS}10A{GS}"])
def test_superfluous_separators_are_looked_over(text):
    assert parsed(text).gtin == GTIN


def test_day_nought_is_the_last_day_of_the_month():
    assert parsed("15280200").best_before_date == date(2028, 2, 29)
    assert refusal(f"01{GTIN}70032701001200").code == "illegal-day"


@pytest.mark.parametrize(
    ("year", "seen_from", "full"),
    [(77, 2026, 1977), (76, 2026, 2076), (0, 2026, 2000), (99, 2026, 1999), (26, 2076, 2126)],
)
def test_the_century_is_the_nearest_one(year, seen_from, full):
    assert full_year(year, date(seen_from, 1, 1)) == full


@given(st.integers(0, 99), st.dates(date(1950, 1, 1), date(2200, 1, 1)))
def test_a_two_digit_year_is_never_far_away(year, as_of):
    full = full_year(year, as_of)
    assert full % 100 == year
    assert -50 < full - as_of.year <= 50


def test_measures_keep_the_scale_of_the_label():
    said = parsed("01995060001343623103001250" + "3922" + "1099")
    assert said.fact("net_weight_kg") == "1.250"
    assert said.fact("price") == "10.99"


def test_a_price_with_currency_says_which():
    said = parsed("0199506000134362310300125039329781099")
    assert (said.fact("price"), said.fact("currency")) == ("10.99", "EUR")


def test_the_count_belongs_to_the_content():
    said = parsed(f"0010614141234567890802{GTIN}3725")
    assert said.gtin is None
    assert (said.contained_gtin, said.count) == (GTIN, Decimal(25))
    assert refusal(f"01{GTIN}3725").code == "excluded-pair"


def test_best_before_is_not_an_expiration_date():
    said = parsed(f"01{GTIN}15261231")
    assert said.expiration_date is None
    assert said.best_before_date == date(2026, 12, 31)


def test_expiry_with_time_gives_both():
    said = parsed(f"01{GTIN}70032701021415")
    assert said.expiration_date == date(2027, 1, 2)
    assert said.fact("expiry_time") == "2027-01-02T14:15"


def test_a_missing_partner_is_a_warning_until_the_label_is_complete():
    assert parsed("10LOT7").warnings == ("missing_pair:10",)
    assert refusal("10LOT7", complete=True).code == "missing-pair"


@pytest.mark.parametrize(
    ("text", "code", "ai"),
    [
        ("", "empty", None),
        ("0109506000134353", "check-digit", "01"),
        ("01095060001343", "too-short", "01"),
        ("10", "empty-value", "10"),
        ("10A\x1d10B", "repeated-ai", "10"),
        ("10A#", "illegal-character", "10"),
        ("891234", "unknown-ai", "89"),
        ("70072112252", "bad-length", "7007"),
        ("00106141412345678908" + "4307AA", "illegal-country", "4307"),
        ("8007FR12345678901234", "illegal-value", "8007"),
        ("8007DE89370400440532013000" + "1", "illegal-value", "8007"),
        ("80131987654Ad4X4bL5ttr2310cXK", "check-digit", "8013"),
        ("8026123456789012310302", "illegal-value", "8026"),
        (f"01{GTIN}80082701022560", "illegal-time", "8008"),
        ("40112", "too-short", "401"),
        ("401ABCDE", "illegal-value", "401"),
        ("8013A", "too-short", "8013"),
        ("8013123456ABOO", "illegal-character", "8013"),
        ("70401AB=", "illegal-character", "7040"),
        ("8007AB12345678901234", "illegal-country", "8007"),
        ("8007FR12_45678901234", "illegal-character", "8007"),
        ("8007FR1234", "too-short", "8007"),
        ("8030A=B", "illegal-character", "8030"),
        ("800820122515300", "bad-length", "8008"),
    ],
)
def test_each_fault_has_its_own_code_and_names_the_identifier(text, code, ai):
    refused = refusal(text)
    assert (refused.code, refused.ai) == (code, ai)


@pytest.mark.parametrize(
    "text",
    [
        "8007DE89370400440532013000",
        "80131987654Ad4X4bL5ttr2310c2K",
        "8110012345612345611110123",
        "8110" + COUPON + "1" + "0" + "11" + "0" + "123" + "9",
        "8110" + COUPON + "2" + "11" + "0" + "123" + "0" + "123456",
        "8110" + COUPON + "3261231" + "4260101",
        "8110" + COUPON + "50123456" + "611234567" + "90000",
        "8112001234561234560123456",
        "4309" + "0123456789" + "3600000000",
        "7040" + "1ABC",
        "7258" + "1/2",
        "72501" + "9991231",
        "7041" + "PAE",
        "8030" + "AZ09-_=",
    ],
)
def test_rare_values_that_follow_their_rules_are_taken(text):
    try:
        assert parsed(text).elements
    except CodeRefused as refused:
        pytest.fail(str(refused))


@pytest.mark.parametrize(
    "text",
    [
        "81109",
        "8110012345612345611110123" + "7",
        "8110" + COUPON + "3260101" + "4261231",
        "8110" + COUPON + "3261301",
        "8110" + COUPON[:-1],
        "81129",
        "8110A",
        "8112201234561234560123456",
        "8112A",
        "4309" + "1800000001" + "0000000000",
        "4309" + "0000000000" + "3600000001",
        "7258" + "2/1",
        "7258" + "1-2",
        "724111",
        "7041" + "QQQ",
        "4321" + "2",
        "7252" + "3",
        "4330" + "001234X",
        "8011" + "01",
        "8003" + "1" + "1234567890128",
        "4300" + "A%2",
        "725000001231",
        "725020260230",
    ],
)
def test_rare_values_that_break_their_rules_are_refused(text):
    assert refusal(text).ai == ai_at(text).ai


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(15", "malformed"),
        ("(12345)1", "unknown-ai"),
        ("(01)09506000134352(10)A(B)C", "unknown-ai"),
        ("(10)12345(11)", "empty-value"),
        ("(17)9(90)217", "too-short"),
        ("(01)095060001343521", "too-long"),
    ],
)
def test_faults_of_the_bracketed_form_have_their_codes(text, code):
    assert refusal(text, parse_bracketed).code == code


def test_an_escaped_bracket_is_data_and_spaces_are_layout():
    said = parse_bracketed(rf"(01) {GTIN} (10) A\(B)C", as_of=TODAY)
    assert said.lot_no == "A(B)C"
