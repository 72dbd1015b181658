"""Readers of purchase orders and posted receipts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from scanner_app.db.types import exact_sum
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.page import Page
from scanner_app.kernel.terms import OrderStatus
from scanner_app.purchases.models import (
    PurchaseHeader,
    PurchaseLine,
    PurchaseReceiptHeader,
    PurchaseReceiptLine,
)

_EXPECTING_MAX: Final = 20
"""Enough to say "several orders": nobody chooses among more on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of a purchase order.

    Attributes:
        quantity: in `unit_of_measure_code`; the quantities with `_base` are in base units.
        direct_unit_cost: per unit of measure. line_amount: for the whole quantity.
        amount_received: expected cost of what was received so far.
    """

    line_no: int
    item_no: str
    variant_code: str
    description: str
    unit_of_measure_code: str
    quantity_per_unit: Decimal
    quantity: Decimal
    quantity_base: Decimal
    quantity_received_base: Decimal
    direct_unit_cost: Decimal
    line_amount: Decimal
    amount_received: Decimal
    bin_code: str

    @property
    def open_base(self) -> Decimal:
        """What is still expected, base units."""
        return self.quantity_base - self.quantity_received_base


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A purchase order with its lines in line order."""

    no: str
    vendor_no: str
    vendor_name: str
    location_code: str
    status: OrderStatus
    order_date: date
    expected_date: date | None
    currency_code: str
    lines: tuple[OrderLine, ...]

    @property
    def open_lines(self) -> tuple[OrderLine, ...]:
        """The lines on which something is still expected."""
        return tuple(line for line in self.lines if line.open_base > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """A purchase order in a list."""

    no: str
    vendor_no: str
    vendor_name: str
    location_code: str
    status: OrderStatus
    order_date: date
    expected_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpecting:
    """An open order that expects an item; `open_base` is the sum over its lines."""

    no: str
    vendor_name: str
    location_code: str
    expected_date: date | None
    open_base: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLineRow:
    """A line of a posted receipt, base units; `amount` is its expected cost."""

    line_no: int
    order_line_no: int
    item_no: str
    variant_code: str
    bin_code: str
    lot_no: str
    serial_no: str
    expiration_date: date | None
    quantity_base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """A posted receipt without its lines."""

    no: str
    order_no: str
    vendor_name: str
    vendor_shipment_no: str
    location_code: str
    posting_date: date
    register_no: int
    posted_by: str
    posted_at_utc: datetime


def order(connection: Connection, no: str) -> Order | None:
    """Read an order with its lines; None if there is none of that number."""
    return _order(connection, select(PurchaseHeader.__table__).where(PurchaseHeader.no == no))


def order_locked(connection: Connection, no: str) -> Order | None:
    """Read an order and lock it until the end of the transaction.

    What decides is read after the lock. Source: house.md 4.4.
    """
    header = select(PurchaseHeader.__table__).where(PurchaseHeader.no == no).with_for_update()
    return _order(connection, header)


def _order(connection: Connection, header: Select[tuple[object, ...]]) -> Order | None:
    head = connection.execute(header).one_or_none()
    if head is None:
        return None
    return _whole(head, [line for _, line in _lines(connection, (head.no,))])


def released_orders(connection: Connection, *, location_code: str, limit: int) -> tuple[Order, ...]:
    """Read the released orders of a location with their lines, by number, in two statements.

    `limit` is 1..PAGE_ROWS_MAX.
    """
    heads = connection.execute(
        select(PurchaseHeader.__table__)
        .where(
            PurchaseHeader.location_code == location_code,
            PurchaseHeader.status == OrderStatus.RELEASED.value,
        )
        .order_by(PurchaseHeader.no)
        .limit(min(limit, PAGE_ROWS_MAX))
    ).all()
    lines: dict[str, list[OrderLine]] = {}
    for no, line in _lines(connection, [head.no for head in heads]):
        lines.setdefault(no, []).append(line)
    return tuple(_whole(head, lines.get(head.no, ())) for head in heads)


def _lines(connection: Connection, nos: Collection[str]) -> Iterator[tuple[str, OrderLine]]:
    """Give the lines of some orders, each with the number of its order."""
    table = PurchaseLine.__table__
    wanted = [table.c[name] for name in OrderLine.__slots__]
    rows = connection.execute(
        select(table.c.document_no, *wanted)
        .where(PurchaseLine.document_no.in_(nos))
        .order_by(PurchaseLine.document_no, PurchaseLine.line_no)
    ).mappings()
    for row in rows:
        yield row["document_no"], OrderLine(**{name: row[name] for name in OrderLine.__slots__})


def _whole(head: Any, lines: Sequence[OrderLine]) -> Order:  # a Row; its values have the types
    return Order(
        no=head.no,
        vendor_no=head.vendor_no,
        vendor_name=head.vendor_name,
        location_code=head.location_code,
        status=OrderStatus(head.status),
        order_date=head.order_date,
        expected_date=head.expected_date,
        currency_code=head.currency_code,
        lines=tuple(lines),
    )


@cache
def _expecting() -> Select[*tuple[Any, ...]]:
    """Ask for the orders that expect an item; built once, because every scan asks it."""
    open_base = exact_sum(PurchaseLine.quantity_base - PurchaseLine.quantity_received_base)
    return (
        select(
            PurchaseHeader.no,
            PurchaseHeader.vendor_name,
            PurchaseHeader.location_code,
            PurchaseHeader.expected_date,
            open_base.label("open_base"),
        )
        .join(PurchaseLine, PurchaseLine.document_no == PurchaseHeader.no)
        .where(
            PurchaseLine.item_no == bindparam("item_no"),
            PurchaseLine.variant_code == bindparam("variant_code"),
            PurchaseLine.quantity_received_base < PurchaseLine.quantity_base,
            PurchaseHeader.location_code == bindparam("location_code"),
            PurchaseHeader.status == OrderStatus.RELEASED.value,
        )
        .group_by(
            PurchaseHeader.no,
            PurchaseHeader.vendor_name,
            PurchaseHeader.location_code,
            PurchaseHeader.expected_date,
        )
        .order_by(PurchaseHeader.expected_date.nulls_last(), PurchaseHeader.no)
        .limit(_EXPECTING_MAX)
    )


def orders_expecting(
    connection: Connection, item_no: str, variant_code: str, *, location_code: str
) -> tuple[OrderExpecting, ...]:
    """Find the released orders at a location that still expect an item, soonest first.

    Returns: at most 20.
    """
    asked = {"item_no": item_no, "variant_code": variant_code, "location_code": location_code}
    rows = connection.execute(_expecting(), asked).mappings()
    return tuple(OrderExpecting(**row) for row in rows)


def orders_page(
    connection: Connection,
    *,
    after: str = "",
    limit: int = PAGE_ROWS_MAX,
    location_code: str = "",
    status: OrderStatus | None = None,
) -> Page[OrderRow]:
    """List orders by number.

    Args:
        connection: of a reading or a transaction.
        after: the number after which the page begins, "" for the first page.
        limit: 1..`PAGE_ROWS_MAX`.
        location_code: only orders of this location, "" for all.
        status: only orders in this state, None for all.
    """
    rows_max = min(limit, PAGE_ROWS_MAX)
    table = PurchaseHeader.__table__
    asked = select(*[table.c[name] for name in OrderRow.__slots__]).where(PurchaseHeader.no > after)
    if location_code:
        asked = asked.where(PurchaseHeader.location_code == location_code)
    if status is not None:
        asked = asked.where(PurchaseHeader.status == status.value)
    found = connection.execute(asked.order_by(PurchaseHeader.no).limit(rows_max + 1))
    chosen = found.mappings().all()
    rows = tuple(
        OrderRow(**{**row, "status": OrderStatus(row["status"])}) for row in chosen[:rows_max]
    )
    return Page(rows, rows[-1].no if len(chosen) > rows_max else "")


def receipts_of(connection: Connection, order_no: str) -> tuple[ReceiptRow, ...]:
    """Read the posted receipts of an order, oldest first."""
    table = PurchaseReceiptHeader.__table__
    rows = connection.execute(
        select(*[table.c[name] for name in ReceiptRow.__slots__])
        .where(PurchaseReceiptHeader.order_no == order_no)
        .order_by(PurchaseReceiptHeader.posted_at_utc, PurchaseReceiptHeader.no)
        .limit(PAGE_ROWS_MAX)
    ).mappings()
    return tuple(ReceiptRow(**row) for row in rows)


def receipt(
    connection: Connection, no: str
) -> tuple[ReceiptRow, tuple[ReceiptLineRow, ...]] | None:
    """Read a posted receipt with its lines; None if there is none of that number."""
    head_table, line_table = PurchaseReceiptHeader.__table__, PurchaseReceiptLine.__table__
    asked = select(*[head_table.c[name] for name in ReceiptRow.__slots__]).where(
        PurchaseReceiptHeader.no == no
    )
    head = connection.execute(asked).mappings().one_or_none()
    if head is None:
        return None
    lines = connection.execute(
        select(*[line_table.c[name] for name in ReceiptLineRow.__slots__])
        .where(PurchaseReceiptLine.document_no == no)
        .order_by(PurchaseReceiptLine.line_no)
    ).mappings()
    return ReceiptRow(**head), tuple(ReceiptLineRow(**row) for row in lines)
