"""Laws of matching a receipt to its order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scanner_app.kernel.terms import DocumentType, EntryType, OrderStatus
from scanner_app.ledger.draft import DraftLine
from scanner_app.purchases.drafts import receipt_lines, share_of_amount
from scanner_app.purchases.queries import Order, OrderLine

TODAY = date(2026, 11, 20)
CENTS = st.integers(0, 10_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
PIECES = st.integers(1, 60).map(Decimal)


def an_order_line(line_no=10000, item_no="JEANS", *, quantity, amount="100.00", received="0"):
    return OrderLine(
        line_no=line_no,
        item_no=item_no,
        variant_code="",
        description="",
        unit_of_measure_code="PCS",
        quantity_per_unit=Decimal(1),
        quantity=Decimal(quantity),
        quantity_base=Decimal(quantity),
        quantity_received_base=Decimal(received),
        direct_unit_cost=Decimal(1),
        line_amount=Decimal(amount),
        amount_received=Decimal(0),
        bin_code="",
    )


def an_order(*lines):
    return Order(
        no="PO1",
        vendor_no="V1",
        vendor_name="Vendor",
        location_code="BLUE",
        status=OrderStatus.RELEASED,
        order_date=TODAY,
        expected_date=None,
        currency_code="",
        lines=lines,
    )


def goods(line_no, quantity, item_no="JEANS", **fields):
    return DraftLine(
        line_no=line_no,
        entry_type=EntryType.PURCHASE,
        item_no=item_no,
        location_code="BLUE",
        quantity_base=Decimal(quantity),
        posting_date=TODAY,
        document_type=DocumentType.PURCHASE_RECEIPT,
        document_no="PR1",
        **fields,
    )


@given(st.lists(PIECES, min_size=1, max_size=12), CENTS)
def test_partial_receipts_add_up_to_the_line_amount_exactly(parts, line_amount):
    line = an_order_line(quantity=sum(parts), amount=line_amount)
    received, booked = Decimal(0), Decimal(0)
    for part in parts:
        received += part
        share = share_of_amount(line, received_base=received, amount_received=booked)
        assert share >= 0
        booked += share
    assert booked == line_amount


@given(st.lists(st.tuples(PIECES, st.booleans()), min_size=1, max_size=12), CENTS)
def test_after_undone_receipts_the_full_receipt_still_costs_the_line_amount(parts, line_amount):
    whole = sum((part for part, _ in parts), Decimal(0))
    line = an_order_line(quantity=whole, amount=line_amount)
    received, booked, undone = Decimal(0), Decimal(0), []
    for part, is_undone in parts:
        share = share_of_amount(line, received_base=received + part, amount_received=booked)
        received, booked = received + part, booked + share
        if is_undone:
            undone.append((part, share))
    for part, share in undone:
        received, booked = received - part, booked - share
    assert 0 <= booked <= line_amount
    share = share_of_amount(line, received_base=whole, amount_received=booked)
    assert booked + share == line_amount


@given(
    st.lists(st.tuples(PIECES, st.sampled_from(["JEANS", "SHIRT"])), min_size=1, max_size=6),
    st.lists(st.tuples(PIECES, st.sampled_from(["JEANS", "SHIRT"])), min_size=1, max_size=6),
)
def test_what_arrives_is_matched_whole_or_refused(ordered, arrived):
    order = an_order(
        *(
            an_order_line(no * 10000, item, quantity=quantity)
            for no, (quantity, item) in enumerate(ordered, 1)
        )
    )
    asked = [goods(no, quantity, item) for no, (quantity, item) in enumerate(arrived, 1)]
    matched = receipt_lines(order, asked)

    def total(pairs, item):
        return sum((quantity for quantity, of in pairs if of == item), Decimal(0))

    fits = all(
        total(arrived, item) <= total(ordered, item) for item in {item for _, item in arrived}
    )
    assert bool(matched.problems) != fits
    if not fits:
        assert matched.lines == ()
        return
    assert [line.line_no for line in matched.lines] == list(range(1, len(matched.lines) + 1))
    for line in asked:
        mine = [
            part.quantity_base
            for part, no in zip(matched.lines, matched.asked_line_nos, strict=True)
            if no == line.line_no
        ]
        assert sum(mine) == line.quantity_base
    for line in order.lines:
        taken = [part.quantity_base for part in matched.lines if part.order_line_no == line.line_no]
        assert sum(taken) <= line.open_base


def test_goods_spread_over_the_order_lines_in_line_order():
    order = an_order(
        an_order_line(10000, quantity=5, received="2"), an_order_line(20000, quantity=5)
    )
    matched = receipt_lines(order, [goods(1, 4, lot_no="L1")])
    spread = [(part.order_line_no, part.quantity_base, part.lot_no) for part in matched.lines]
    assert spread == [(10000, Decimal(3), "L1"), (20000, Decimal(1), "L1")]
    assert all(part.is_invoiced is False for part in matched.lines)


def test_the_order_says_the_bin_unless_the_goods_lie_elsewhere():
    line = replace(an_order_line(quantity=5), bin_code="A-01")
    matched = receipt_lines(an_order(line), [goods(1, 1), goods(2, 1, bin_code="A-02")])
    assert [part.bin_code for part in matched.lines] == ["A-01", "A-02"]


def test_over_receipt_names_the_line_that_went_over():
    matched = receipt_lines(an_order(an_order_line(quantity=5)), [goods(1, 4), goods(2, 2)])
    assert [(p.code, p.line) for p in matched.problems] == [("over-receipt", 2)]


def test_goods_that_were_not_ordered_are_named():
    matched = receipt_lines(an_order(an_order_line(quantity=5)), [goods(1, 1, "SHIRT")])
    assert [(p.code, p.line) for p in matched.problems] == [("item-not-on-order", 1)]
