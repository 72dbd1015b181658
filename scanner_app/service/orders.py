"""Create purchase orders and transfer orders, ready to be received against and moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from scanner_app.kernel.codes import code, is_code
from scanner_app.kernel.errors import Conflict, Problem, Refused, problem, refuse
from scanner_app.kernel.limits import (
    AMOUNT_MAX,
    CODE_LENGTH_MAX,
    DESCRIPTION_LENGTH_MAX,
    QUANTITY_MAX,
)
from scanner_app.kernel.money import amount
from scanner_app.kernel.quantity import ZERO, rounded
from scanner_app.kernel.terms import OrderStatus, Role
from scanner_app.locations import queries as locations
from scanner_app.locations.queries import LocationFacts
from scanner_app.numbering.series import next_no
from scanner_app.purchases import queries as purchases
from scanner_app.purchases import record as purchases_record
from scanner_app.service import goods
from scanner_app.service.goods import Goods, GoodsLine
from scanner_app.service.use_case import Work, use_case
from scanner_app.transfers import queries as transfers
from scanner_app.transfers import record as transfers_record

_LINE_STEP = 10_000
"""Line nos. leave room between them, as in Business Central."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPurchaseLine:
    """An ordered line.

    Attributes:
        quantity: in the unit of measure, > 0. unit_of_measure_code: "" for the base unit.
        direct_unit_cost: per unit of measure, at most five decimals, >= 0.
        line_amount: of the whole line, two decimals; None for quantity times cost.
        bin_code: "" for the location's receiving bin.
    """

    item_no: str
    quantity: Decimal
    variant_code: str = ""
    unit_of_measure_code: str = ""
    direct_unit_cost: Decimal = Decimal(0)
    line_amount: Decimal | None = None
    bin_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPurchaseOrder:
    """A purchase order; `no` "" draws one from the series, `order_date` None is the work date."""

    vendor_no: str
    location_code: str
    lines: tuple[NewPurchaseLine, ...]
    no: str = ""
    vendor_name: str = ""
    order_date: date | None = None
    expected_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransferLine:
    """Goods to be moved; the bins are where they are taken from and put to, "" if open."""

    item_no: str
    quantity: Decimal
    variant_code: str = ""
    unit_of_measure_code: str = ""
    from_bin_code: str = ""
    to_bin_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransferOrder:
    """A transfer order; `in_transit_code` "" for one that is moved in one step."""

    from_location_code: str
    to_location_code: str
    lines: tuple[NewTransferLine, ...]
    no: str = ""
    in_transit_code: str = ""
    order_date: date | None = None


@dataclass(frozen=True, slots=True)
class OrderCreated:
    """The number of a new order."""

    no: str


@use_case(Role.SUPERVISOR)
def create_purchase_order(work: Work, order: NewPurchaseOrder) -> OrderCreated:
    """Create a released purchase order.

    Raises: Conflict `code-taken` for a number in use; Refused with the problems of the header,
        the items, quantities, costs and bins, of every line.
    """
    connection = work.session.connection()
    here = code(order.location_code)
    _raise(_purchase_problems(connection, order, here))
    read = goods.read(work, _goods_lines(order.lines))
    no = _number(connection, order.no, "PURCH-ORD", work.today)
    if purchases.order(connection, no) is not None:
        raise refuse(Conflict, "code-taken", field="no", text=no, item="another order")
    purchases_record.insert_order(
        connection,
        purchases.Order(
            no=no,
            vendor_no=code(order.vendor_no),
            vendor_name=order.vendor_name.strip(),
            location_code=here,
            status=OrderStatus.RELEASED,
            order_date=order.order_date or work.today,
            expected_date=order.expected_date,
            currency_code="",
            lines=tuple(
                _purchase_line(one, line) for one, line in zip(read, order.lines, strict=True)
            ),
        ),
        created_by=work.person.code,
        created_at_utc=work.now,
    )
    return OrderCreated(no)


@use_case(Role.SUPERVISOR)
def create_transfer_order(work: Work, order: NewTransferOrder) -> OrderCreated:
    """Create a released transfer order.

    Raises: Conflict `code-taken` for a number in use; Refused `same-place` and the problems of
        the header, the items, quantities and bins, of every line.
    """
    connection = work.session.connection()
    here, there = code(order.from_location_code), code(order.to_location_code)
    _raise(_transfer_problems(connection, order, here, there))
    read = goods.read(work, _goods_lines(order.lines))
    no = _number(connection, order.no, "TRANS-ORD", work.today)
    if transfers.order(connection, no) is not None:
        raise refuse(Conflict, "code-taken", field="no", text=no, item="another order")
    in_transit_code = code(order.in_transit_code)
    transfers_record.insert_order(
        connection,
        transfers.Order(
            no=no,
            from_location_code=here,
            to_location_code=there,
            in_transit_code=in_transit_code,
            is_direct=not in_transit_code,
            status=OrderStatus.RELEASED,
            order_date=order.order_date or work.today,
            lines=tuple(
                _transfer_line(one, line) for one, line in zip(read, order.lines, strict=True)
            ),
        ),
        created_by=work.person.code,
        created_at_utc=work.now,
    )
    return OrderCreated(no)


def _raise(found: tuple[Problem, ...]) -> None:
    if found:
        raise Refused(found)


def _number(connection: Connection, asked: str, series_code: str, today: date) -> str:
    no = code(asked)
    if not no:
        return next_no(connection, series_code, today)
    if not is_code(no):
        raise refuse(Refused, "text-too-long", field="no", limit=CODE_LENGTH_MAX)
    return no


