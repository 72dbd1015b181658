from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner_app.barcodes.house_code import HouseKind, bin_code, command_code
from scanner_app.barcodes.parse import GS_SUBSTITUTES, CodeKind, parse
from scanner_app.barcodes.refusal import CATALOGUE_CODE, CodeRefused, Why
from scanner_app.barcodes.symbol import Symbol, Symbology, split_aim
from scanner_app.kernel.catalogue import CATALOGUE
from tests.barcodes.outcome import outcome

KEY = b"a secret of this installation"
TODAY = date(2026, 6, 1)
GTIN = "09506000134352"


def read(scanned, **options):
    return parse(scanned, key=KEY, as_of=TODAY, **options)


def refusal(scanned, **options):
    with pytest.raises(CodeRefused) as refused:
        read(scanned, **options)
    return refused.value.code


@given(st.text() | st.text("]CEQde0139XBK()/\x1d |~.", max_size=40))
@example("]C1")
@example("]E0|]e0")
@example("https://")
@example("(")
@example("\x1d")
@example("'; drop table item; --")
@example("=1+1")
@example("<script>alert(1)</script>")
@example("\u202e54321")
def test_any_text_is_parsed_or_refused_and_never_anything_else(text):
    for substitutes in ((), GS_SUBSTITUTES):
        said = outcome(read, text, gs_substitutes=substitutes)
        if isinstance(said, CodeRefused):
            assert said.catalogue_code in CATALOGUE
            assert said.detail.isprintable()
        else:
            assert said.raw == text


@given(st.sampled_from(list(Symbology)), st.text(max_size=30), st.sampled_from([None, True, False]))
def test_any_symbol_is_parsed_or_refused(symbology, text, gs1):
    said = outcome(read, Symbol(symbology, text, gs1=gs1))
    assert isinstance(said, CodeRefused) or said.kind


@given(st.text("ABCDEFGHIJKLM nopqr-_.", min_size=1).filter(str.strip))
def test_plain_text_comes_back_unchanged_but_for_the_space_of_the_wedge(text):
    said = read(f"  {text}\t\r\n")
    assert said.kind is CodeKind.TEXT
    assert said.text == text.strip(" ")


def test_every_reason_has_a_sentence_in_the_catalogue():
    for why in Why:
        assert CodeRefused(why).catalogue_code in CATALOGUE
    assert set(CATALOGUE_CODE.values()) <= set(CATALOGUE)


@pytest.mark.parametrize("aim", ["]C1", "]e0", "]d2", "]Q3", "]J1"])
def test_an_identifier_that_promises_gs1_is_believed(aim):
    said = read(f"{aim}01{GTIN}10LOT\x1d17261231")
    assert said.kind is CodeKind.GS1
    assert said.gtin == GTIN
    assert not said.inferred


def test_a_symbol_with_fnc1_needs_no_identifier():
    said = read(Symbol(Symbology.CODE_128, f"01{GTIN}10LOT", gs1=True))
    assert said.gs1.lot_no == "LOT"


@pytest.mark.parametrize(
    "text", ["]C01012345", f"]C001{GTIN}10LOT", f"]d101{GTIN}", f"]Q101{GTIN}17261231"]
)
def test_digits_that_look_like_gs1_data_are_not_believed_against_the_reader(text):
    assert read(text).kind is CodeKind.TEXT


@pytest.mark.parametrize("text", ["1012345", "10LOT42", "21SN0001", "372512", "17261231X"])
def test_shape_alone_is_no_evidence_of_gs1(text):
    assert read(text).kind is CodeKind.TEXT


@pytest.mark.parametrize("substitute", GS_SUBSTITUTES)
def test_a_substitute_counts_when_the_device_is_known_to_type_it(substitute):
    text = f"01{GTIN}10LOT7{substitute}17261231"
    said = read(text, gs_substitutes=GS_SUBSTITUTES)
    assert (said.gs1.lot_no, said.gs1.expiration_date) == ("LOT7", date(2026, 12, 31))
    assert said.inferred


def test_a_substitute_in_other_text_is_left_alone():
    assert read("LOT~42|A", gs_substitutes=GS_SUBSTITUTES).text == "LOT~42|A"


def test_a_badly_made_label_with_a_leading_separator_is_gs1():
    assert read(f"]d1\x1d01{GTIN}10LOT").gs1.lot_no == "LOT"
    assert refusal("\x1d0109506000134353") == "check-digit"


def test_separators_in_other_formats_are_not_gs1():
    assert read("[)>\x1e06\x1dPABC\x1dQ1\x1e\x04").kind is CodeKind.TEXT


def test_our_own_codes_come_before_text_but_not_before_a_told_symbology():
    assert read(bin_code("A0102")).house.kind is HouseKind.BIN
    assert read("]Q1" + command_code("DONE", key=KEY)).house.value == "DONE"
    assert refusal(command_code("DONE", key=b"another")) == "command-not-ours"


@pytest.mark.parametrize(
    ("text", "kind"), [("https://example.com/x", CodeKind.URL), ("HtTp://a/b", CodeKind.URL)]
)
def test_an_address_stays_an_address(text, kind):
    said = read(text)
    assert (said.kind, said.text) == (kind, text)


def test_a_case_is_another_item_than_the_piece_in_it():
    said = read("19506000134359")
    assert (said.gtin, said.indicator, said.contained_gtin) == ("19506000134359", "1", GTIN)
    assert read("99506000134362").contained_gtin is None


def test_an_add_on_is_no_part_of_the_number():
    said = read("]E3950600013435212")
    assert (said.gtin, said.add_on) == (GTIN, "12")


def test_a_book_number_is_known_and_music_is_not_a_book():
    assert read("]E09781492053743").isbn == "9781492053743"
    assert read("9506000134352").isbn is None


def test_only_the_symbology_tells_upc_e_from_ean_8():
    assert read(Symbol(Symbology.UPC_E, "01234596")).gtin == "00012345000096"
    assert read("01234596").gtin_format == "GTIN-8"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \t\r\n", "empty"),
        ("]Q3", "empty"),
        ("9506000134353", "check-digit"),
        ("]E0123456789012", "too-short"),
        ("]E012345678901234", "too-long"),
        ("]E412ABC678", "illegal-character"),
        ("]I119506000134352", "check-digit"),
        ("A" * 4097, "too-long-to-be-a-code"),
    ],
)
def test_what_cannot_be_right_is_refused(text, code):
    assert refusal(text) == code


def test_a_number_in_another_symbology_is_a_gtin_only_with_its_check_digit():
    assert read("]C09506000134352").gtin == GTIN
    assert read("]C09506000134353").kind is CodeKind.TEXT
    assert read("]C096385074").kind is CodeKind.TEXT


def test_a_composite_gives_number_and_further_data():
    said = read("]E02112345678900|]e099COMPOSITE\x1d98XYZ")
    assert said.gtin == "02112345678900"
    assert said.gs1.elements == (("99", "COMPOSITE"), ("98", "XYZ"))


def test_only_known_identifiers_are_taken_off():
    assert split_aim("]C1x") == ("]C1", "x")
    assert split_aim("]Y9x") == (None, "]Y9x")
    assert split_aim("]C9x") == (None, "]C9x")
    assert read("]lot").text == "]lot"
