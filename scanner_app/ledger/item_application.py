"""Which open entries a quantity is applied to. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(slots=True)
class OpenEntry:
    """An item ledger entry as application sees it; `remaining` falls while lines are applied.

    Attributes:
        quantity: signed, base unit; the whole entry.
        remaining: signed like `quantity`; what no application has taken yet.
        cost: actual and expected cost of the whole entry, signed, two decimals.
        unit_cost: what one base unit was posted at, for the uncovered part of a decrease.
        layer_date, layer_no: the age of the goods; the order of application.
    """

    entry_no: int
    entry_type: str
    document_no: str
    item_no: str
    variant_code: str
    location_code: str
    lot_no: str
    serial_no: str
    quantity: Decimal
    remaining: Decimal
    cost: Decimal
    unit_cost: Decimal
    posting_date: date
    valuation_date: date
    layer_date: date
    layer_no: int
    is_completely_invoiced: bool
    expiration_date: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of an open entry that something was applied to.

    Attributes:
        quantity: > 0, base unit.
    """

    entry: OpenEntry
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Applied:
    """The applications in the order made, and what found no entry.

    Attributes:
        unapplied: >= 0, base unit.
    """

    taken: tuple[Taken, ...]
    unapplied: Decimal

    @property
    def total(self) -> Decimal:
        """The quantity that was applied."""
        return sum((t.quantity for t in self.taken), Decimal(0))


def oldest_first(entries: Iterable[OpenEntry]) -> list[OpenEntry]:
    """Sort by the age of the goods, then by entry number.

    Source: ledger.md 6.2; every costing method but LIFO draws the first.
    """
    return sorted(entries, key=lambda e: (e.layer_date, e.layer_no, e.entry_no))


def apply(quantity: Decimal, candidates: Sequence[OpenEntry]) -> Applied:
    """Choose the open entries that a quantity is applied to; takes nothing yet.

    Args:
        quantity: what is to be applied, base unit, > 0.
        candidates: open entries of the opposite direction that match by ledger.md 6.2, in the
            order in which they are to be used.
    """
    left = quantity
    taken: list[Taken] = []
    for entry in candidates:
        part = min(abs(entry.remaining), left)
        if part > 0:
            taken.append(Taken(entry, part))
            left -= part
        if left == 0:
            break
    return Applied(tuple(taken), left)


def matches(entry: OpenEntry, *, lot_no: str | None, serial_no: str | None) -> bool:
    """Say whether the tracking numbers of an entry fit; None where tracking is not specific.

    Source: ledger.md 6.2 rule 6: a number that is only recorded does not restrict the match.
    """
    return (lot_no is None or entry.lot_no == lot_no) and (
        serial_no is None or entry.serial_no == serial_no
    )
