"""What the phone says, word by word."""

from decimal import Decimal

import pytest

from scanner_app.service.orders import NewPurchaseLine, NewTransferLine
from tests.builders import an_item
from tests.service.desk import Desk
from tests.service.phone import Phone, give_bar_codes


@pytest.fixture
def desk(service):
    desk = Desk(service)
    with service.database.transaction() as session:
        an_item(session.connection(), "FLOUR", unit="KG")
    give_bar_codes(service)
    return desk


@pytest.fixture
def phone(desk):
    return Phone(desk.service)


def opened(reply):
    """What the order still expects, with its units."""
    return [(one["quantity"], one["unit"]) for one in reply["lines"] if one["state"] == "open"]


def test_what_an_order_expects_is_said_with_its_unit(desk, phone):
    # Given one line in pieces and one in cases of twelve
    pieces = NewPurchaseLine(item_no="BOLT", quantity=Decimal(5))
    cases = NewPurchaseLine(item_no="JEANS", quantity=Decimal(8), unit_of_measure_code="CASE")
    assert opened(phone.order(desk.order(pieces, cases))) == [("5", "PCS"), ("96", "PCS")]
    phone.press("CANCEL")
    moved = NewTransferLine(item_no="JEANS", quantity=Decimal(2), unit_of_measure_code="CASE")
    assert opened(phone.order(desk.transfer_order(moved))) == [("24", "PCS")]
