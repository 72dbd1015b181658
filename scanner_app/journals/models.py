"""Tables of journal batches, reason codes and review limits. No rules.

A batch here is a posting that waits for a supervisor. Its lines never change; only the decision is
written to the batch, once.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import BigIdentity, CodeText, ScaledDecimal, UtcDateTime
from scanner_app.kernel.limits import DESCRIPTION_LENGTH_MAX, TRACKING_NO_LENGTH_MAX

APPEND_ONLY: Final = ("journal_line", "inventory_setup")
"""Tables whose rows are never changed or deleted."""


class ReasonCode(Base):
    """Why stock was adjusted, as the person chooses it."""

    __tablename__ = "reason_code"

    code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX))
    is_blocked: Mapped[bool] = mapped_column(Boolean, default=False)


class InventorySetup(Base):
    """The limits above which a difference waits for a supervisor; the newest row is in force."""

    __tablename__ = "inventory_setup"

    entry_no: Mapped[int] = mapped_column(BigIdentity, primary_key=True)
    value_max: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_max: Mapped[Decimal] = mapped_column(ScaledDecimal)
    set_by: Mapped[str] = mapped_column(CodeText())
    set_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("value_max >= 0 AND quantity_max >= 0", name="limits_not_negative"),
    )


class JournalBatch(Base):
    """Lines that wait for a supervisor, and what was decided.

    `version` rises with every change; a decision names the one that was looked at.
    `register_no` is the posting of an approved batch.
    """

    __tablename__ = "journal_batch"

    batch_id: Mapped[int] = mapped_column(BigIdentity, primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    document_no: Mapped[str] = mapped_column(CodeText(), unique=True)
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"))
    bin_code: Mapped[str] = mapped_column(CodeText(), default="")
    held_because: Mapped[str] = mapped_column(String(40))
    value_at_risk: Mapped[Decimal] = mapped_column(ScaledDecimal)
    created_by: Mapped[str] = mapped_column(CodeText())
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer, default=1)
    decided_by: Mapped[str] = mapped_column(CodeText(), default="")
    decided_at_utc: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), default="")
    register_no: Mapped[int | None] = mapped_column(ForeignKey("item_register.register_no"))

    __table_args__ = (
        CheckConstraint("decided_by = '' OR decided_by <> created_by", name="four_eyes"),
        CheckConstraint(
            "(status IN ('approved', 'rejected') AND decided_by <> '')"
            " OR (status IN ('pending', 'superseded') AND decided_by = '')",
            name="decided_says_who",
        ),
        CheckConstraint(
            "(status = 'approved') = (register_no IS NOT NULL)", name="approved_is_posted"
        ),
        CheckConstraint("source IN ('count', 'adjustment')", name="source"),
        Index(
            "ix_journal_batch_pending",
            "value_at_risk",
            "batch_id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index("ix_journal_batch_place", "location_code", "bin_code", "source"),
    )


class JournalLine(Base):
    """A line that waits: the item journal line, with expected and counted where it was a count."""

    __tablename__ = "journal_line"

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("journal_batch.batch_id"), primary_key=True, autoincrement=False
    )
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    entry_type: Mapped[str] = mapped_column(String(20))
    document_type: Mapped[str] = mapped_column(String(20))
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), index=True)
    variant_code: Mapped[str] = mapped_column(CodeText(), default="")
    location_code: Mapped[str] = mapped_column(CodeText())
    bin_code: Mapped[str] = mapped_column(CodeText(), default="")
    lot_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), default="")
    serial_no: Mapped[str] = mapped_column(CodeText(TRACKING_NO_LENGTH_MAX), default="")
    expiration_date: Mapped[date | None]
    unit_of_measure_code: Mapped[str] = mapped_column(CodeText(), default="")
    quantity_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)
    quantity_base: Mapped[Decimal] = mapped_column(ScaledDecimal)
    unit_cost: Mapped[Decimal] = mapped_column(ScaledDecimal)
    value_at_risk: Mapped[Decimal] = mapped_column(ScaledDecimal)
    reason_code: Mapped[str] = mapped_column(CodeText(), default="")
    quantity_expected_base: Mapped[Decimal | None] = mapped_column(ScaledDecimal)
    quantity_counted_base: Mapped[Decimal | None] = mapped_column(ScaledDecimal)

    __table_args__ = (CheckConstraint("quantity_base > 0", name="quantity_positive"),)
