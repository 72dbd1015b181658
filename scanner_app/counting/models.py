"""Tables of physical inventory orders and recordings. No rules.

An order of one bin is written when it was counted: its lines keep what was expected at that moment
and what was found. The recording keeps what the person said, line by line, in his own units.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import CodeText, ScaledDecimal, UtcDateTime
from scanner_app.kernel.limits import TRACKING_NO_LENGTH_MAX

APPEND_ONLY: Final = (
    "phys_inventory_order",
    "phys_inventory_line",
    "phys_inventory_recording",
    "phys_inventory_recording_line",
)
"""Tables whose rows are never changed or deleted."""


class PhysInventoryOrder(Base):
    """The count of one place; what became of its differences stands in the journal or ledger."""

    __tablename__ = "phys_inventory_order"

    no: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"))
    bin_code: Mapped[str] = mapped_column(CodeText())
    order_date: Mapped[date]
    lines_counted: Mapped[int] = mapped_column(Integer)
    lines_different: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_phys_inventory_order_place", "location_code", "bin_code"),)


class PhysInventoryLine(Base):
    """One item, variant, lot and serial of a counted place, in base units.

    `is_recorded_without_order` marks what was found although the ledger did not expect it there.
    """

    __tablename__ = "phys_inventory_line"

    order_no: Mapped[str] = mapped_column(ForeignKey("phys_inventory_order.no"), primary_key=True)
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), index=True)
    variant_code: Mapped[str] = mapped_column(CodeText(), default="")
    lot_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), default="")
    serial_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), default="")
    expiration_date: Mapped[date | None]
    quantity_expected_base: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_recorded_base: Mapped[Decimal] = mapped_column(ScaledDecimal)
    is_recorded_without_order: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (CheckConstraint("quantity_recorded_base >= 0", name="recorded_not_negative"),)


class PhysInventoryRecording(Base):
    """Who counted, when; `is_empty` when the person said that the place is empty."""

    __tablename__ = "phys_inventory_recording"

    order_no: Mapped[str] = mapped_column(ForeignKey("phys_inventory_order.no"), primary_key=True)
    recording_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    recorded_by: Mapped[str] = mapped_column(CodeText())
    recorded_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    is_empty: Mapped[bool] = mapped_column(Boolean)


class PhysInventoryRecordingLine(Base):
    """One line as the person counted it."""

    __tablename__ = "phys_inventory_recording_line"

    order_no: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    recording_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    item_no: Mapped[str] = mapped_column(CodeText())
    variant_code: Mapped[str] = mapped_column(CodeText(), default="")
    lot_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), default="")
    serial_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), default="")
    expiration_date: Mapped[date | None]
    unit_of_measure_code: Mapped[str] = mapped_column(CodeText())
    quantity_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_base: Mapped[Decimal] = mapped_column(ScaledDecimal)

    __table_args__ = (
        ForeignKeyConstraint(
            ["order_no", "recording_no"],
            ["phys_inventory_recording.order_no", "phys_inventory_recording.recording_no"],
            name="fk_phys_inventory_recording_line_recording",
        ),
        CheckConstraint("quantity_base >= 0", name="quantity_not_negative"),
    )
