"""Tables of the ledger. Rows are dumb: every rule is elsewhere.

Entries are append-only (triggers in the migration refuse update and delete). The derived columns
that may move are named in `MUTABLE` and can be recomputed by `ledger/verify.py`.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import BigIdentity, CodeText, ScaledDecimal, UtcDateTime
from scanner_app.kernel.limits import TRACKING_NO_LENGTH_MAX

_TRACKING = CodeText(TRACKING_NO_LENGTH_MAX)

REGISTER_NO: Final = Sequence("item_register_no", metadata=Base.metadata)
ENTRY_NO: Final = Sequence("item_ledger_entry_no", metadata=Base.metadata)

MUTABLE: Final = {
    "item_ledger_entry": (
        "remaining_quantity",
        "is_open",
        "invoiced_quantity",
        "is_completely_invoiced",
        "last_invoice_date",
    ),
    "item_application_entry": (),
    "value_entry": (),
    "item_register": (),
}
"""Append-only tables and the derived columns that may change in them."""


class ItemRegister(Base):
    """One posting run: who, when, out of what; it covers exactly its entries."""

    __tablename__ = "item_register"

    register_no: Mapped[int] = mapped_column(BigIdentity, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(30))
    document_no: Mapped[str] = mapped_column(CodeText())
    posted_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    posted_by: Mapped[str] = mapped_column(CodeText())
    approved_by: Mapped[str] = mapped_column(CodeText(), default="")
    request_id: Mapped[str] = mapped_column(String(36), default="")
    reverses_register_no: Mapped[int | None] = mapped_column(
        ForeignKey("item_register.register_no"), unique=True
    )

    __table_args__ = (
        CheckConstraint("approved_by = '' OR approved_by <> posted_by", name="four_eyes"),
        Index("ix_item_register_posted_by", "posted_by", "register_no"),
    )


class ItemLedgerEntry(Base):
    """One physical movement of one item, variant, location, bin and tracking number.

    `layer_date` and `layer_no` say how old the goods are for application: those of the entry
    itself, or, for goods moved inside a location, those of the entry they were drawn from.
    """

    __tablename__ = "item_ledger_entry"

    entry_no: Mapped[int] = mapped_column(BigIdentity, primary_key=True, autoincrement=False)
    register_no: Mapped[int] = mapped_column(ForeignKey("item_register.register_no"), index=True)
    line_no: Mapped[int] = mapped_column(Integer)
    entry_type: Mapped[str] = mapped_column(String(20))
    posting_date: Mapped[date]
    document_date: Mapped[date]
    document_type: Mapped[str] = mapped_column(String(20))
    document_no: Mapped[str] = mapped_column(CodeText())
    document_line_no: Mapped[int] = mapped_column(Integer, default=0)
    order_no: Mapped[str] = mapped_column(CodeText(), default="")
    order_line_no: Mapped[int] = mapped_column(Integer, default=0)
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"))
    variant_code: Mapped[str] = mapped_column(CodeText(), default="")
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"))
    bin_code: Mapped[str] = mapped_column(CodeText(), default="")
    lot_no: Mapped[str] = mapped_column(_TRACKING, default="")
    serial_no: Mapped[str] = mapped_column(_TRACKING, default="")
    package_no: Mapped[str] = mapped_column(_TRACKING, default="")
    expiration_date: Mapped[date | None]
    quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    remaining_quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    is_open: Mapped[bool] = mapped_column(Boolean)
    invoiced_quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    is_completely_invoiced: Mapped[bool] = mapped_column(Boolean)
    last_invoice_date: Mapped[date | None]
    unit_of_measure_code: Mapped[str] = mapped_column(CodeText())
    quantity_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)
    applies_to_entry_no: Mapped[int | None] = mapped_column(BigIdentity)
    is_correction: Mapped[bool] = mapped_column(Boolean, default=False)
    reverses_entry_no: Mapped[int | None] = mapped_column(
        ForeignKey("item_ledger_entry.entry_no"), index=True
    )
    reason_code: Mapped[str] = mapped_column(CodeText(), default="")
    layer_date: Mapped[date]
    layer_no: Mapped[int] = mapped_column(BigIdentity)

    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        CheckConstraint(
            "(quantity > 0 AND remaining_quantity BETWEEN 0 AND quantity)"
            " OR (quantity < 0 AND remaining_quantity BETWEEN quantity AND 0)",
            name="remaining_within_quantity",
        ),
        CheckConstraint("is_open = (remaining_quantity <> 0)", name="open_says_so"),
        CheckConstraint(
            "serial_no = '' OR quantity BETWEEN -100000 AND 100000", name="serial_is_one"
        ),
        Index(
            "ix_item_ledger_entry_open",
            "item_no",
            "variant_code",
            "location_code",
            "layer_date",
            "layer_no",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_item_ledger_entry_open_tracked",
            "item_no",
            "lot_no",
            "serial_no",
            "location_code",
            sqlite_where=text("is_open AND (lot_no <> '' OR serial_no <> '')"),
            postgresql_where=text("is_open AND (lot_no <> '' OR serial_no <> '')"),
        ),
        Index("ix_item_ledger_entry_item", "item_no", "entry_no"),
        Index("ix_item_ledger_entry_document", "document_no", "document_line_no"),
    )


class ItemApplicationEntry(Base):
    """A link between an increase and a decrease.

    Columns as Business Central's table of that name: an increase has one row of its own with
    `outbound_entry_no` 0; a decrease applied to it a row with a negative quantity; the positive
    side of a transfer and a return name the decrease whose cost they take over.
    """

    __tablename__ = "item_application_entry"

    entry_no: Mapped[int] = mapped_column(BigIdentity, primary_key=True)
    register_no: Mapped[int] = mapped_column(ForeignKey("item_register.register_no"))
    item_ledger_entry_no: Mapped[int] = mapped_column(
        ForeignKey("item_ledger_entry.entry_no"), index=True
    )
    inbound_entry_no: Mapped[int] = mapped_column(BigIdentity, index=True)
    outbound_entry_no: Mapped[int] = mapped_column(BigIdentity, index=True)
    transferred_from_entry_no: Mapped[int] = mapped_column(BigIdentity, default=0)
    quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    posting_date: Mapped[date]
    is_cost_application: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (CheckConstraint("quantity <> 0", name="quantity_not_zero"),)


class ValueEntry(Base):
    """One piece of money on an item ledger entry. Amounts never change."""

    __tablename__ = "value_entry"

    entry_no: Mapped[int] = mapped_column(BigIdentity, primary_key=True)
    register_no: Mapped[int] = mapped_column(ForeignKey("item_register.register_no"))
    item_ledger_entry_no: Mapped[int] = mapped_column(
        ForeignKey("item_ledger_entry.entry_no"), index=True
    )
    entry_type: Mapped[str] = mapped_column(String(20))
    item_ledger_entry_type: Mapped[str] = mapped_column(String(20))
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), index=True)
    location_code: Mapped[str] = mapped_column(CodeText())
    posting_date: Mapped[date]
    valuation_date: Mapped[date]
    document_no: Mapped[str] = mapped_column(CodeText())
    item_ledger_entry_quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    valued_quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    invoiced_quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    cost_amount_actual: Mapped[Decimal] = mapped_column(ScaledDecimal)
    cost_amount_expected: Mapped[Decimal] = mapped_column(ScaledDecimal)
    cost_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)
    is_expected_cost: Mapped[bool] = mapped_column(Boolean)
    is_adjustment: Mapped[bool] = mapped_column(Boolean, default=False)
    applies_to_value_entry_no: Mapped[int | None] = mapped_column(BigIdentity)

    __table_args__ = (
        CheckConstraint(
            "cost_amount_actual % 1000 = 0 AND cost_amount_expected % 1000 = 0",
            name="amounts_in_cents",
        ),
    )


class StockBalance(Base):
    """The sum of the entries of an item, variant and location; its row is the stock lock."""

    __tablename__ = "stock_balance"

    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    variant_code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    is_negative_allowed: Mapped[bool] = mapped_column(Boolean, default=False)

    __table_args__ = (
        CheckConstraint("quantity >= 0 OR is_negative_allowed", name="not_negative"),
        Index("ix_stock_balance_location", "location_code"),
    )


class BinContent(Base):
    """The sum of the entries of one bin, lot, serial and package; blank bin where none are used."""

    __tablename__ = "bin_content"

    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    variant_code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"), primary_key=True)
    bin_code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    lot_no: Mapped[str] = mapped_column(_TRACKING, primary_key=True)
    serial_no: Mapped[str] = mapped_column(_TRACKING, primary_key=True)
    package_no: Mapped[str] = mapped_column(_TRACKING, primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(ScaledDecimal)
    is_negative_allowed: Mapped[bool] = mapped_column(Boolean, default=False)

    __table_args__ = (
        CheckConstraint("quantity >= 0 OR is_negative_allowed", name="not_negative"),
        CheckConstraint("serial_no = '' OR quantity <= 100000", name="serial_is_one"),
        Index(
            "uq_bin_content_serial_in_stock",
            "item_no",
            "variant_code",
            "serial_no",
            unique=True,
            sqlite_where=text("serial_no <> '' AND quantity > 0"),
            postgresql_where=text("serial_no <> '' AND quantity > 0"),
        ),
        Index("ix_bin_content_place", "location_code", "bin_code"),
        Index("ix_bin_content_lot", "lot_no"),
        Index("ix_bin_content_serial", "serial_no"),
    )
