"""Amounts: currency rounding, unit amounts and the splitting of an amount into shares."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from scanner_app.kernel.quantity import rounded

CENT: Final = Decimal("0.01")
NOTHING: Final = Decimal("0.00")


def amount(value: Decimal) -> Decimal:
    """Round to the currency's precision (0.01), half away from zero.

    Source: ledger.md 5.6.
    """
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def unit_amount(value: Decimal) -> Decimal:
    """Round a cost per base unit to 0.00001, half away from zero."""
    return rounded(value)


def split(total: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split an amount by weights; the last share takes the remainder, so shares sum to the total.

    Args:
        total: amount, two decimals.
        weights: one or more, their sum not zero.
    """
    whole = sum(weights, Decimal(0))
    shares: list[Decimal] = []
    left = total
    for weight in weights[:-1]:
        share = amount(total * weight / whole)
        shares.append(share)
        left -= share
    return (*shares, left)


def shown_amount(value: Decimal) -> str:
    """Write an amount with two decimals and no exponent."""
    return format(amount(value), "f")
