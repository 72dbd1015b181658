"""Write transfer orders and posted transfers, and write back what was moved or undone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from scanner_app.db.types import exact_sum
from scanner_app.kernel.quantity import ZERO
from scanner_app.kernel.terms import OrderStatus
from scanner_app.ledger.draft import DraftLine
from scanner_app.transfers.models import (
    DirectTransferHeader,
    DirectTransferLine,
    TransferHeader,
    TransferLine,
)
from scanner_app.transfers.queries import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStamp:
    """What a posted direct transfer carries beside its lines; `order_no` is blank without order."""

    document_no: str
    order_no: str
    from_location_code: str
    from_bin_code: str
    to_location_code: str
    to_bin_code: str
    posting_date: date
    register_no: int
    posted_by: str
    posted_at_utc: datetime


def insert_order(
    connection: Connection, order: Order, *, created_by: str, created_at_utc: datetime
) -> None:
    """Write a new order with its lines; the caller has checked them."""
    connection.execute(
        insert(TransferHeader).values(
            no=order.no,
            from_location_code=order.from_location_code,
            to_location_code=order.to_location_code,
            in_transit_code=order.in_transit_code or None,
            is_direct=order.is_direct,
            status=order.status.value,
            order_date=order.order_date,
            created_by=created_by,
            created_at_utc=created_at_utc,
        )
    )
    connection.execute(
        insert(TransferLine), [{"document_no": order.no, **asdict(line)} for line in order.lines]
    )


def record_transfer(
    connection: Connection, lines: Sequence[DraftLine], stamp: TransferStamp
) -> None:
    """Write the posted direct transfer, and the moved quantities to its order if it has one.

    Args:
        connection: of the posting's transaction, which holds the lock of the order.
        lines: as they were posted.
        stamp: who, when, which register.
    """
    header = {name: getattr(stamp, name) for name in TransferStamp.__slots__}
    header["no"] = header.pop("document_no")
    connection.execute(insert(DirectTransferHeader).values(header))
    connection.execute(
        insert(DirectTransferLine), [_line(stamp.document_no, line) for line in lines]
    )
    if stamp.order_no:
        moved: dict[int, Decimal] = {}
        for line in lines:
            moved[line.order_line_no] = moved.get(line.order_line_no, ZERO) + line.quantity_base
        _move(connection, stamp.order_no, moved)


def lock_order_of(connection: Connection, document_no: str) -> str:
    """Lock the order of a posted direct transfer until the end of the transaction.

    For an undo: the document is locked before the stock, as every posting does (house.md 4.4).

    Returns: the number of the order; "" where the document is none of ours or has no order.
    """
    locked = connection.execute(
        select(TransferHeader.no)
        .join(DirectTransferHeader, DirectTransferHeader.order_no == TransferHeader.no)
        .where(DirectTransferHeader.no == document_no)
        .with_for_update(of=TransferHeader)
    )
    return locked.scalar_one_or_none() or ""


def record_undo(connection: Connection, document_no: str) -> None:
    """Give back to the order what a posted direct transfer had moved.

    A document no. that is no direct transfer, or one without an order, changes nothing. The
    caller has locked the order before the stock (`lock_order_of`) and sees to it that a posting
    is undone once.
    """
    order_no = lock_order_of(connection, document_no)
    if not order_no:
        return
    table = DirectTransferLine.__table__
    rows = connection.execute(
        select(table.c.order_line_no, exact_sum(table.c.quantity_base).label("quantity_base"))
        .where(table.c.document_no == document_no)
        .group_by(table.c.order_line_no)
    )
    _move(connection, order_no, {row.order_line_no: -row.quantity_base for row in rows})


def _line(document_no: str, line: DraftLine) -> dict[str, object]:
    return {
        "document_no": document_no,
        "line_no": line.line_no,
        "order_no": line.order_no,
        "order_line_no": line.order_line_no,
        "item_no": line.item_no,
        "variant_code": line.variant_code,
        "lot_no": line.lot_no,
        "serial_no": line.serial_no,
        "unit_of_measure_code": line.unit_of_measure_code,
        "quantity_per_unit": line.quantity_per_unit,
        "quantity_base": line.quantity_base,
    }


def _move(connection: Connection, order_no: str, moved: dict[int, Decimal]) -> None:
    table = TransferLine.__table__
    connection.execute(
        update(TransferLine)
        .where(
            table.c.document_no == bindparam("of_order"), table.c.line_no == bindparam("of_line")
        )
        .values(
            quantity_shipped_base=table.c.quantity_shipped_base + bindparam("more_base"),
            quantity_received_base=table.c.quantity_received_base + bindparam("more_base"),
        ),
        [
            {"of_order": order_no, "of_line": no, "more_base": quantity}
            for no, quantity in sorted(moved.items())
        ],
    )
    is_open = table.c.quantity_received_base < table.c.quantity_base
    still_open = connection.execute(
        select(exists().where(table.c.document_no == order_no, is_open))
    ).scalar_one()
    status = OrderStatus.RELEASED if still_open else OrderStatus.COMPLETED
    connection.execute(
        update(TransferHeader)
        .where(TransferHeader.no == order_no, TransferHeader.status != status.value)
        .values(status=status.value)
    )
