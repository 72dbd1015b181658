import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.barcodes.house_code import (
    ALPHABET,
    Command,
    HouseCode,
    HouseKind,
    badge_code,
    bin_code,
    command_code,
    document_code,
    label_code,
    number_code,
    parse_house_code,
)
from scanner_app.barcodes.refusal import CodeRefused
from tests.barcodes.outcome import outcome

KEY = b"a secret of this installation"
labels = st.from_regex(r"[A-Z0-9]{1,30}", fullmatch=True)


@given(labels)
def test_a_bin_and_a_document_come_back(label):
    assert parse_house_code(bin_code(label), key=KEY) == HouseCode(HouseKind.BIN, label)
    assert parse_house_code(document_code(label), key=KEY) == HouseCode(HouseKind.DOCUMENT, label)


@given(st.sampled_from(list(Command)))
def test_a_command_comes_back_in_any_case(command):
    code = command_code(command, key=KEY)
    assert parse_house_code(code.lower(), key=KEY) == HouseCode(HouseKind.COMMAND, command)


def test_a_command_of_another_installation_does_nothing():
    with pytest.raises(CodeRefused) as refused:
        parse_house_code(command_code("DONE", key=b"another"), key=KEY)
    assert refused.value.code == "command-not-ours"
    assert refused.value.catalogue_code == "command-not-ours"


def test_badges_are_long_and_never_twice_the_same():
    badges = {badge_code() for _ in range(100)}
    assert len(badges) == 100
    for badge in badges:
        house = parse_house_code(badge, key=KEY)
        assert house.kind is HouseKind.BADGE
        assert set(house.value) <= set(ALPHABET)


@given(st.integers(1, 999_999))
def test_a_number_card_comes_back(number):
    assert parse_house_code(number_code(number), key=KEY) == HouseCode(
        HouseKind.NUMBER, str(number)
    )


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_there_is_no_card_for_other_numbers(number):
    with pytest.raises(CodeRefused):
        number_code(number)


def test_punctuation_of_a_label_is_left_out():
    assert label_code("a-01.02") == "A0102"
    assert bin_code("A-01-02") == "XBA0102"


@pytest.mark.parametrize("label", ["", "---", "A" * 31])
def test_a_label_that_no_code_can_hold_is_refused(label):
    with pytest.raises(CodeRefused):
        bin_code(label)


def test_a_word_with_other_signs_is_no_command():
    with pytest.raises(CodeRefused):
        command_code("NO-GO", key=KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "X",
        "XB",
        "XB-1",
        "XM0",
        "XM",
        "XKBC",
        "XCDONE",
        "XCELERATOR",
        "LOT42",
        "XBÄ",
        "XB\u0131",
    ],
)
def test_other_texts_are_none_of_ours(text):
    assert parse_house_code(text, key=KEY) is None


@given(st.text() | labels.map("XC".__add__))
def test_any_text_is_ours_or_not_or_refused(text):
    house = outcome(parse_house_code, text, key=KEY)
    if isinstance(house, CodeRefused):
        assert house.code == "command-not-ours"
    else:
        assert house is None or house.value
