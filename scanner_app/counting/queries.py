"""Readers of counts. What they return is for supervisors: it holds what was expected."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from scanner_app.counting.lines import CountLine
from scanner_app.counting.models import (
    PhysInventoryLine,
    PhysInventoryOrder,
    PhysInventoryRecording,
)
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """The count of one place, without its lines."""

    no: str
    location_code: str
    bin_code: str
    order_date: date
    lines_counted: int
    lines_different: int
    recorded_by: str
    recorded_at_utc: datetime
    is_empty: bool


def count(connection: Connection, no: str) -> tuple[CountRow, tuple[CountLine, ...]] | None:
    """Read a count with its lines; None if there is none of that number."""
    head = connection.execute(_rows().where(PhysInventoryOrder.no == no)).mappings().one_or_none()
    if head is None:
        return None
    table = PhysInventoryLine.__table__
    lines = connection.execute(
        select(*[table.c[name] for name in CountLine.__slots__])
        .where(table.c.order_no == no)
        .order_by(table.c.line_no)
    ).mappings()
    return CountRow(**head), tuple(CountLine(**row) for row in lines)


def counted_since(
    connection: Connection, *, location_code: str, bin_code: str, after: datetime
) -> str:
    """Find the number of the last count of a place after a moment; "" if there is none."""
    found = connection.execute(
        select(PhysInventoryOrder.no)
        .join_from(
            PhysInventoryOrder,
            PhysInventoryRecording,
            PhysInventoryRecording.order_no == PhysInventoryOrder.no,
        )
        .where(
            PhysInventoryOrder.location_code == location_code,
            PhysInventoryOrder.bin_code == bin_code,
            PhysInventoryRecording.recorded_at_utc > after,
        )
        .order_by(PhysInventoryRecording.recorded_at_utc.desc())
        .limit(1)
    )
    return found.scalar_one_or_none() or ""


def counts_page(
    connection: Connection, *, after: str = "", limit: int = PAGE_ROWS_MAX, location_code: str = ""
) -> Page[CountRow]:
    """List counts, newest first.

    Args:
        connection: of a reading or a transaction.
        after: the number after which the page begins, "" for the first page.
        limit: 1..`PAGE_ROWS_MAX`.
        location_code: only counts at this location, "" for all.
    """
    rows_max = min(limit, PAGE_ROWS_MAX)
    asked = _rows()
    if after:
        asked = asked.where(PhysInventoryOrder.no < after)
    if location_code:
        asked = asked.where(PhysInventoryOrder.location_code == location_code)
    found = connection.execute(asked.order_by(PhysInventoryOrder.no.desc()).limit(rows_max + 1))
    rows = tuple(CountRow(**row) for row in found.mappings())
    return Page(rows[:rows_max], rows[rows_max - 1].no if len(rows) > rows_max else "")


def _rows() -> Select[*tuple[Any, ...]]:
    order, recording = PhysInventoryOrder.__table__, PhysInventoryRecording.__table__
    columns = [
        order.c[name] if name in order.c else recording.c[name] for name in CountRow.__slots__
    ]
    return select(*columns).join_from(order, recording, recording.c.order_no == order.c.no)