def _goods_lines(lines: Sequence[NewPurchaseLine | NewTransferLine]) -> tuple[GoodsLine, ...]:
    return tuple(
        GoodsLine(
            item_no=line.item_no,
            quantity=line.quantity,
            variant_code=line.variant_code,
            unit_of_measure_code=line.unit_of_measure_code,
        )
        for line in lines
    )


def _purchase_line(one: Goods, line: NewPurchaseLine) -> purchases.OrderLine:
    cost = line.direct_unit_cost
    return purchases.OrderLine(
        line_no=one.line_no * _LINE_STEP,
        item_no=one.item.no,
        variant_code=one.variant_code,
        description=one.item.description,
        unit_of_measure_code=one.unit_of_measure_code,
        quantity_per_unit=one.quantity_per_unit,
        quantity=line.quantity,
        quantity_base=one.quantity_base,
        quantity_received_base=ZERO,
        direct_unit_cost=cost,
        line_amount=_line_amount(line),
        amount_received=ZERO,
        bin_code=code(line.bin_code),
    )


def _line_amount(line: NewPurchaseLine) -> Decimal:
    if line.line_amount is not None:
        return line.line_amount
    return amount(line.quantity * line.direct_unit_cost)


def _transfer_line(one: Goods, line: NewTransferLine) -> transfers.OrderLine:
    return transfers.OrderLine(
        line_no=one.line_no * _LINE_STEP,
        item_no=one.item.no,
        variant_code=one.variant_code,
        description=one.item.description,
        unit_of_measure_code=one.unit_of_measure_code,
        quantity_per_unit=one.quantity_per_unit,
        quantity=line.quantity,
        quantity_base=one.quantity_base,
        quantity_shipped_base=ZERO,
        quantity_received_base=ZERO,
        from_bin_code=code(line.from_bin_code),
        to_bin_code=code(line.to_bin_code),
    )


def _purchase_problems(
    connection: Connection, order: NewPurchaseOrder, here: str
) -> tuple[Problem, ...]:
    bins = [(line_no, code(line.bin_code)) for line_no, line in enumerate(order.lines, 1)]
    places = locations.facts(connection, {(here, bin_code) for bin_code in _codes(bins)})
    return (
        *_location_problems(places, "location_code", here),
        *_bin_problems(places.get(here), "bin_code", bins),
        *_text_problems(order),
        *(
            wrong
            for line_no, line in enumerate(order.lines, 1)
            for wrong in _cost_problems(line_no, line)
        ),
    )


def _transfer_problems(
    connection: Connection, order: NewTransferOrder, here: str, there: str
) -> tuple[Problem, ...]:
    in_transit = code(order.in_transit_code)
    taken = [(line_no, code(line.from_bin_code)) for line_no, line in enumerate(order.lines, 1)]
    put = [(line_no, code(line.to_bin_code)) for line_no, line in enumerate(order.lines, 1)]
    asked = {(here, bin_code) for bin_code in _codes(taken)}
    asked |= {(there, bin_code) for bin_code in _codes(put)}
    places = locations.facts(connection, asked | ({(in_transit, "")} if in_transit else set()))
    found = (
        *_location_problems(places, "from_location_code", here),
        *_location_problems(places, "to_location_code", there),
        *_bin_problems(places.get(here), "from_bin_code", taken),
        *_bin_problems(places.get(there), "to_bin_code", put),
    )
    if here == there:
        found += (problem("same-place", field="to_location_code"),)
    if in_transit and not (in_transit in places and places[in_transit].is_in_transit):
        found += (problem("location-unknown", field="in_transit_code", location=in_transit),)
    return found


def _codes(bins: Sequence[tuple[int, str]]) -> set[str]:
    return {"", *(bin_code for _, bin_code in bins)}


def _location_problems(
    places: Mapping[str, LocationFacts], field: str, location_code: str
) -> tuple[Problem, ...]:
    if not location_code:
        return (problem("location-required", field=field),)
    if location_code not in places:
        return (problem("location-unknown", field=field, location=location_code),)
    if places[location_code].is_in_transit:
        return (problem("location-in-transit", field=field, location=location_code),)
    return ()


def _bin_problems(
    place: LocationFacts | None, field: str, bins: Sequence[tuple[int, str]]
) -> tuple[Problem, ...]:
    if place is None:
        return ()
    return tuple(
        problem("bin-unknown", field=field, line=line_no, bin=bin_code, location=place.code)
        for line_no, bin_code in bins
        if bin_code and bin_code not in place.bins
    )


def _text_problems(order: NewPurchaseOrder) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if len(code(order.vendor_no)) > CODE_LENGTH_MAX:
        found.append(problem("text-too-long", field="vendor_no", limit=CODE_LENGTH_MAX))
    if len(order.vendor_name.strip()) > DESCRIPTION_LENGTH_MAX:
        found.append(problem("text-too-long", field="vendor_name", limit=DESCRIPTION_LENGTH_MAX))
    return tuple(found)


def _cost_problems(line_no: int, line: NewPurchaseLine) -> tuple[Problem, ...]:
    cost = line.direct_unit_cost
    if not cost.is_finite() or cost < ZERO:
        return (problem("unit-cost-negative", field="direct_unit_cost", line=line_no),)
    if cost > AMOUNT_MAX or not line.quantity.is_finite() or line.quantity > QUANTITY_MAX:
        return (problem("amount-too-large", field="direct_unit_cost", line=line_no),)
    worth = _line_amount(line)
    if not worth.is_finite() or worth < ZERO:
        return (problem("unit-cost-negative", field="line_amount", line=line_no),)
    if worth > AMOUNT_MAX:
        return (problem("amount-too-large", field="line_amount", line=line_no),)
    if cost != rounded(cost) or worth != amount(worth):
        about = {"text": str(cost if cost != rounded(cost) else worth)}
        return (problem("quantity-malformed", field="direct_unit_cost", line=line_no, **about),)
    return ()
