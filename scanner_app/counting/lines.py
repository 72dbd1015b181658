"""Expected against counted: the lines of a physical inventory order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scanner_app.kernel.quantity import ZERO

Key = tuple[str, str, str, str]
"""Item no., variant, lot no., serial no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the ledger says lies in the place, base units; negative where stock may go below 0."""

    item_no: str
    variant_code: str
    lot_no: str
    serial_no: str
    quantity_base: Decimal

    @property
    def key(self) -> Key:
        """What tells it apart from everything else in the place."""
        return (self.item_no, self.variant_code, self.lot_no, self.serial_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a person found, base units, >= 0."""

    item_no: str
    variant_code: str
    lot_no: str
    serial_no: str
    quantity_base: Decimal
    expiration_date: date | None = None

    @property
    def key(self) -> Key:
        """What tells it apart from everything else in the place."""
        return (self.item_no, self.variant_code, self.lot_no, self.serial_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """One item, variant, lot and serial of the place.

    Attributes:
        is_recorded_without_order: found, though the ledger knew nothing of it in this place.
    """

    line_no: int
    item_no: str
    variant_code: str
    lot_no: str
    serial_no: str
    expiration_date: date | None
    quantity_expected_base: Decimal
    quantity_recorded_base: Decimal
    is_recorded_without_order: bool

    @property
    def difference_base(self) -> Decimal:
        """Found less expected: positive is a surplus, negative a loss."""
        return self.quantity_recorded_base - self.quantity_expected_base


def count_lines(expected: Iterable[Expected], counted: Iterable[Counted]) -> tuple[CountLine, ...]:
    """Set what was found beside what was expected, one line a key, ordered by key.

    The same key may be counted in several parts: they add up. What was expected and not counted
    was not found: it stands with 0.

    Source: ledger.md 20; features.md 13, finishing (the difference is split by number).
    """
    known = {line.key: line.quantity_base for line in expected}
    found: dict[Key, Decimal] = {}
    dates: dict[Key, date] = {}
    for line in counted:
        found[line.key] = found.get(line.key, ZERO) + line.quantity_base
        if line.expiration_date is not None:
            dates.setdefault(line.key, line.expiration_date)
    return tuple(
        CountLine(
            line_no=line_no,
            item_no=key[0],
            variant_code=key[1],
            lot_no=key[2],
            serial_no=key[3],
            expiration_date=dates.get(key),
            quantity_expected_base=known.get(key, ZERO),
            quantity_recorded_base=found.get(key, ZERO),
            is_recorded_without_order=key not in known,
        )
        for line_no, key in enumerate(sorted(known.keys() | found.keys()), 1)
    )


def differing(lines: Iterable[CountLine]) -> tuple[CountLine, ...]:
    """Keep the lines where found and expected differ."""
    return tuple(line for line in lines if line.difference_base != ZERO)
