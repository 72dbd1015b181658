"""What is known of single lots and serial numbers."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import CodeText, UtcDateTime
from scanner_app.kernel.limits import TRACKING_NO_LENGTH_MAX


class LotNoInformation(Base):
    """One lot of an item and variant; written once, with its first increase."""

    __tablename__ = "lot_no_information"

    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    variant_code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    lot_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), primary_key=True)
    expiration_date: Mapped[date | None]
    is_blocked: Mapped[bool] = mapped_column(Boolean, default=False)
    first_received_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("lot_no <> ''", name="lot_not_blank"),
        Index("ix_lot_no_information_lot_no", "lot_no"),
    )


class SerialNoInformation(Base):
    """One piece of an item and variant; written once, with its first increase."""

    __tablename__ = "serial_no_information"

    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    variant_code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    serial_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), primary_key=True)
    lot_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), default="")
    expiration_date: Mapped[date | None]
    is_blocked: Mapped[bool] = mapped_column(Boolean, default=False)
    first_received_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("serial_no <> ''", name="serial_not_blank"),
        Index("ix_serial_no_information_serial_no", "serial_no"),
    )
