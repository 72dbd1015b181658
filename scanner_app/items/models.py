"""Tables of the item master data. Rows are dumb: every rule is elsewhere."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import BigIdentity, CodeText, ScaledDecimal, UtcDateTime
from scanner_app.kernel.limits import DESCRIPTION_LENGTH_MAX

_DESCRIPTION: Final = String(DESCRIPTION_LENGTH_MAX)
_WORD: Final = String(50).with_variant(String(50, collation="C"), "postgresql")


class UnitOfMeasure(Base):
    """A unit in which goods are counted; `is_whole` forbids fractions of it."""

    __tablename__ = "unit_of_measure"

    code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    description: Mapped[str] = mapped_column(_DESCRIPTION, default="")
    is_whole: Mapped[bool] = mapped_column(Boolean, default=False)


class ItemTrackingCode(Base):
    """How far the goods of an item are told apart, and what their expiry means."""

    __tablename__ = "item_tracking_code"

    code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    description: Mapped[str] = mapped_column(_DESCRIPTION, default="")
    is_lot_specific: Mapped[bool] = mapped_column(Boolean, default=False)
    is_serial_specific: Mapped[bool] = mapped_column(Boolean, default=False)
    is_package_specific: Mapped[bool] = mapped_column(Boolean, default=False)
    needs_expiration: Mapped[bool] = mapped_column(Boolean, default=False)
    blocks_expired: Mapped[bool] = mapped_column(Boolean, default=False)

    __table_args__ = (
        CheckConstraint(
            "is_lot_specific OR is_serial_specific OR is_package_specific", name="tracks_something"
        ),
        CheckConstraint(
            "NOT needs_expiration OR is_lot_specific OR is_serial_specific",
            name="expiration_has_a_number",
        ),
    )


class Item(Base):
    """The card of an item.

    `unit_cost` is what an increase without a price is valued at; `version` rises with each change
    so that a stale page is noticed.
    """

    __tablename__ = "item"

    no: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    description: Mapped[str] = mapped_column(_DESCRIPTION)
    description_2: Mapped[str] = mapped_column(_DESCRIPTION, default="")
    base_unit_code: Mapped[str] = mapped_column(ForeignKey("unit_of_measure.code"))
    costing_method: Mapped[str] = mapped_column(String(20), default="fifo")
    unit_cost: Mapped[Decimal] = mapped_column(ScaledDecimal, default=Decimal(0))
    last_direct_cost: Mapped[Decimal] = mapped_column(ScaledDecimal, default=Decimal(0))
    tracking_code: Mapped[str | None] = mapped_column(ForeignKey("item_tracking_code.code"))
    is_blocked: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(CodeText(), default="")
    changed_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(CodeText(), default="")

    __table_args__ = (
        CheckConstraint("no <> ''", name="no_not_blank"),
        CheckConstraint("unit_cost >= 0 AND last_direct_cost >= 0", name="cost_not_negative"),
    )


class ItemVariant(Base):
    """A size, colour or other kind of an item, with stock of its own."""

    __tablename__ = "item_variant"

    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    description: Mapped[str] = mapped_column(_DESCRIPTION, default="")
    is_blocked: Mapped[bool] = mapped_column(Boolean, default=False)

    __table_args__ = (CheckConstraint("code <> ''", name="code_not_blank"),)


class ItemUnitOfMeasure(Base):
    """A unit of an item and how many base units it holds; the base unit itself has a row with 1."""

    __tablename__ = "item_unit_of_measure"

    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("unit_of_measure.code"), primary_key=True)
    quantity_per_unit: Mapped[Decimal] = mapped_column(ScaledDecimal)

    __table_args__ = (CheckConstraint("quantity_per_unit > 0", name="quantity_positive"),)


class ItemReference(Base):
    """Somebody's number for an item, variant and unit; a bar code is one.

    Bar codes of the GTIN family stand here as their canonical 14 digits, all others as they are.
    The same number may stand for several items: then the person chooses.
    """

    __tablename__ = "item_reference"

    id: Mapped[int] = mapped_column(BigIdentity, primary_key=True)
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"))
    variant_code: Mapped[str] = mapped_column(CodeText(), default="")
    unit_code: Mapped[str] = mapped_column(CodeText(), default="")
    reference_type: Mapped[str] = mapped_column(String(20))
    party_no: Mapped[str] = mapped_column(CodeText(), default="")
    reference_no: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(_DESCRIPTION, default="")

    __table_args__ = (
        CheckConstraint("reference_no <> ''", name="reference_not_blank"),
        CheckConstraint("reference_type <> 'bar_code' OR party_no = ''", name="bar_code_for_all"),
        UniqueConstraint(
            "reference_type",
            "reference_no",
            "party_no",
            "item_no",
            "variant_code",
            "unit_code",
            name="uq_item_reference_meaning",
        ),
        Index("ix_item_reference_item_no", "item_no"),
    )


class ItemSearchWord(Base):
    """One word by which an item is found; rewritten with the card by `items.record`."""

    __tablename__ = "item_search_word"

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    item_no: Mapped[str] = mapped_column(CodeText(), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["item_no"], ["item.no"], ondelete="CASCADE"),
        Index("ix_item_search_word_item_no", "item_no"),
    )
