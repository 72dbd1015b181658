"""Readers of transfer orders and posted direct transfers."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, Select, or_, select

from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.page import Page
from scanner_app.kernel.terms import OrderStatus
from scanner_app.transfers.models import (
    DirectTransferHeader,
    DirectTransferLine,
    TransferHeader,
    TransferLine,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of a transfer order; quantities with `_base` are in base units."""

    line_no: int
    item_no: str
    variant_code: str
    description: str
    unit_of_measure_code: str
    quantity_per_unit: Decimal
    quantity: Decimal
    quantity_base: Decimal
    quantity_shipped_base: Decimal
    quantity_received_base: Decimal
    from_bin_code: str
    to_bin_code: str

    @property
    def open_base(self) -> Decimal:
        """What still has to be shipped, base units."""
        return self.quantity_base - self.quantity_shipped_base


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A transfer order with its lines in line order; `in_transit_code` is blank if direct."""

    no: str
    from_location_code: str
    to_location_code: str
    in_transit_code: str
    is_direct: bool
    status: OrderStatus
    order_date: date
    lines: tuple[OrderLine, ...]

    @property
    def open_lines(self) -> tuple[OrderLine, ...]:
        """The lines on which something still has to be shipped."""
        return tuple(line for line in self.lines if line.open_base > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """A transfer order in a list."""

    no: str
    from_location_code: str
    to_location_code: str
    is_direct: bool
    status: OrderStatus
    order_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectTransferRow:
    """A posted direct transfer without its lines."""

    no: str
    order_no: str
    from_location_code: str
    from_bin_code: str
    to_location_code: str
    to_bin_code: str
    posting_date: date
    register_no: int
    posted_by: str
    posted_at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectTransferLineRow:
    """A line of a posted direct transfer, base units."""

    line_no: int
    order_line_no: int
    item_no: str
    variant_code: str
    lot_no: str
    serial_no: str
    quantity_base: Decimal


def order(connection: Connection, no: str) -> Order | None:
    """Read an order with its lines; None if there is none of that number."""
    return _order(connection, select(TransferHeader.__table__).where(TransferHeader.no == no))


def order_locked(connection: Connection, no: str) -> Order | None:
    """Read an order and lock it until the end of the transaction.

    What decides is read after the lock. Source: house.md 4.4.
    """
    header = select(TransferHeader.__table__).where(TransferHeader.no == no).with_for_update()
    return _order(connection, header)


def _order(connection: Connection, header: Select[tuple[object, ...]]) -> Order | None:
    head = connection.execute(header).one_or_none()
    if head is None:
        return None
    table = TransferLine.__table__
    rows = connection.execute(
        select(*[table.c[name] for name in OrderLine.__slots__])
        .where(TransferLine.document_no == head.no)
        .order_by(TransferLine.line_no)
    ).mappings()
    return Order(
        no=head.no,
        from_location_code=head.from_location_code,
        to_location_code=head.to_location_code,
        in_transit_code=head.in_transit_code or "",
        is_direct=head.is_direct,
        status=OrderStatus(head.status),
        order_date=head.order_date,
        lines=tuple(OrderLine(**row) for row in rows),
    )


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
        location_code: only orders from or to this location, "" for all.
        status: only orders in this state, None for all.
    """
    rows_max = min(limit, PAGE_ROWS_MAX)
    table = TransferHeader.__table__
    asked = select(*[table.c[name] for name in OrderRow.__slots__]).where(table.c.no > after)
    if location_code:
        asked = asked.where(
            or_(
                table.c.from_location_code == location_code,
                table.c.to_location_code == location_code,
            )
        )
    if status is not None:
        asked = asked.where(table.c.status == status.value)
    found = connection.execute(asked.order_by(table.c.no).limit(rows_max + 1)).mappings().all()
    rows = tuple(
        OrderRow(**{**row, "status": OrderStatus(row["status"])}) for row in found[:rows_max]
    )
    return Page(rows, rows[-1].no if len(found) > rows_max else "")


def direct_transfers_of(connection: Connection, order_no: str) -> tuple[DirectTransferRow, ...]:
    """Read the posted direct transfers of an order, oldest first."""
    table = DirectTransferHeader.__table__
    rows = connection.execute(
        select(*[table.c[name] for name in DirectTransferRow.__slots__])
        .where(table.c.order_no == order_no)
        .order_by(table.c.posted_at_utc, table.c.no)
        .limit(PAGE_ROWS_MAX)
    ).mappings()
    return tuple(DirectTransferRow(**row) for row in rows)


def direct_transfer(
    connection: Connection, no: str
) -> tuple[DirectTransferRow, tuple[DirectTransferLineRow, ...]] | None:
    """Read a posted direct transfer with its lines; None if there is none of that number."""
    head_table, line_table = DirectTransferHeader.__table__, DirectTransferLine.__table__
    asked = select(*[head_table.c[name] for name in DirectTransferRow.__slots__])
    head = connection.execute(asked.where(head_table.c.no == no)).mappings().one_or_none()
    if head is None:
        return None
    lines = connection.execute(
        select(*[line_table.c[name] for name in DirectTransferLineRow.__slots__])
        .where(line_table.c.document_no == no)
        .order_by(line_table.c.line_no)
    ).mappings()
    return DirectTransferRow(**head), tuple(DirectTransferLineRow(**row) for row in lines)
