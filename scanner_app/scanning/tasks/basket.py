"""The lines that wait to be posted together, and the last scans that made them. Pure.

A scan that says the same thing as a staged line adds to it. The last scans are remembered with the
line as it was before, so that each can be taken back, the newest first.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from scanner_app.kernel.limits import RECENT_SCANS_MAX
from scanner_app.kernel.quantity import base_quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedLine:
    """What one or more equal scans said.

    Attributes:
        id: 1.. within the conversation; never used again.
        quantity: in `unit_code`, > 0.
        bin_code: where it goes, for a receipt; "" where the task has one bin for all.
    """

    id: int
    item_no: str
    description: str
    unit_code: str
    quantity: Decimal
    base_unit_code: str
    quantity_per_unit: Decimal = Decimal(1)
    is_whole: bool = True
    variant_code: str = ""
    variant_description: str = ""
    lot_no: str = ""
    serial_no: str = ""
    expiration_date: date | None = None
    bin_code: str = ""

    @property
    def quantity_base(self) -> Decimal:
        """The quantity in base units."""
        return base_quantity(self.quantity, per_unit=self.quantity_per_unit)

    @property
    def name(self) -> str:
        """How the item is called in a sentence."""
        return f"{self.item_no} {self.variant_code}".strip()

    @property
    def key(self) -> tuple[object, ...]:
        """What must be equal for two scans to be one line."""
        return (
            self.item_no,
            self.variant_code,
            self.unit_code,
            self.lot_no,
            self.serial_no,
            self.expiration_date,
            self.bin_code,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One scan's work: the line it touched, as it was before; None if it made the line."""

    line_id: int
    before: StagedLine | None


@dataclass(frozen=True, slots=True)
class Basket:
    """Staged lines in the order of their first scan.

    Attributes:
        recent: at most `RECENT_SCANS_MAX`, the newest last.
        last_id: the highest line id given so far.
    """

    lines: tuple[StagedLine, ...] = ()
    recent: tuple[Change, ...] = ()
    last_id: int = 0

    @property
    def last(self) -> StagedLine | None:
        """The line that the last scan touched, None if there is none any more."""
        if not self.recent:
            return None
        return self.line(self.recent[-1].line_id)

    def line(self, line_id: int) -> StagedLine | None:
        """Find a line by its id."""
        return next((line for line in self.lines if line.id == line_id), None)

    def has_serial(self, item_no: str, *, variant_code: str, serial_no: str) -> bool:
        """Say whether a serial no. of an item is staged already."""
        asked = (item_no, variant_code, serial_no)
        return any((one.item_no, one.variant_code, one.serial_no) == asked for one in self.lines)

    def quantity_base(self, item_no: str, variant_code: str) -> Decimal:
        """Add up what is staged of an item and variant, in base units."""
        asked = (item_no, variant_code)
        amounts = (
            line.quantity_base for line in self.lines if (line.item_no, line.variant_code) == asked
        )
        return sum(amounts, Decimal(0))

    def added(self, line: StagedLine) -> "Basket":
        """Stage a line; its id does not matter. An equal line takes up its quantity."""
        equal = next((other for other in self.lines if other.key == line.key), None)
        if equal is not None:
            return self._put(equal, replace(equal, quantity=equal.quantity + line.quantity))
        new_id = self.last_id + 1
        change = Change(new_id, None)
        return Basket((*self.lines, replace(line, id=new_id)), self._remember(change), new_id)

    def with_quantity(self, line: StagedLine, quantity: Decimal) -> "Basket":
        """Set the quantity of a staged line."""
        return self._put(line, replace(line, quantity=quantity))

    def without(self, line: StagedLine) -> "Basket":
        """Take a staged line out."""
        kept = tuple(other for other in self.lines if other.id != line.id)
        return Basket(kept, self._remember(Change(line.id, line)), self.last_id)

    def undone(self) -> "Basket":
        """Take the last scan back; the basket must remember one."""
        change = self.recent[-1]
        before = change.before
        others = tuple(line for line in self.lines if line.id != change.line_id)
        if before is None:
            lines = others
        else:
            lines = tuple(sorted((*others, before), key=lambda line: line.id))
        return Basket(lines, self.recent[:-1], self.last_id)

    def _put(self, old: StagedLine, new: StagedLine) -> "Basket":
        lines = tuple(new if line.id == old.id else line for line in self.lines)
        return Basket(lines, self._remember(Change(old.id, old)), self.last_id)

    def _remember(self, change: Change) -> tuple[Change, ...]:
        return (*self.recent, change)[-RECENT_SCANS_MAX:]
