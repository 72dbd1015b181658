"""Keep a card for each lot and serial number that the ledger sees for the first time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.tracking.models import LotNoInformation, SerialNoInformation


@dataclass(frozen=True, slots=True)
class Seen:
    """A lot and/or serial number on a posted line."""

    item_no: str
    variant_code: str
    lot_no: str
    serial_no: str
    expiration_date: date | None


def remember(connection: Connection, seen: Collection[Seen], *, now: datetime) -> None:
    """Write the cards that are missing; a card that is there stays as it is.

    One statement for the lots, one for the serial numbers, if there are any.
    """
    lots = {(s.item_no, s.variant_code, s.lot_no): s for s in seen if s.lot_no}
    serials = {(s.item_no, s.variant_code, s.serial_no): s for s in seen if s.serial_no}
    _insert(connection, LotNoInformation, [_row(s, "lot_no", now) for s in lots.values()])
    _insert(connection, SerialNoInformation, [_row(s, "serial_no", now) for s in serials.values()])


def _row(seen: Seen, number: str, now: datetime) -> dict[str, Any]:
    return {
        "item_no": seen.item_no,
        "variant_code": seen.variant_code,
        number: getattr(seen, number),
        "expiration_date": seen.expiration_date,
        "is_blocked": False,
        "first_received_at_utc": now,
    }


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    kind = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(kind(table).on_conflict_do_nothing(), rows)
