"""Which differences wait for a supervisor. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scanner_app.kernel.money import amount
from scanner_app.kernel.quantity import ZERO


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person may post without a supervisor, per item and variant.

    Attributes:
        value_max: amount, two decimals.
        quantity_max: base units.
    """

    value_max: Decimal
    quantity_max: Decimal


DEFAULT: Final = Limits(Decimal("50.00"), Decimal(5))
"""In force until the company sets its own."""

NOTHING_HELD: Final = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A line as the limits see it: either direction counts the same.

    Attributes:
        quantity_base: base units, > 0. unit_cost: per base unit, >= 0.
    """

    item_no: str
    variant_code: str
    quantity_base: Decimal
    unit_cost: Decimal

    @property
    def value(self) -> Decimal:
        """What the line is worth, two decimals."""
        return amount(self.quantity_base * self.unit_cost)


def value_at_risk(lines: Iterable[Weighed]) -> Decimal:
    """Sum what the lines are worth, surpluses and losses alike: they do not cancel out."""
    return sum((line.value for line in lines), Decimal("0.00"))


def held_because(lines: Iterable[Weighed], limits: Limits) -> str:
    """Say which limit the lines break; "" if none.

    The lines of one item and variant count together, so that cutting a difference into small lines
    or serial numbers does not carry it past the limit.

    Returns: "" or `quantity-limit` or `value-limit`.
    """
    sums: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for line in lines:
        key = (line.item_no, line.variant_code)
        quantity, value = sums.get(key, (ZERO, ZERO))
        sums[key] = (quantity + line.quantity_base, value + line.value)
    if any(value > limits.value_max for _, value in sums.values()):
        return "value-limit"
    if any(quantity > limits.quantity_max for quantity, _ in sums.values()):
        return "quantity-limit"
    return NOTHING_HELD
