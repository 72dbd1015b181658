"""Tables of purchase orders and posted purchase receipts. No rules.

The posted tables are append-only (`APPEND_ONLY`): a receipt that was undone stays, its register
says so.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import CodeText, ScaledDecimal, UtcDateTime
from scanner_app.kernel.limits import DESCRIPTION_LENGTH_MAX, TRACKING_NO_LENGTH_MAX

APPEND_ONLY: Final = ("purchase_receipt_header", "purchase_receipt_line")
"""Tables whose rows are never changed or deleted."""

_OPEN: Final = "quantity_received_base < quantity_base"
_STATUS: Final = "status IN ('open', 'released', 'completed')"


class PurchaseHeader(Base):
    """A purchase order; its row is the lock of the whole document."""

    __tablename__ = "purchase_header"

    no: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    vendor_no: Mapped[str] = mapped_column(CodeText())
    vendor_name: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), default="")
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"))
    status: Mapped[str] = mapped_column(String(20))
    order_date: Mapped[date]
    expected_date: Mapped[date | None]
    currency_code: Mapped[str] = mapped_column(CodeText(), default="")
    created_by: Mapped[str] = mapped_column(CodeText())
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(_STATUS, name="status"),
        Index("ix_purchase_header_location", "location_code", "status"),
    )


class PurchaseLine(Base):
    """A line of a purchase order.

    `direct_unit_cost` is per unit of measure; `line_amount` is for the whole quantity.
    `amount_received` is the expected cost of what was received so far: partial receipts take the
    rest of the cumulative share, so that they add up to the line amount exactly.
    """

    __tablename__ = "purchase_line"

    document_no: Mapped[str] = mapped_column(ForeignKey("purchase_header.no"), primary_key=True)
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"))
    variant_code: Mapped[str] = mapped_column(CodeText(), default="")
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), default="")
    unit_of_measure_code: Mapped[str] = mapped_column(CodeText())
    quantity_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_base: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_received_base: Mapped[Decimal] = mapped_column(ScaledDecimal, default=Decimal(0))
    direct_unit_cost: Mapped[Decimal] = mapped_column(ScaledDecimal)
    line_amount: Mapped[Decimal] = mapped_column(ScaledDecimal)
    amount_received: Mapped[Decimal] = mapped_column(ScaledDecimal, default=Decimal(0))
    bin_code: Mapped[str] = mapped_column(CodeText(), default="")

    __table_args__ = (
        CheckConstraint("quantity > 0 AND quantity_base > 0", name="quantity_positive"),
        CheckConstraint(
            "quantity_received_base BETWEEN 0 AND quantity_base", name="received_within_quantity"
        ),
        CheckConstraint("amount_received BETWEEN 0 AND line_amount", name="received_within_amount"),
        CheckConstraint("line_amount % 1000 = 0", name="amount_in_cents"),
        Index(
            "ix_purchase_line_expected",
            "item_no",
            "variant_code",
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )


class PurchaseReceiptHeader(Base):
    """A posted receipt of a purchase order."""

    __tablename__ = "purchase_receipt_header"

    no: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    order_no: Mapped[str] = mapped_column(CodeText(), index=True)
    vendor_no: Mapped[str] = mapped_column(CodeText())
    vendor_name: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX))
    vendor_shipment_no: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), default="")
    location_code: Mapped[str] = mapped_column(CodeText())
    posting_date: Mapped[date]
    register_no: Mapped[int] = mapped_column(ForeignKey("item_register.register_no"))
    posted_by: Mapped[str] = mapped_column(CodeText())
    posted_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class PurchaseReceiptLine(Base):
    """A line of a posted receipt; `amount` is its expected cost."""

    __tablename__ = "purchase_receipt_line"

    document_no: Mapped[str] = mapped_column(
        ForeignKey("purchase_receipt_header.no"), primary_key=True
    )
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    order_no: Mapped[str] = mapped_column(CodeText())
    order_line_no: Mapped[int] = mapped_column(Integer)
    item_no: Mapped[str] = mapped_column(CodeText())
    variant_code: Mapped[str] = mapped_column(CodeText())
    bin_code: Mapped[str] = mapped_column(CodeText())
    lot_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX))
    serial_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX))
    expiration_date: Mapped[date | None]
    unit_of_measure_code: Mapped[str] = mapped_column(CodeText())
    quantity_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_base: Mapped[Decimal] = mapped_column(ScaledDecimal)
    amount: Mapped[Decimal] = mapped_column(ScaledDecimal)

    __table_args__ = (CheckConstraint("quantity_base > 0", name="quantity_positive"),)
