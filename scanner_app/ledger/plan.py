"""What a posting is about to write, as plain values. Pure.

Entry numbers are provisional until the posting is numbered: rows refer to `OpenEntry` objects, and
`number` gives all of them their numbers at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from scanner_app.kernel.quantity import ZERO
from scanner_app.ledger.draft import DraftLine
from scanner_app.ledger.item_application import OpenEntry, matches, oldest_first

PROVISIONAL: Final = 2**62
"""First provisional entry number: above every real one, so that new goods are the youngest."""

StockKey = tuple[str, str, str]
"""Item no., variant code, location code."""


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """What the ledger must know of an item to post it.

    Attributes:
        unit_cost: of the card, per base unit.
    """

    item_no: str
    unit_cost: Decimal
    base_unit_code: str
    is_lot_specific: bool
    is_serial_specific: bool


@dataclass(slots=True)
class EntryPlan:
    """An item ledger entry to be written."""

    line: DraftLine
    open_entry: OpenEntry
    bin_code: str
    is_invoiced: bool
    cost: Decimal
    applied_to: list[OpenEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ApplicationPlan:
    """An item application entry to be written; see `ledger/models.py` for the columns."""

    owner: OpenEntry
    inbound: OpenEntry
    outbound: OpenEntry | int
    quantity: Decimal
    posting_date: date
    transferred_from: OpenEntry | None = None


@dataclass(frozen=True, slots=True)
class ValuePlan:
    """A value entry to be written; dated and documented like the entry that owns it.

    Source: ledger.md 9.5 and 14.3 for adjustments.
    """

    owner: OpenEntry
    entry_quantity: Decimal
    valued_quantity: Decimal
    invoiced_quantity: Decimal
    actual: Decimal
    expected: Decimal
    unit_cost: Decimal
    valuation_date: date
    is_adjustment: bool = False


@dataclass(slots=True)
class Pool:
    """The open entries that this posting may apply to, those it makes itself included."""

    _by_key: dict[StockKey, list[OpenEntry]] = field(default_factory=lambda: defaultdict(list))
    named: dict[int, OpenEntry] = field(default_factory=dict)

    def add(self, entries: Iterable[OpenEntry]) -> None:
        """Offer entries for application."""
        for entry in entries:
            if entry.entry_no not in self.named:
                self.named[entry.entry_no] = entry
                self._by_key[entry.item_no, entry.variant_code, entry.location_code].append(entry)

    def candidates(
        self, key: StockKey, *, positive: bool, lot_no: str | None, serial_no: str | None
    ) -> list[OpenEntry]:
        """List the open entries of a direction that fit, oldest goods first."""
        return oldest_first(
            entry
            for entry in self._by_key[key]
            if entry.remaining != 0
            and (entry.quantity > 0) is positive
            and matches(entry, lot_no=lot_no, serial_no=serial_no)
        )


@dataclass(slots=True)
class Book:
    """Everything one posting writes, in the order of the entries."""

    entries: list[EntryPlan] = field(default_factory=list)
    applications: list[ApplicationPlan] = field(default_factory=list)
    values: list[ValuePlan] = field(default_factory=list)
    touched: dict[int, OpenEntry] = field(default_factory=dict)
    invoiced: dict[int, OpenEntry] = field(default_factory=dict)

    def open_entry(
        self,
        line: DraftLine,
        *,
        location_code: str,
        quantity: Decimal,
        layer: OpenEntry | None = None,
        expiration_date: date | None = None,
    ) -> OpenEntry:
        """Begin an entry; `layer` is the entry whose age the goods keep, None for new goods."""
        no = PROVISIONAL + len(self.entries)
        return OpenEntry(
            entry_no=no,
            entry_type=line.entry_type.value,
            document_no=line.document_no,
            item_no=line.item_no,
            variant_code=line.variant_code,
            location_code=location_code,
            lot_no=line.lot_no,
            serial_no=line.serial_no,
            quantity=quantity,
            remaining=quantity,
            cost=ZERO,
            unit_cost=ZERO,
            posting_date=line.posting_date,
            valuation_date=line.posting_date,
            layer_date=layer.layer_date if layer else line.posting_date,
            layer_no=layer.layer_no if layer else no,
            is_completely_invoiced=True,
            expiration_date=expiration_date or line.expiration_date,
        )

    def take(self, entry: OpenEntry, quantity: Decimal) -> None:
        """Let the remaining quantity of an entry fall (towards zero, on either side of it)."""
        entry.remaining += -quantity if entry.quantity > 0 else quantity
        if entry.entry_no < PROVISIONAL:
            self.touched[entry.entry_no] = entry

    def number(self, numbers: Sequence[int]) -> None:
        """Give the entries their numbers in the order planned; `numbers` rise."""
        for plan in self.entries:
            entry = plan.open_entry
            entry.entry_no = numbers[entry.entry_no - PROVISIONAL]
            if entry.layer_no >= PROVISIONAL:
                entry.layer_no = numbers[entry.layer_no - PROVISIONAL]
