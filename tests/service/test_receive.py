"""Receipts, with and without an order."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from scanner_app.kernel.errors import Conflict, NotFound, Refused
from scanner_app.kernel.terms import OrderStatus
from scanner_app.purchases import queries as purchases
from scanner_app.service.correct import Undo, undo
from scanner_app.service.orders import NewPurchaseLine
from scanner_app.service.receive import Receipt, ReceiptLine, post_receipt
from tests.service.desk import Desk, pieces


@pytest.fixture
def desk(either_service):
    return Desk(either_service)


@pytest.fixture
def lite(service):
    return Desk(service)


def jeans(quantity, **fields):
    return ReceiptLine(item_no="JEANS", quantity=Decimal(quantity), **fields)


def ordered(quantity, cost="10", **fields):
    return NewPurchaseLine(
        item_no="JEANS", quantity=Decimal(quantity), direct_unit_cost=Decimal(cost), **fields
    )


def test_a_receipt_brings_stock_and_writes_the_order_forward(desk):
    # Given an order of 10
    no = desk.order(ordered(10))
    # When 4 arrive
    reply = desk.do(post_receipt, Receipt(order_no=no, lines=(jeans(4),)))
    # Then they lie in the receiving bin at expected cost, and 6 are still open
    assert desk.bin("RECV") == {("JEANS", ""): 4}
    assert [line["open_base"] for line in reply["still_open"]] == ["6"]
    (entry,) = desk.entries()
    assert (entry.cost_expected, entry.cost_actual) == (40, 0)
    assert (entry.entry_type, entry.document_type) == ("purchase", "purchase_receipt")
    assert (entry.order_no, entry.document_no) == (no, reply["document_no"])
    order = desk.read(purchases.order, no)
    assert order.status is OrderStatus.RELEASED
    assert order.lines[0].quantity_received_base == 4
    ((head, lines),) = [desk.read(purchases.receipt, reply["document_no"])]
    assert (head.order_no, head.posted_by, head.register_no) == (
        no,
        "OLIVIA",
        reply["register_no"],
    )
    assert [(line.item_no, line.quantity_base, line.amount) for line in lines] == [("JEANS", 4, 40)]


def test_the_last_goods_complete_the_order(desk):
    no = desk.order(ordered(3, line_amount=Decimal("100.00")))
    for _ in range(3):
        desk.do(post_receipt, Receipt(order_no=no, lines=(jeans(1),)))
    assert desk.read(purchases.order, no).status is OrderStatus.COMPLETED
    assert [entry.cost_expected for entry in desk.entries()] == [
        Decimal("33.33"),
        Decimal("33.34"),
        Decimal("33.33"),
    ]
    with pytest.raises(Conflict, match="document-not-open"):
        desk.do(post_receipt, Receipt(order_no=no, lines=(jeans(1),)))


def test_an_undone_receipt_is_expected_again(desk):
    no = desk.order(ordered(3))
    reply = desk.do(post_receipt, Receipt(order_no=no, lines=(jeans(3),)))
    desk.do(undo, Undo(reply["register_no"]))
    order = desk.read(purchases.order, no)
    assert order.status is OrderStatus.RELEASED
    assert order.lines[0].open_base == 3
    assert order.lines[0].amount_received == 0
    assert desk.bin("RECV") == {}
    desk.do(post_receipt, Receipt(order_no=no, lines=(jeans(3),)))
    assert desk.read(purchases.order, no).status is OrderStatus.COMPLETED


def test_a_case_is_received_in_pieces(lite):
    no = lite.order(ordered(2, "120", unit_of_measure_code="CASE"))
    lite.do(post_receipt, Receipt(order_no=no, lines=(jeans(1, unit_of_measure_code="case"),)))
    (entry,) = lite.entries()
    assert (entry.quantity, entry.cost_expected) == (12, 120)


def test_over_receipt_is_refused_and_nothing_is_written(desk):
    no = desk.order(ordered(10))
    with pytest.raises(Refused) as refused:
        desk.do(post_receipt, Receipt(order_no=no, lines=(jeans(10), jeans(1))))
    first = refused.value.first
    assert (first.code, first.line) == ("over-receipt", 2)
    assert first.sentence == f"Only 10 of JEANS are still expected on {no}. Count again."
    assert desk.entries() == ()
    assert desk.read(purchases.order, no).lines[0].open_base == 10


def test_all_problems_of_all_lines_come_back_with_the_lines_of_the_request(lite):
    no = lite.order(ordered(5), ordered(5), NewPurchaseLine(item_no="LOTTED", quantity=pieces(5)))
    lines = (jeans(7), ReceiptLine(item_no="LOTTED", quantity=pieces(1)))
    with pytest.raises(Refused) as refused:
        lite.do(post_receipt, Receipt(order_no=no, lines=lines))
    assert {(p.code, p.line) for p in refused.value.problems} == {
        ("lot-required", 2),
        ("expiration-required", 2),
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (jeans(0), "quantity-not-positive"),
        (jeans(-1), "quantity-not-positive"),
        (jeans("1E+30"), "quantity-too-large"),
        (jeans("0.000001"), "quantity-malformed"),
        (jeans("NaN"), "quantity-malformed"),
        (jeans("-Infinity"), "quantity-malformed"),
        (jeans("0.5"), "quantity-not-whole"),
        (jeans(1, unit_of_measure_code="PALLET"), "unit-unknown"),
        (jeans(1, variant_code="XL"), "variant-unknown"),
        (ReceiptLine(item_no="SHIRT", quantity=pieces(1)), "variant-required"),
        (ReceiptLine(item_no="<b>", quantity=pieces(1)), "item-unknown"),
        (jeans(1, bin_code="NO-SUCH"), "bin-unknown"),
        (jeans(1, serial_no="S1"), "serial-not-tracked"),
    ],
)
def test_a_bad_line_is_refused_by_name(lite, line, code):
    with pytest.raises(Refused) as refused:
        lite.do(post_receipt, Receipt(location_code="BLUE", lines=(line,)))
    assert (refused.value.first.code, refused.value.first.line) == (code, 1)
    assert lite.entries() == ()


def test_without_an_order_goods_come_in_at_the_items_cost(desk):
    reply = desk.do(post_receipt, Receipt(location_code="blue", lines=(jeans(3, bin_code="a-02"),)))
    (entry,) = desk.entries()
    assert (entry.entry_type, entry.document_type) == ("positive_adjustment", "inventory_receipt")
    assert (entry.cost_actual, entry.cost_expected, entry.bin_code) == (30, 0, "A-02")
    assert reply["order_no"] == ""
    assert reply["still_open"] == []


def test_an_unknown_order_is_not_found(lite):
    with pytest.raises(NotFound, match="document-unknown"):
        lite.do(post_receipt, Receipt(order_no="PO404", lines=(jeans(1),)))


def test_an_order_of_another_location_is_refused(lite):
    no = lite.order(ordered(5), location="GREEN")
    with pytest.raises(Refused, match="document-other-location"):
        lite.do(post_receipt, Receipt(order_no=no, location_code="BLUE", lines=(jeans(1),)))


def test_nothing_scanned_is_nothing_received(lite):
    with pytest.raises(Refused, match="no-lines"):
        lite.do(post_receipt, Receipt(location_code="BLUE", lines=()))


def test_the_same_request_twice_is_one_receipt(desk):
    no = desk.order(ordered(10))
    request = Receipt(order_no=no, lines=(jeans(1),))
    id_ = "019a9f00-0000-7000-8000-000000000001"
    assert desk.do(post_receipt, request, id_=id_) == desk.do(post_receipt, request, id_=id_)
    assert desk.bin("RECV") == {("JEANS", ""): 1}


def test_an_order_is_found_by_what_it_expects(desk):
    first, _ = desk.order(ordered(5)), desk.order(ordered(2), location="GREEN")
    found = desk.read(purchases.orders_expecting, "JEANS", "", location_code="BLUE")
    assert [(one.no, one.open_base) for one in found] == [(first, 5)]
    desk.do(post_receipt, Receipt(order_no=first, lines=(jeans(5),)))
    assert desk.read(purchases.orders_expecting, "JEANS", "", location_code="BLUE") == ()


def test_orders_are_listed_page_by_page(lite):
    numbers = [lite.order(ordered(1)) for _ in range(3)]
    page = lite.read(purchases.orders_page, limit=2, location_code="BLUE")
    rest = lite.read(purchases.orders_page, limit=2, after=page.next_after)
    assert [row.no for row in page.rows + rest.rows] == numbers
    assert rest.next_after == ""


def test_a_receipt_takes_few_statements(lite):
    no = lite.order(ordered(10))
    said = []
    event.listen(
        lite.service.database.engine,
        "before_cursor_execute",
        lambda _c, _cur, statement, *_: said.append(statement),
    )
    lite.do(post_receipt, Receipt(order_no=no, lines=(jeans(1), jeans(2))))
    assert len(said) <= 27, "\n".join(said)


def test_a_lot_is_received_with_its_expiration_date(desk):
    no = desk.order(NewPurchaseLine(item_no="LOTTED", quantity=pieces(5)))
    line = ReceiptLine(
        item_no="LOTTED", quantity=pieces(2), lot_no="l-1", expiration_date=date(2027, 3, 31)
    )
    reply = desk.do(post_receipt, Receipt(order_no=no, lines=(line,), vendor_shipment_no="S 77"))
    assert desk.bin("RECV") == {("LOTTED", "l-1"): 2}
    (row,) = desk.read(purchases.receipts_of, no)
    assert (row.no, row.vendor_shipment_no) == (reply["document_no"], "S 77")
    _, (posted,) = desk.read(purchases.receipt, row.no)
    assert (posted.lot_no, posted.expiration_date) == ("l-1", date(2027, 3, 31))


def test_a_receipt_that_was_never_posted_is_not_found(lite):
    assert lite.read(purchases.receipt, "PR404") is None


def test_a_vendor_number_that_is_too_long_is_refused(lite):
    request = Receipt(location_code="BLUE", lines=(jeans(1),), vendor_shipment_no="x" * 101)
    with pytest.raises(Refused, match="text-too-long") as refused:
        lite.do(post_receipt, request)
    assert refused.value.first.sentence == "vendor_shipment_no is too long. At most 100 signs."


def test_a_posting_has_at_most_five_hundred_lines(lite):
    with pytest.raises(Refused, match="too-many-lines"):
        lite.do(post_receipt, Receipt(location_code="BLUE", lines=(jeans(1),) * 501))
    reply = lite.do(post_receipt, Receipt(location_code="BLUE", lines=(jeans(1),) * 500))
    assert len(reply["entries"]) == 500


def test_orders_are_listed_by_state(lite):
    done, still = lite.order(ordered(1)), lite.order(ordered(2))
    lite.do(post_receipt, Receipt(order_no=done, lines=(jeans(1),)))
    rows = lite.read(purchases.orders_page, status=OrderStatus.RELEASED).rows
    assert [row.no for row in rows] == [still]
    order = lite.read(purchases.order, done)
    assert order.open_lines == ()


def test_a_refusal_names_the_line_of_the_request_when_lines_were_spread(lite):
    no = lite.order(ordered(5), ordered(5), NewPurchaseLine(item_no="BOLT", quantity=pieces(5)))
    bolts = ReceiptLine(item_no="BOLT", quantity=pieces(1), bin_code="NO-SUCH")
    with pytest.raises(Refused) as refused:
        lite.do(post_receipt, Receipt(order_no=no, lines=(jeans(7), bolts)))
    assert [(p.code, p.line) for p in refused.value.problems] == [("bin-unknown", 2)]
