"""Tables of transfer orders and posted direct transfers. No rules.

An order knows shipped and received apart, so that shipping into transit and receiving out of it
fit beside the one-step transfer, which moves both at once.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import CodeText, ScaledDecimal, UtcDateTime
from scanner_app.kernel.limits import DESCRIPTION_LENGTH_MAX, TRACKING_NO_LENGTH_MAX

APPEND_ONLY: Final = ("direct_transfer_header", "direct_transfer_line")
"""Tables whose rows are never changed or deleted."""

_OPEN: Final = "quantity_received_base < quantity_base"
_STATUS: Final = "status IN ('open', 'released', 'completed')"


class TransferHeader(Base):
    """A transfer order; its row is the lock of the whole document."""

    __tablename__ = "transfer_header"

    no: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    from_location_code: Mapped[str] = mapped_column(ForeignKey("location.code"))
    to_location_code: Mapped[str] = mapped_column(ForeignKey("location.code"))
    in_transit_code: Mapped[str | None] = mapped_column(ForeignKey("location.code"))
    is_direct: Mapped[bool] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(String(20))
    order_date: Mapped[date]
    created_by: Mapped[str] = mapped_column(CodeText())
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(_STATUS, name="status"),
        CheckConstraint("from_location_code <> to_location_code", name="two_locations"),
        CheckConstraint("is_direct = (in_transit_code IS NULL)", name="direct_or_in_transit"),
        Index("ix_transfer_header_from", "from_location_code", "status"),
        Index("ix_transfer_header_to", "to_location_code", "status"),
    )


class TransferLine(Base):
    """A line of a transfer order; in transit is what was shipped less what was received."""

    __tablename__ = "transfer_line"

    document_no: Mapped[str] = mapped_column(ForeignKey("transfer_header.no"), primary_key=True)
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"))
    variant_code: Mapped[str] = mapped_column(CodeText(), default="")
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), default="")
    unit_of_measure_code: Mapped[str] = mapped_column(CodeText())
    quantity_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_base: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_shipped_base: Mapped[Decimal] = mapped_column(ScaledDecimal, default=Decimal(0))
    quantity_received_base: Mapped[Decimal] = mapped_column(ScaledDecimal, default=Decimal(0))
    from_bin_code: Mapped[str] = mapped_column(CodeText(), default="")
    to_bin_code: Mapped[str] = mapped_column(CodeText(), default="")

    __table_args__ = (
        CheckConstraint("quantity > 0 AND quantity_base > 0", name="quantity_positive"),
        CheckConstraint(
            "quantity_shipped_base BETWEEN 0 AND quantity_base", name="shipped_within_quantity"
        ),
        CheckConstraint(
            "quantity_received_base BETWEEN 0 AND quantity_shipped_base",
            name="received_within_shipped",
        ),
        Index(
            "ix_transfer_line_open",
            "item_no",
            "variant_code",
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )


class DirectTransferHeader(Base):
    """A posted transfer in one step: bin to bin, or location to location."""

    __tablename__ = "direct_transfer_header"

    no: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    order_no: Mapped[str] = mapped_column(CodeText(), default="", index=True)
    from_location_code: Mapped[str] = mapped_column(CodeText())
    from_bin_code: Mapped[str] = mapped_column(CodeText())
    to_location_code: Mapped[str] = mapped_column(CodeText())
    to_bin_code: Mapped[str] = mapped_column(CodeText())
    posting_date: Mapped[date]
    register_no: Mapped[int] = mapped_column(ForeignKey("item_register.register_no"))
    posted_by: Mapped[str] = mapped_column(CodeText())
    posted_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class DirectTransferLine(Base):
    """A line of a posted direct transfer."""

    __tablename__ = "direct_transfer_line"

    document_no: Mapped[str] = mapped_column(
        ForeignKey("direct_transfer_header.no"), primary_key=True
    )
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    order_no: Mapped[str] = mapped_column(CodeText(), default="")
    order_line_no: Mapped[int] = mapped_column(Integer, default=0)
    item_no: Mapped[str] = mapped_column(CodeText())
    variant_code: Mapped[str] = mapped_column(CodeText())
    lot_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX))
    serial_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX))
    unit_of_measure_code: Mapped[str] = mapped_column(CodeText())
    quantity_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_base: Mapped[Decimal] = mapped_column(ScaledDecimal)

    __table_args__ = (CheckConstraint("quantity_base > 0", name="quantity_positive"),)
