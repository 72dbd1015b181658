"""Laws of labels: only legal GS1 pairs, the same label today and tomorrow, bars that fit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.barcodes.check_digit import check_digit
from scanner_app.barcodes.encode import Printed
from scanner_app.barcodes.gs1 import parse_element_string
from scanner_app.barcodes.house_code import (
    Command,
    HouseKind,
    demo_badge_code,
    parse_house_code,
)
from scanner_app.barcodes.refusal import CodeRefused
from scanner_app.labels import cards, story
from scanner_app.labels.goods import TradeItem, lot_label, plain_label, serial_label
from scanner_app.labels.label import Label
from scanner_app.labels.picture import SIZE, label_picture
from scanner_app.labels.render import is_linear, on_paper, symbol_picture, symbol_png
from scanner_app.labels.shelf import Drawn

KEY = b"a key for tests only"
TODAY = date(2026, 11, 20)

digits = st.text("0123456789", min_size=13, max_size=13).map(lambda t: t + check_digit(t))
numbers = st.one_of(
    st.text("ABCabc0123456789-/.", min_size=1, max_size=20),
    st.text("0123456789", min_size=1, max_size=10),
)
dates = st.dates(date(2000, 1, 1), date(2049, 12, 31))


def goods(bar_code: str = "09506000134352", **more: str) -> TradeItem:
    fields = {"item_no": "TEA", "variant_code": "", "unit_code": "PCS", "description": "Tea"}
    return TradeItem(bar_code=bar_code, **(fields | more))


def meaning(label: Label):
    return parse_element_string(label.reads_as, as_of=TODAY, complete=True)


@given(digits, numbers, st.one_of(st.none(), dates), st.booleans())
def test_a_lot_label_says_item_lot_and_date_and_is_a_whole_legal_message(
    gtin: str, lot_no: str, expires: date | None, is_matrix: bool
):
    label = lot_label(goods(gtin), lot_no, expiration_date=expires, is_matrix=is_matrix)
    said = meaning(label)
    assert (said.gtin, said.lot_no, said.expiration_date) == (gtin, lot_no, expires)
    assert said.warnings == ()


@given(digits, numbers, st.one_of(st.just(""), numbers))
def test_a_serial_label_says_one_piece(gtin: str, serial_no: str, lot_no: str):
    said = meaning(serial_label(goods(gtin), serial_no, lot_no=lot_no))
    assert (said.gtin, said.serial_no, said.lot_no) == (gtin, serial_no, lot_no or None)
    assert said.warnings == ()


@given(st.one_of(digits, st.text("ABCDEFGHIJ-0123456789 ", min_size=1, max_size=40)), numbers)
def test_bars_fit_on_a_label_whatever_they_say(bar_code: str, lot_no: str):
    labels = [plain_label(goods(bar_code))]
    if labels[0].symbol in {Printed.EAN_13, Printed.ITF_14}:
        assert goods(bar_code).is_gtin
        labels.append(lot_label(goods(bar_code), lot_no, expiration_date=TODAY))
    for label in labels:
        png = symbol_png(symbol_picture(label))
        if is_linear(label):
            assert on_paper(label, png).width <= SIZE[0]
        assert label_picture(Drawn(label, png), number="12.").size == SIZE


def test_a_piece_is_an_ean_13_and_a_case_an_itf_14():
    piece, case = goods("09506000134352"), goods("19506000130337", contains="12 PCS")
    assert (plain_label(piece).symbol, plain_label(piece).reads_as) == (
        Printed.EAN_13,
        "9506000134352",
    )
    assert (plain_label(case).symbol, plain_label(case).reads_as) == (
        Printed.ITF_14,
        "19506000130337",
    )
    assert plain_label(goods("00000095060019")).symbol is Printed.EAN_8
    assert plain_label(goods("00614141000036")).reads_as == "614141000036"
    assert "contains 12 PCS" in plain_label(case).captions
    assert plain_label(goods("SHELF-A")).symbol is Printed.CODE_128
    assert plain_label(goods("Krawatte, grün")).symbol is Printed.QR


@given(st.sampled_from(list(Command)), st.integers(1, 999_999))
def test_cards_are_codes_of_this_house_only(command: Command, number: int):
    card = cards.command_card(command, key=KEY)
    read = parse_house_code(card.reads_as, key=KEY)
    assert read is not None
    assert (read.kind, read.value) == (HouseKind.COMMAND, command.value)
    with pytest.raises(CodeRefused):
        parse_house_code(card.reads_as, key=b"the key of another site")
    multiplier = parse_house_code(cards.number_card(number).reads_as, key=KEY)
    assert multiplier is not None
    assert multiplier.value == str(number)


def test_a_demo_badge_is_the_same_each_time_and_anothers_elsewhere():
    first = demo_badge_code("OLIVIA", key=KEY)
    assert first == demo_badge_code("OLIVIA", key=KEY)
    assert first != demo_badge_code("SUE", key=KEY)
    assert first != demo_badge_code("OLIVIA", key=b"the key of another site")
    read = parse_house_code(first, key=KEY)
    assert read is not None
    assert read.kind is HouseKind.BADGE


def test_a_reason_with_punctuation_has_no_card():
    assert cards.may_have_card("DAMAGED")
    assert not cards.may_have_card("LOST-1")
    assert not cards.may_have_card("")


@given(st.text("ABCPO-/0123456789", min_size=1, max_size=20), st.integers(1, 500))
def test_made_up_lots_and_serials_fit_into_gs1_and_differ(order_no: str, place: int):
    lot_no = story.lot_no_of(order_no, 10_000 * place)
    serials = story.serial_nos_of(order_no, 10_000 * place, count=20)
    assert len(set(serials)) == 20
    assert all(len(number) <= 20 and number.isalnum() for number in (lot_no, *serials))


def test_a_story_without_goods_still_shows_what_a_refusal_looks_like():
    (section,) = story.told(story.Scene(), key=KEY)
    assert section.title == "1. See it refuse"
    assert section.labels[0].reads_as.startswith("950600013999")
