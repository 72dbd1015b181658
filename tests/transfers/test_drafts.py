"""Laws of matching moved goods to a transfer order."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scanner_app.kernel.terms import DocumentType, EntryType, OrderStatus
from scanner_app.ledger.draft import DraftLine
from scanner_app.transfers.drafts import order_lines
from scanner_app.transfers.queries import Order, OrderLine

TODAY = date(2026, 11, 20)
PIECES = st.integers(1, 60).map(Decimal)


def an_order(*quantities, shipped=0):
    return Order(
        no="TO1",
        from_location_code="BLUE",
        to_location_code="GREEN",
        in_transit_code="",
        is_direct=True,
        status=OrderStatus.RELEASED,
        order_date=TODAY,
        lines=tuple(
            OrderLine(
                line_no=no * 10000,
                item_no="JEANS",
                variant_code="",
                description="",
                unit_of_measure_code="PCS",
                quantity_per_unit=Decimal(1),
                quantity=Decimal(quantity),
                quantity_base=Decimal(quantity),
                quantity_shipped_base=Decimal(shipped),
                quantity_received_base=Decimal(shipped),
                from_bin_code="",
                to_bin_code="",
            )
            for no, quantity in enumerate(quantities, 1)
        ),
    )


def goods(line_no, quantity, item_no="JEANS"):
    return DraftLine(
        line_no=line_no,
        entry_type=EntryType.TRANSFER,
        item_no=item_no,
        location_code="BLUE",
        new_location_code="GREEN",
        quantity_base=Decimal(quantity),
        posting_date=TODAY,
        document_type=DocumentType.DIRECT_TRANSFER,
        document_no="DT1",
    )


@given(st.lists(PIECES, min_size=1, max_size=5), st.lists(PIECES, min_size=1, max_size=5))
def test_what_is_moved_is_matched_whole_or_refused(ordered, moved):
    matched = order_lines(an_order(*ordered), [goods(no, q) for no, q in enumerate(moved, 1)])
    assert bool(matched.problems) == (sum(moved) > sum(ordered))
    if not matched.problems:
        assert sum(line.quantity_base for line in matched.lines) == sum(moved)
        assert {line.order_no for line in matched.lines} == {"TO1"}


def test_what_was_shipped_is_not_expected_again():
    matched = order_lines(an_order(5, shipped=4), [goods(1, 2)])
    assert [p.code for p in matched.problems] == ["over-receipt"]


def test_goods_that_are_not_on_the_order_are_named():
    matched = order_lines(an_order(5), [goods(3, 1, "SHIRT")])
    assert [(p.code, p.line) for p in matched.problems] == [("item-not-on-order", 3)]
