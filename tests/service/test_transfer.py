"""Moves from bin to bin and from location to location."""

from datetime import date
from decimal import Decimal

import pytest

from scanner_app.kernel.errors import Conflict, Invalid, NotFound, Refused
from scanner_app.kernel.terms import OrderStatus
from scanner_app.service.correct import Undo, undo
from scanner_app.service.orders import NewTransferLine
from scanner_app.service.transfer import Transfer, TransferLine, post_transfer
from scanner_app.transfers import queries as transfers
from tests.builders import in_stock
from tests.service.desk import Desk, pieces


@pytest.fixture
def desk(either_service):
    desk = Desk(either_service)
    in_stock(either_service, desk.person("supervisor"), "JEANS", "10", bin_code="A-01")
    return desk


@pytest.fixture
def lite(service):
    desk = Desk(service)
    in_stock(service, desk.person("supervisor"), "JEANS", "10", bin_code="A-01")
    return desk


def jeans(quantity, **fields):
    return TransferLine(item_no="JEANS", quantity=Decimal(quantity), **fields)


def to_bin(bin_code, *lines, **fields):
    place = {"from_location_code": "BLUE", "from_bin_code": "A-01", "to_bin_code": bin_code}
    return Transfer(**(place | fields), lines=lines)


def test_bin_to_bin_moves_pieces_and_keeps_the_value(desk):
    reply = desk.do(post_transfer, to_bin("A-02", jeans(4)))
    assert desk.bin("A-01") == {("JEANS", ""): 6}
    assert desk.bin("A-02") == {("JEANS", ""): 4}
    moved = desk.entries()[1:]
    assert [(e.quantity, e.cost_actual, e.bin_code) for e in moved] == [
        (-4, -40, "A-01"),
        (4, 40, "A-02"),
    ]
    head, lines = desk.read(transfers.direct_transfer, reply["document_no"])
    assert (head.from_bin_code, head.to_bin_code, head.posted_by) == ("A-01", "A-02", "OLIVIA")
    assert [(line.item_no, line.quantity_base) for line in lines] == [("JEANS", 4)]


def test_another_location_gets_the_goods_in_its_receiving_bin(desk):
    desk.do(post_transfer, to_bin("", jeans(4), to_location_code="GREEN"))
    assert desk.bin("RECV", "GREEN") == {("JEANS", ""): 4}


def test_the_whole_bin_goes_at_once(desk):
    in_stock(
        desk.service,
        desk.person("supervisor"),
        "DRILL",
        "1",
        bin_code="A-01",
        serial_no="S1",
    )
    desk.do(post_transfer, to_bin("A-03", is_whole_bin=True))
    assert desk.bin("A-01") == {}
    assert desk.bin("A-03") == {("JEANS", ""): 10, ("DRILL", "S1"): 1}


def test_an_empty_bin_has_nothing_to_move(lite):
    with pytest.raises(Refused, match="no-lines"):
        lite.do(post_transfer, to_bin("A-01", is_whole_bin=True, from_bin_code="A-02"))


def test_the_whole_bin_with_lines_is_no_request(lite):
    with pytest.raises(Invalid, match="request-malformed"):
        lite.do(post_transfer, to_bin("A-02", jeans(1), is_whole_bin=True))


def test_more_than_there_is_does_not_leave(desk):
    with pytest.raises(Refused, match="stock-insufficient"):
        desk.do(post_transfer, to_bin("A-02", jeans(6), jeans(5)))
    assert desk.bin("A-01") == {("JEANS", ""): 10}


def test_the_same_bin_is_no_move(lite):
    with pytest.raises(Refused, match="same-place"):
        lite.do(post_transfer, to_bin("a-01", jeans(1)))


def test_an_order_is_written_forward_and_completed(desk):
    no = desk.transfer_order(NewTransferLine(item_no="JEANS", quantity=pieces(5)))
    first = desk.do(post_transfer, Transfer(order_no=no, from_bin_code="A-01", lines=(jeans(2),)))
    order = desk.read(transfers.order, no)
    assert (order.status, order.lines[0].open_base) == (OrderStatus.RELEASED, 3)
    desk.do(post_transfer, Transfer(order_no=no, from_bin_code="A-01", lines=(jeans(3),)))
    assert desk.read(transfers.order, no).status is OrderStatus.COMPLETED
    desk.do(undo, Undo(first["register_no"]))
    order = desk.read(transfers.order, no)
    assert (order.status, order.lines[0].open_base) == (OrderStatus.RELEASED, 2)


def test_more_than_the_order_wants_is_refused(lite):
    no = lite.transfer_order(NewTransferLine(item_no="JEANS", quantity=pieces(5)))
    with pytest.raises(Refused, match="over-receipt"):
        lite.do(post_transfer, Transfer(order_no=no, from_bin_code="A-01", lines=(jeans(6),)))


def test_an_order_between_other_locations_is_refused(lite):
    no = lite.transfer_order(NewTransferLine(item_no="JEANS", quantity=pieces(5)))
    request = Transfer(order_no=no, from_location_code="GREEN", lines=(jeans(1),))
    with pytest.raises(Refused, match="document-other-location"):
        lite.do(post_transfer, request)


def test_an_order_through_transit_is_not_moved_in_one_step(lite):
    no = lite.transfer_order(
        NewTransferLine(item_no="JEANS", quantity=pieces(5)), in_transit="OWN-LOG"
    )
    with pytest.raises(Conflict, match="transfer-in-two-steps"):
        lite.do(post_transfer, Transfer(order_no=no, from_bin_code="A-01", lines=(jeans(1),)))


def test_a_closed_order_is_not_moved_again(lite):
    no = lite.transfer_order(NewTransferLine(item_no="JEANS", quantity=pieces(5)))
    request = Transfer(order_no=no, from_bin_code="A-01", lines=(jeans(5),))
    lite.do(post_transfer, request)
    with pytest.raises(Conflict, match="document-not-open"):
        lite.do(post_transfer, request)
    with pytest.raises(NotFound, match="document-unknown"):
        lite.do(post_transfer, Transfer(order_no="TO404", lines=(jeans(1),)))


def test_the_moves_of_an_order_are_listed(lite):
    no = lite.transfer_order(NewTransferLine(item_no="JEANS", quantity=pieces(5)))
    reply = lite.do(post_transfer, Transfer(order_no=no, from_bin_code="A-01", lines=(jeans(2),)))
    (row,) = lite.read(transfers.direct_transfers_of, no)
    assert (row.no, row.to_location_code, row.to_bin_code) == (
        reply["document_no"],
        "GREEN",
        "RECV",
    )
    assert len(lite.read(transfers.order, no).open_lines) == 1
    assert lite.read(transfers.direct_transfer, "DT404") is None


def test_a_lot_keeps_its_expiration_date_on_the_way(lite):
    expires = date(2027, 3, 31)
    in_stock(
        lite.service,
        lite.person("supervisor"),
        "LOTTED",
        "5",
        lot_no="L1",
        expiration_date=expires,
    )
    line = TransferLine(item_no="LOTTED", quantity=pieces(2), lot_no="L1")
    lite.do(post_transfer, to_bin("", line, to_location_code="GREEN"))
    assert lite.bin("RECV", "GREEN") == {("LOTTED", "L1"): 2}
    assert [entry.expiration_date for entry in lite.entries()[-2:]] == [expires, expires]
