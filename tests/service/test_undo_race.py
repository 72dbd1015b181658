"""Undo beside receipts of the same order, and beside itself."""

from decimal import Decimal

import pytest

from scanner_app.purchases import queries as purchases
from scanner_app.service.correct import Undo, undo
from scanner_app.service.orders import NewPurchaseLine
from scanner_app.service.receive import Receipt, ReceiptLine, post_receipt
from tests.service.desk import Desk
from tests.service.test_documents_race import at_once


@pytest.fixture
def desk(either_service):
    return Desk(either_service)


def an_order(desk):
    return desk.order(NewPurchaseLine(item_no="JEANS", quantity=Decimal(100)))


def three_of(no):
    return Receipt(order_no=no, lines=(ReceiptLine(item_no="JEANS", quantity=Decimal(3)),))


def received(desk, no):
    return desk.read(purchases.order, no).lines[0].quantity_received_base


def test_undos_and_receipts_of_one_order_do_not_wait_for_each_other(desk):
    no = an_order(desk)
    done = [desk.do(post_receipt, three_of(no))["register_no"] for _ in range(4)]
    said = at_once(
        *(lambda r=register_no: desk.do(undo, Undo(r)) for register_no in done),
        *[lambda: desk.do(post_receipt, three_of(no))] * 4,
    )
    assert [one for one in said if isinstance(one, str)] == []
    assert received(desk, no) == 12
    assert desk.bin("RECV") == {("JEANS", ""): 12}


def test_a_receipt_is_undone_once_however_many_ask(desk):
    no = an_order(desk)
    register_no = desk.do(post_receipt, three_of(no))["register_no"]
    said = at_once(*[lambda: desk.do(undo, Undo(register_no))] * 4)
    refused = [one for one in said if isinstance(one, str)]
    assert len(refused) == 3
    assert received(desk, no) == 0
    assert desk.bin("RECV") == {}
