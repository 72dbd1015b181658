"""The item journal line in memory: an instruction, never history. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from scanner_app.kernel.terms import DocumentType, EntryType

OUTBOUND_TYPES: Final = frozenset(
    {EntryType.SALE, EntryType.NEGATIVE_ADJUSTMENT, EntryType.TRANSFER}
)
"""Entry types whose positive journal quantity leaves. Source: ledger.md 2, sign at posting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """What is to be posted, as a person or a document says it.

    Attributes:
        line_no: 1.. within the posting; problems name it.
        quantity_base: base unit, scale 5, normally > 0 (the entry type says the direction); a
            negative one reverses the direction (a purchase return).
        quantity_per_unit: base units in one `unit_of_measure_code`, for the record.
        amount: direct cost of the whole line for an increase; None takes the item's unit cost.
        is_invoiced: True books actual cost, False expected cost.
        new_location_code, new_bin_code: where a transfer goes.
        applies_to_entry_no: fixed application to an open entry, 0 for automatic.
        applies_from_entry_no: the decrease whose cost an increase takes over, 0 for none.
        reverses_entry_no: the entry that this line undoes, 0 for none.
    """

    line_no: int
    entry_type: EntryType
    item_no: str
    location_code: str
    quantity_base: Decimal
    posting_date: date
    document_type: DocumentType
    document_no: str
    variant_code: str = ""
    bin_code: str = ""
    new_location_code: str = ""
    new_bin_code: str = ""
    lot_no: str = ""
    serial_no: str = ""
    package_no: str = ""
    expiration_date: date | None = None
    unit_of_measure_code: str = ""
    quantity_per_unit: Decimal = Decimal(1)
    amount: Decimal | None = None
    is_invoiced: bool = True
    document_date: date | None = None
    document_line_no: int = 0
    order_no: str = ""
    order_line_no: int = 0
    applies_to_entry_no: int = 0
    applies_from_entry_no: int = 0
    reverses_entry_no: int = 0
    reason_code: str = ""

    @property
    def signed_base(self) -> Decimal:
        """The quantity with its ledger sign: in positive, out negative."""
        return -self.quantity_base if self.entry_type in OUTBOUND_TYPES else self.quantity_base

    @property
    def is_transfer(self) -> bool:
        """Whether the line has a second side."""
        return self.entry_type is EntryType.TRANSFER


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """One item ledger entry that was written.

    Attributes:
        quantity: signed, base unit.
        cost_amount: signed, actual and expected together, two decimals.
        remaining_quantity: what is still open at the end of the posting.
    """

    entry_no: int
    line_no: int
    entry_type: EntryType
    item_no: str
    variant_code: str
    location_code: str
    bin_code: str
    lot_no: str
    serial_no: str
    expiration_date: date | None
    quantity: Decimal
    remaining_quantity: Decimal
    cost_amount: Decimal
    unit_cost: Decimal
    applied_to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting wrote."""

    register_no: int
    document_no: str
    entries: tuple[PostedEntry, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who posts, when, out of what; one item register."""

    source: str
    document_no: str
    posted_by: str
    posted_at_utc: datetime
    approved_by: str = ""
    request_id: str = ""
    reverses_register_no: int | None = None
