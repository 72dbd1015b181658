"""Recompute everything derived in the ledger and compare; nothing is changed."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from scanner_app.ledger import verify as ledger
from scanner_app.ledger.verify import Difference


def verify(
    session: Session, *, progress: Callable[[str], None] | None = None
) -> tuple[Difference, ...]:
    """Compare balances, remaining quantities, applications and values with the entries.

    Args:
        session: of a snapshot, so that all checks see the same moment; postings go on meanwhile.
        progress: is told the name of each check as it begins.

    Returns:
        The differences; empty if the ledger agrees with itself.
    """
    return tuple(ledger.verify(session.connection(), progress=progress))
