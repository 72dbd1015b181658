"""What an entry is worth when it is posted. Pure. First in, first out."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from scanner_app.kernel.money import NOTHING, amount, unit_amount
from scanner_app.ledger.item_application import OpenEntry, Taken


def cost_of_part(entry: OpenEntry, quantity: Decimal) -> Decimal:
    """Say what a part of an increase costs.

    Args:
        entry: the increase; its whole cost, actual and expected.
        quantity: base unit, 0 < quantity <= the entry's quantity.

    Returns:
        Amount, two decimals, half away from zero.

    Source: ledger.md 9.4: round(basis * applied / quantity) for each application.
    """
    return amount(entry.cost * quantity / abs(entry.quantity))


def cost_of_increase(quantity: Decimal, *, line_amount: Decimal | None, card: Decimal) -> Decimal:
    """Say what an increase is worth: the line's amount, or the card's unit cost.

    Args:
        quantity: base unit, > 0.
        card: the item's unit cost.

    Source: ledger.md 4.2: amounts come from the line and are never recomputed from a rounded
        unit cost.
    """
    return amount(line_amount if line_amount is not None else quantity * card)


def uncovered_unit_cost(taken: Sequence[Taken], *, card: Decimal) -> Decimal:
    """Say at what one unit of the uncovered part of a decrease is booked.

    Source: ledger.md 9.4: the card's cost; if that is 0, the cost per unit of the covered part.
    """
    covered = sum((t.quantity for t in taken), Decimal(0))
    if card != 0 or covered == 0:
        return card
    cost = sum((cost_of_part(t.entry, t.quantity) for t in taken), NOTHING)
    return unit_amount(cost / covered)


def cost_of_decrease(taken: Sequence[Taken], *, uncovered: Decimal, unit_cost: Decimal) -> Decimal:
    """Say what a decrease is worth: minus the cost of what it was applied to.

    Args:
        uncovered: >= 0, base unit; valued at `unit_cost`.

    Source: ledger.md 9.4.
    """
    covered = sum((cost_of_part(t.entry, t.quantity) for t in taken), NOTHING)
    return -(covered + amount(uncovered * unit_cost))


def cost_per_unit(cost: Decimal, quantity: Decimal) -> Decimal:
    """Give the informative cost per unit of an amount."""
    return unit_amount(cost / quantity) if quantity else Decimal(0)


def valuation_date(posting_date: date, taken: Sequence[Taken]) -> date:
    """Give the date from which the cost of a decrease counts.

    Source: ledger.md 8.1: the later of its posting date and the latest valuation date among the
        increases applied to it.
    """
    return max([posting_date, *(t.entry.valuation_date for t in taken)])
