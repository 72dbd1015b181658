"""What a line must carry: each rule once, and laws over all of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.kernel.terms import EntryType
from scanner_app.tracking.rules import LotKnown, TrackedLine, TrackingNeeds, problems

TODAY = date(2026, 11, 20)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NONE = TrackingNeeds(item_no="PLAIN")
LOT = TrackingNeeds(item_no="MILK", is_lot_specific=True, needs_expiration=True,
                    blocks_expired=True)  # fmt: skip
SERIAL = TrackingNeeds(item_no="DRILL", is_serial_specific=True)


def line(entry_type=EntryType.PURCHASE, quantity=1, **values):
    return TrackedLine(line_no=7, entry_type=entry_type, signed_base=Decimal(quantity), **values)


def codes(*args, known=None):
    return [found.code for found in problems(*args, known=known, today=TODAY)]


def test_a_plain_item_takes_no_numbers():
    assert codes(line(), NONE) == []
    assert codes(line(lot_no="L", serial_no="S"), NONE) == ["lot-not-tracked", "serial-not-tracked"]


def test_a_lot_item_needs_lot_and_expiration_on_the_way_in_only():
    assert codes(line(), LOT) == ["lot-required", "expiration-required"]
    assert codes(line(lot_no="L", expiration_date=TOMORROW), LOT) == []
    assert codes(line(lot_no="L"), LOT, known=LotKnown(TOMORROW)) == []
    assert codes(line(EntryType.SALE, -1, lot_no="L"), LOT) == []


def test_a_lot_has_one_expiration_date():
    known = LotKnown(TOMORROW)
    assert codes(line(lot_no="L", expiration_date=TODAY), LOT, known=known) == [
        "lot-expiry-differs"
    ]
    assert codes(line(lot_no="L", expiration_date=TOMORROW), LOT, known=known) == []


def test_a_serial_stands_for_one_piece():
    assert codes(line(serial_no="S"), SERIAL) == []
    assert codes(line(EntryType.TRANSFER, -1, serial_no="S"), SERIAL) == []
    assert codes(line(quantity=2, serial_no="S"), SERIAL) == ["serial-quantity"]
    assert codes(line(), SERIAL) == ["serial-required"]


@pytest.mark.parametrize(
    ("entry_type", "quantity", "is_refused"),
    [
        (EntryType.PURCHASE, 1, True),
        (EntryType.SALE, -1, True),
        (EntryType.PURCHASE, -1, False),
        (EntryType.TRANSFER, -1, False),
        (EntryType.NEGATIVE_ADJUSTMENT, -1, False),
        (EntryType.POSITIVE_ADJUSTMENT, 1, False),
    ],
)
def test_expired_goods_are_neither_received_nor_sold(entry_type, quantity, is_refused):
    expired = LotKnown(YESTERDAY)
    given_line = line(entry_type, quantity, lot_no="L")
    assert codes(given_line, LOT, known=expired) == (["lot-expired"] if is_refused else [])
    undo = line(entry_type, quantity, lot_no="L", is_correction=True)
    assert codes(undo, LOT, known=expired) == []
    assert codes(given_line, LOT, known=LotKnown(TODAY)) == []


def test_a_blocked_lot_stays_where_it_is():
    known = LotKnown(TOMORROW, is_blocked=True)
    assert codes(line(EntryType.TRANSFER, -1, lot_no="L"), LOT, known=known) == ["lot-blocked"]


def test_a_number_with_control_signs_is_refused():
    assert codes(line(serial_no="S\x1d1"), SERIAL) == ["tracking-no-malformed"]
    assert codes(line(lot_no="L" * 51, expiration_date=TOMORROW), LOT) == ["tracking-no-malformed"]


dates = st.none() | st.dates()


@given(
    st.builds(
        TrackedLine,
        line_no=st.just(7),
        entry_type=st.sampled_from(EntryType),
        signed_base=st.decimals(allow_nan=False, allow_infinity=False, places=5),
        lot_no=st.text(max_size=60),
        serial_no=st.text(max_size=60),
        expiration_date=dates,
        is_correction=st.booleans(),
    ),
    st.builds(
        TrackingNeeds,
        item_no=st.just("I"),
        is_lot_specific=st.booleans(),
        is_serial_specific=st.booleans(),
        needs_expiration=st.booleans(),
        blocks_expired=st.booleans(),
    ),
    st.none() | st.builds(LotKnown, dates, st.booleans()),
)
def test_any_line_is_judged_without_an_error_and_each_problem_names_the_line(one, needs, known):
    found = problems(one, needs, known=known, today=TODAY)
    assert all(wrong.line == 7 for wrong in found)
    # a name that the sentence needs and the problem does not give would be a KeyError here
    assert all(wrong.entry.sentence.format_map(dict(wrong.about)) for wrong in found)
    assert len({wrong.code for wrong in found}) == len(found) or "malformed" in found[0].code
