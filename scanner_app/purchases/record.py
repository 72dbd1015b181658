"""Write purchase orders, and write back to them what was received or undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, insert, select, update

from scanner_app.db.types import exact_sum
from scanner_app.kernel.quantity import ZERO
from scanner_app.kernel.terms import OrderStatus
from scanner_app.ledger.draft import DraftLine
from scanner_app.purchases.models import (
    PurchaseHeader,
    PurchaseLine,
    PurchaseReceiptHeader,
    PurchaseReceiptLine,
)
from scanner_app.purchases.queries import Order, OrderLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptStamp:
    """What a posted receipt carries beside its order and lines."""

    document_no: str
    register_no: int
    posting_date: date
    posted_by: str
    posted_at_utc: datetime
    vendor_shipment_no: str = ""


def insert_order(
    connection: Connection, order: Order, *, created_by: str, created_at_utc: datetime
) -> None:
    """Write a new order with its lines; the caller has checked them."""
    connection.execute(
        insert(PurchaseHeader).values(
            no=order.no,
            vendor_no=order.vendor_no,
            vendor_name=order.vendor_name,
            location_code=order.location_code,
            status=order.status.value,
            order_date=order.order_date,
            expected_date=order.expected_date,
            currency_code=order.currency_code,
            created_by=created_by,
            created_at_utc=created_at_utc,
        )
    )
    connection.execute(
        insert(PurchaseLine), [{"document_no": order.no, **asdict(line)} for line in order.lines]
    )


def record_receipt(
    connection: Connection, order: Order, lines: Sequence[DraftLine], *, stamp: ReceiptStamp
) -> tuple[OrderLine, ...]:
    """Write the posted receipt and the received quantities; complete the order when all came.

    Args:
        connection: of the posting's transaction, which holds the lock of the order.
        order: as it was read under the lock.
        lines: as they were posted, each with its order line and amount.
        stamp: who, when, which register.

    Returns: the lines of the order that are still open, as they stand now.
    """
    connection.execute(insert(PurchaseReceiptHeader).values(_header(order, stamp)))
    connection.execute(
        insert(PurchaseReceiptLine), [_receipt_line(stamp.document_no, line) for line in lines]
    )
    received = _by_order_line(lines)
    _move(connection, order.no, received)
    still_open = tuple(line for line in _after(order, received) if line.open_base > 0)
    if not still_open:
        _set_status(connection, order.no, OrderStatus.COMPLETED)
    return still_open


def lock_order_of(connection: Connection, document_no: str) -> str:
    """Lock the order of a posted purchase receipt until the end of the transaction.

    For an undo: the document is locked before the stock, as every posting does (house.md 4.4).

    Returns: the number of the order; "" where the document is none of ours or has no order.
    """
    locked = connection.execute(
        select(PurchaseHeader.no)
        .join(PurchaseReceiptHeader, PurchaseReceiptHeader.order_no == PurchaseHeader.no)
        .where(PurchaseReceiptHeader.no == document_no)
        .with_for_update(of=PurchaseHeader)
    )
    return locked.scalar_one_or_none() or ""


def record_undo(connection: Connection, document_no: str) -> None:
    """Give back to the order what a posted purchase receipt had received.

    A document no. that is no purchase receipt, or one without an order, changes nothing. The
    caller has locked the order before the stock (`lock_order_of`) and sees to it that a posting
    is undone once.
    """
    order_no = lock_order_of(connection, document_no)
    if not order_no:
        return
    table = PurchaseReceiptLine.__table__
    rows = connection.execute(
        select(
            table.c.order_line_no,
            exact_sum(table.c.quantity_base).label("quantity_base"),
            exact_sum(table.c.amount).label("amount"),
        )
        .where(table.c.document_no == document_no)
        .group_by(table.c.order_line_no)
    )
    _move(
        connection,
        order_no,
        {row.order_line_no: (-row.quantity_base, -row.amount) for row in rows},
    )
    _set_status(connection, order_no, OrderStatus.RELEASED)


def _header(order: Order, stamp: ReceiptStamp) -> dict[str, object]:
    return {
        "no": stamp.document_no,
        "order_no": order.no,
        "vendor_no": order.vendor_no,
        "vendor_name": order.vendor_name,
        "vendor_shipment_no": stamp.vendor_shipment_no,
        "location_code": order.location_code,
        "posting_date": stamp.posting_date,
        "register_no": stamp.register_no,
        "posted_by": stamp.posted_by,
        "posted_at_utc": stamp.posted_at_utc,
    }


def _receipt_line(document_no: str, line: DraftLine) -> dict[str, object]:
    assert line.amount is not None, "a purchase line is priced by its order"
    return {
        "document_no": document_no,
        "line_no": line.line_no,
        "order_no": line.order_no,
        "order_line_no": line.order_line_no,
        "item_no": line.item_no,
        "variant_code": line.variant_code,
        "bin_code": line.bin_code,
        "lot_no": line.lot_no,
        "serial_no": line.serial_no,
        "expiration_date": line.expiration_date,
        "unit_of_measure_code": line.unit_of_measure_code,
        "quantity_per_unit": line.quantity_per_unit,
        "quantity_base": line.quantity_base,
        "amount": line.amount,
    }


def _by_order_line(lines: Sequence[DraftLine]) -> dict[int, tuple[Decimal, Decimal]]:
    moved: dict[int, tuple[Decimal, Decimal]] = {}
    for line in lines:
        quantity, cost = moved.get(line.order_line_no, (ZERO, ZERO))
        moved[line.order_line_no] = (quantity + line.quantity_base, cost + (line.amount or ZERO))
    return moved


def _move(connection: Connection, order_no: str, moved: dict[int, tuple[Decimal, Decimal]]) -> None:
    table = PurchaseLine.__table__
    change = (
        update(PurchaseLine)
        .where(
            table.c.document_no == bindparam("of_order"), table.c.line_no == bindparam("of_line")
        )
        .values(
            quantity_received_base=table.c.quantity_received_base + bindparam("more_base"),
            amount_received=table.c.amount_received + bindparam("more_amount"),
        )
    )
    connection.execute(
        change,
        [
            {"of_order": order_no, "of_line": no, "more_base": quantity, "more_amount": cost}
            for no, (quantity, cost) in sorted(moved.items())
        ],
    )


def _after(order: Order, received: Mapping[int, tuple[Decimal, Decimal]]) -> Iterable[OrderLine]:
    """Give the lines as they stand after a receipt; the order was read under its lock."""
    for line in order.lines:
        quantity_base, cost = received.get(line.line_no, (ZERO, ZERO))
        yield replace(
            line,
            quantity_received_base=line.quantity_received_base + quantity_base,
            amount_received=line.amount_received + cost,
        )


def _set_status(connection: Connection, order_no: str, status: OrderStatus) -> None:
    connection.execute(
        update(PurchaseHeader)
        .where(PurchaseHeader.no == order_no, PurchaseHeader.status != status.value)
        .values(status=status.value)
    )
