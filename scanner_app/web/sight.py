"""Who may see what: operators see quantities, not money. Source: operations.md 5.2."""

from typing import Final

from scanner_app.kernel.terms import Role
from scanner_app.people.roles import may
from scanner_app.web import auth

COSTS: Final = frozenset(
    {
        "cost_actual",
        "cost_amount",
        "cost_expected",
        "direct_unit_cost",
        "last_direct_cost",
        "line_amount",
        "amount_received",
        "unit_cost",
        "values",
    }
)
"""The members that say what something is worth."""


def sees_costs() -> bool:
    """Say whether whoever is asking may see what goods are worth."""
    return may(auth.current_person().role, Role.SUPERVISOR)


def hidden() -> frozenset[str]:
    """Return the members that whoever is asking may not see."""
    return frozenset() if sees_costs() else COSTS
