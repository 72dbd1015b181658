"""Writers of what is known of lots and serial numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.tracking.models import LotNoInformation, SerialNoInformation


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A lot, a serial number or both, as a posted increase carried them; "" for none."""

    item_no: str
    variant_code: str = ""
    lot_no: str = ""
    serial_no: str = ""
    expiration_date: date | None = None


def _write(connection: Connection, table: type[Any], rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(insert(table).values(rows).on_conflict_do_nothing())


def _lot_row(seen: Seen, now: datetime) -> dict[str, Any]:
    return {
        "item_no": seen.item_no,
        "variant_code": seen.variant_code,
        "lot_no": seen.lot_no,
        "expiration_date": seen.expiration_date,
        "is_blocked": False,
        "first_received_at_utc": now,
    }


def remember(connection: Connection, seen: Iterable[Seen], *, now: datetime) -> None:
    """Write what was seen for the first time; what is known already stays as it is.

    One statement for all lots and one for all serial numbers, only where there are any.
    """
    lots: dict[tuple[str, str, str], dict[str, Any]] = {}
    serials: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in seen:
        row = _lot_row(one, now)
        if one.lot_no:
            lots.setdefault((one.item_no, one.variant_code, one.lot_no), row)
        if one.serial_no:
            key = (one.item_no, one.variant_code, one.serial_no)
            serials.setdefault(key, {**row, "serial_no": one.serial_no})
    _write(connection, LotNoInformation, [lots[key] for key in sorted(lots)])
    _write(connection, SerialNoInformation, [serials[key] for key in sorted(serials)])


def block_lot(
    connection: Connection,
    key: tuple[str, str, str],
    *,
    is_blocked: bool,
) -> bool:
    """Block a lot or free it; `key` is item, variant and lot. False if it was never seen."""
    item_no, variant_code, lot_no = key
    done = connection.execute(
        update(LotNoInformation)
        .where(
            LotNoInformation.item_no == item_no,
            LotNoInformation.variant_code == variant_code,
            LotNoInformation.lot_no == lot_no,
        )
        .values(is_blocked=is_blocked)
    )
    return done.rowcount == 1
