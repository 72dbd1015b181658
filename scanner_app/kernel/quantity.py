"""Quantities in base units: scale, rounding and unit-of-measure conversion."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from scanner_app.kernel.limits import QUANTITY_MAX, SCALE

ZERO: Final = Decimal(0)
QUANTUM: Final = Decimal(1).scaleb(-SCALE)


def rounded(quantity: Decimal) -> Decimal:
    """Round to scale 5, half away from zero.

    Source: ledger.md 5.6.
    """
    return quantity.quantize(QUANTUM, rounding=ROUND_HALF_UP)


def base_quantity(quantity: Decimal, *, per_unit: Decimal) -> Decimal:
    """Turn a quantity in some unit of measure into base units.

    Args:
        quantity: in the unit of measure.
        per_unit: base units in one unit of measure, > 0.

    Source: ledger.md 4.2, Quantity (base) = Quantity * Qty. per Unit of Measure.
    """
    return rounded(quantity * per_unit)


def read_quantity(text: str) -> Decimal | None:
    """Read a quantity that a person or a program wrote; None if it is not one.

    Plain decimal notation with at most five decimals, a comma read as the decimal point, within
    `QUANTITY_MAX` either way. Exponents, NaN and infinities are not quantities.
    """
    cleaned = text.strip().replace(",", ".")
    unsigned = cleaned.removeprefix("-").removeprefix("+")
    if not unsigned or len(cleaned) > len(str(QUANTITY_MAX)) + 1:
        return None
    if not all(c in "0123456789." for c in unsigned) or not unsigned.isascii():
        return None
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        return None
    if abs(value) > QUANTITY_MAX or value != rounded(value):
        return None
    return value


def shown(quantity: Decimal) -> str:
    """Write a quantity for people and JSON: no exponent, no trailing zeros."""
    text = format(quantity.normalize(), "f")
    return "0" if text in {"-0", ""} else text
