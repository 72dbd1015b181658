"""Orders are created whole or not at all."""

from decimal import Decimal

import pytest

from scanner_app.kernel.errors import Conflict, Forbidden, Refused
from scanner_app.kernel.terms import OrderStatus
from scanner_app.purchases import queries as purchases
from scanner_app.service.orders import (
    NewPurchaseLine,
    NewPurchaseOrder,
    NewTransferLine,
    NewTransferOrder,
    create_purchase_order,
    create_transfer_order,
)
from scanner_app.transfers import queries as transfers
from tests.service.desk import Desk


@pytest.fixture
def desk(either_service):
    return Desk(either_service)


@pytest.fixture
def lite(service):
    return Desk(service)


def ordered(quantity="1", **fields):
    return NewPurchaseLine(**({"item_no": "JEANS"} | fields), quantity=Decimal(quantity))


def purchase(*lines, **fields):
    return NewPurchaseOrder(**({"vendor_no": "v1", "location_code": "blue"} | fields), lines=lines)


def moved(quantity="1", **fields):
    return NewTransferLine(item_no="JEANS", quantity=Decimal(quantity), **fields)


def transfer(*lines, **fields):
    way = {"from_location_code": "BLUE", "to_location_code": "GREEN"}
    return NewTransferOrder(**(way | fields), lines=lines)


def test_a_purchase_order_is_released_with_its_amounts(desk):
    request = purchase(
        ordered(2, unit_of_measure_code="case", direct_unit_cost=Decimal("120.005")),
        ordered(3, line_amount=Decimal("10.00")),
    )
    no = desk.do(create_purchase_order, request, by="supervisor")["no"]
    order = desk.read(purchases.order, no)
    assert (order.status, order.vendor_no) == (OrderStatus.RELEASED, "V1")
    assert [
        (line.line_no, line.quantity_base, line.line_amount, line.description)
        for line in order.lines
    ] == [(10000, 24, Decimal("240.01"), "Jeans"), (20000, 3, Decimal("10.00"), "Jeans")]


def test_a_transfer_order_is_direct_unless_it_names_a_transit(desk):
    direct = desk.do(create_transfer_order, transfer(moved(4)), by="supervisor")["no"]
    through = desk.do(
        create_transfer_order, transfer(moved(4), in_transit_code="own-log"), by="supervisor"
    )["no"]
    assert desk.read(transfers.order, direct).is_direct
    order = desk.read(transfers.order, through)
    assert (order.is_direct, order.in_transit_code) == (False, "OWN-LOG")
    page = desk.read(transfers.orders_page, location_code="GREEN", status=OrderStatus.RELEASED)
    assert [row.no for row in page.rows] == [direct, through]


def test_a_number_is_used_once(lite):
    lite.do(create_purchase_order, purchase(ordered(), no="my-po"), by="supervisor")
    with pytest.raises(Conflict, match="code-taken"):
        lite.do(create_purchase_order, purchase(ordered(), no="MY-PO"), by="supervisor")
    lite.do(create_transfer_order, transfer(moved(), no="my-to"), by="supervisor")
    with pytest.raises(Conflict, match="code-taken"):
        lite.do(create_transfer_order, transfer(moved(), no="MY-TO"), by="supervisor")


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (purchase(), "no-lines"),
        (purchase(ordered(), location_code=""), "location-required"),
        (purchase(ordered(), location_code="MARS"), "location-unknown"),
        (purchase(ordered(), location_code="OWN-LOG"), "location-in-transit"),
        (purchase(ordered(), vendor_no="V" * 21), "text-too-long"),
        (purchase(ordered(), vendor_name="V" * 101), "text-too-long"),
        (purchase(ordered(), no="P" * 21), "text-too-long"),
        (purchase(ordered(item_no="NOSUCH")), "item-unknown"),
        (purchase(ordered(bin_code="Z-99")), "bin-unknown"),
        (purchase(ordered("-1")), "quantity-not-positive"),
        (purchase(ordered("1E+30")), "amount-too-large"),
        (purchase(ordered(direct_unit_cost=Decimal(-1))), "unit-cost-negative"),
        (purchase(ordered(direct_unit_cost=Decimal("NaN"))), "unit-cost-negative"),
        (purchase(ordered(direct_unit_cost=Decimal("1E12"))), "amount-too-large"),
        (purchase(ordered("99999", direct_unit_cost=Decimal("1E8"))), "amount-too-large"),
        (purchase(ordered(direct_unit_cost=Decimal("0.0000001"))), "quantity-malformed"),
        (purchase(ordered(line_amount=Decimal("0.001"))), "quantity-malformed"),
        (purchase(ordered(line_amount=Decimal(-1))), "unit-cost-negative"),
        (transfer(moved(), to_location_code="BLUE"), "same-place"),
        (transfer(moved(), in_transit_code="BLUE"), "location-unknown"),
        (transfer(moved(), in_transit_code="MARS"), "location-unknown"),
        (transfer(moved(from_bin_code="Z-99")), "bin-unknown"),
        (transfer(moved(to_bin_code="Z-99")), "bin-unknown"),
        (transfer(moved("0")), "quantity-not-positive"),
    ],
)
def test_a_bad_order_is_refused(lite, request_, code):
    case = create_purchase_order
    if isinstance(request_, NewTransferOrder):
        case = create_transfer_order
    with pytest.raises(Refused) as refused:
        lite.do(case, request_, by="supervisor")
    assert code in {found.code for found in refused.value.problems}
    assert lite.read(purchases.orders_page).rows == ()
    assert lite.read(transfers.orders_page).rows == ()


def test_an_operator_orders_nothing(lite):
    with pytest.raises(Forbidden, match="role-lacking"):
        lite.do(create_purchase_order, purchase(ordered()))
