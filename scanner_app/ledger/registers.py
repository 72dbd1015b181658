"""Readers of the item registers: the posting runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from scanner_app.db.base import table_of
from scanner_app.kernel.limits import RECENT_SCANS_MAX
from scanner_app.kernel.page import Page
from scanner_app.ledger.models import ItemRegister
from scanner_app.ledger.queries import fill

_R: Final = table_of(ItemRegister)


@dataclass(frozen=True, slots=True)
class RegisterView:
    """One posting run."""

    register_no: int
    source: str
    document_no: str
    posted_at_utc: datetime
    posted_by: str
    approved_by: str
    reverses_register_no: int | None
    reversed_by_register_no: int | None


def register(connection: Connection, register_no: int) -> RegisterView | None:
    """Show one posting run."""
    statement = _registers().where(_R.c.register_no == register_no)
    row = connection.execute(statement).one_or_none()
    return None if row is None else fill(RegisterView, row)


def registers(
    connection: Connection, *, posted_by: str = "", before: int = 0, limit: int = 50
) -> Page[RegisterView]:
    """List posting runs, newest first; of one person if given."""
    statement = _registers()
    if posted_by:
        statement = statement.where(_R.c.posted_by == posted_by)
    if before:
        statement = statement.where(_R.c.register_no < before)
    statement = statement.order_by(_R.c.register_no.desc()).limit(limit + 1)
    rows = [fill(RegisterView, row) for row in connection.execute(statement)]
    after = str(rows[limit - 1].register_no) if len(rows) > limit else ""
    return Page(tuple(rows[:limit]), after)


def locked(connection: Connection, register_no: int) -> RegisterView | None:
    """Show one posting run, held for its undo: a second undo waits here and then sees the first."""
    held = select(_R.c.register_no).where(_R.c.register_no == register_no).with_for_update()
    if connection.execute(held).one_or_none() is None:
        return None
    return register(connection, register_no)


def last_register_of(
    connection: Connection, posted_by: str, *, since: datetime
) -> RegisterView | None:
    """Find the last posting of a person since a moment that is neither an undo nor undone.

    What a supervisor approved is left out: it is not the person's alone any more.
    """
    for view in registers(connection, posted_by=posted_by, limit=RECENT_SCANS_MAX).rows:
        done = view.reverses_register_no is None and view.reversed_by_register_no is None
        if done and not view.approved_by and view.posted_at_utc >= since:
            return view
    return None


def _registers() -> Select[Any]:
    reversal = _R.alias("reversal")
    return select(_R, reversal.c.register_no.label("reversed_by_register_no")).outerjoin(
        reversal, reversal.c.reverses_register_no == _R.c.register_no
    )
