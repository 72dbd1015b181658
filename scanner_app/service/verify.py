"""Recompute everything derived in the ledger and compare; nothing is changed."""

from collections.abc import Callable

from scanner_app.ledger.verify import Difference
from scanner_app.ledger.verify import verify as verify_ledger
from scanner_app.service.use_case import Service


def verify(
    service: Service, *, progress: Callable[[str], None] | None = None
) -> tuple[Difference, ...]:
    """Compare balances, remaining quantities, applications and values with the entries.

    All checks see the same moment; postings go on meanwhile.

    Returns:
        The differences; empty if the ledger agrees with itself.
    """
    with service.snapshot() as session:
        return tuple(verify_ledger(session.connection(), progress=progress))
