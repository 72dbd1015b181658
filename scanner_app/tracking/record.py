"""Writers of what is known of lots and serial numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.tracking.models import LotNoInformation, SerialNoInformation
from scanner_app.tracking.queries import LotFacts, LotKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A lot, a serial number or both, as a posted increase carried them; "" for none."""

    item_no: str
    variant_code: str = ""
    lot_no: str = ""
    serial_no: str = ""
    expiration_date: date | None = None


def _claim(
    connection: Connection, table: type[Any], number: str, rows: list[dict[str, Any]]
) -> Sequence[Row[Any]]:
    if not rows:
        return ()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(rows)
    claimed = statement.on_conflict_do_update(
        index_elements=["item_no", "variant_code", number], set_={"is_blocked": table.is_blocked}
    ).returning(*table.__table__.c)
    return connection.execute(claimed).all()


def _lot_row(seen: Seen, now: datetime) -> dict[str, Any]:
    return {
        "item_no": seen.item_no,
        "variant_code": seen.variant_code,
        "lot_no": seen.lot_no,
        "expiration_date": seen.expiration_date,
        "is_blocked": False,
        "first_received_at_utc": now,
    }


def claim(connection: Connection, seen: Iterable[Seen], *, now: datetime) -> dict[LotKey, LotFacts]:
    """Write the cards of what is about to come in, lock them, and say what they say.

    A card that is there stays as it is; nobody else brings the same lot or serial number until the
    transaction ends, so two receipts cannot give one lot two dates, nor put one piece in two places.
    One statement for all lots and one for all serial numbers, only where there are any; in key
    order, before the stock locks.

    Returns:
        The cards of the lots, by item, variant and lot no.
    """
    lots: dict[LotKey, dict[str, Any]] = {}
    serials: dict[LotKey, dict[str, Any]] = {}
    for one in seen:
        row = _lot_row(one, now)
        if one.lot_no:
            lots.setdefault((one.item_no, one.variant_code, one.lot_no), row)
        if one.serial_no:
            key = (one.item_no, one.variant_code, one.serial_no)
            serials.setdefault(key, {**row, "serial_no": one.serial_no})
    _claim(connection, SerialNoInformation, "serial_no", [serials[key] for key in sorted(serials)])
    rows = _claim(connection, LotNoInformation, "lot_no", [lots[key] for key in sorted(lots)])
    known = (
        LotFacts(r.item_no, r.variant_code, r.lot_no, r.expiration_date, r.is_blocked) for r in rows
    )
    return {card.key: card for card in known}


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
