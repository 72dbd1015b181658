"""The stock balances kept beside the entries, and the locks that they are."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Table, Update, bindparam, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.db.base import table_of
from scanner_app.kernel.errors import Fault
from scanner_app.kernel.quantity import ZERO
from scanner_app.ledger.models import BinContent, StockBalance
from scanner_app.ledger.plan import Book, StockKey

_S: Final = table_of(StockBalance)
_B: Final = table_of(BinContent)

PlaceKey = tuple[str, str, str, str, str, str, str]
"""Item, variant, location, bin, lot, serial, package."""

_PLACE: Final = tuple(column.name for column in _B.primary_key.columns)
_KEY: Final = tuple(column.name for column in _S.primary_key.columns)


_INSERTS: Final = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _locking(kind: Callable[[Table], Any]) -> Any:
    insert = kind(_S)
    allowed = {"is_negative_allowed": insert.excluded.is_negative_allowed}
    return insert.on_conflict_do_update(index_elements=_KEY, set_=allowed).returning(_S.c.item_no)


def _adding(kind: Callable[[Table], Any]) -> Any:
    insert = kind(_B)
    return insert.on_conflict_do_update(
        index_elements=_PLACE,
        set_={
            "quantity": _B.c.quantity + insert.excluded.quantity,
            "is_negative_allowed": insert.excluded.is_negative_allowed,
        },
    )


def _moving(table: Table, key: Collection[str]) -> Update:
    return (
        update(table)
        .where(*(table.c[name] == bindparam(f"key_{name}") for name in key))
        .values(quantity=table.c.quantity + bindparam("moved", type_=table.c.quantity.type))
    )


# Sent by every posting: built once, and with one set of values, so that a posting of any number of
# lines finds them compiled.
_LOCK: Final = {name: _locking(kind) for name, kind in _INSERTS.items()}
_ADD: Final = {name: _adding(kind) for name, kind in _INSERTS.items()}
_MOVE_TOTAL: Final = _moving(_S, _KEY)
_MOVE_PLACE: Final = _moving(_B, _PLACE)
_CONTENTS: Final = select(_B).where(
    tuple_(*(_B.c[name] for name in _PLACE)).in_(bindparam("places", expanding=True))
)


def lock(connection: Connection, keys: Mapping[StockKey, bool]) -> None:
    """Lock the stock of items at locations, in key order; one statement. Missing rows are made.

    Args:
        keys: the stock keys, and whether their location allows negative stock.

    PostgreSQL: the upsert takes the row locks and waits for other postings; what is read after it
    is read after the wait. SQLite has one writer anyway.
    """
    rows = [
        {**dict(zip(_KEY, key, strict=True)), "quantity": ZERO, "is_negative_allowed": keys[key]}
        for key in sorted(keys)
    ]
    connection.execute(_LOCK[connection.dialect.name], rows)


def lock_bin(connection: Connection, *, location_code: str, bin_code: str) -> None:
    """Lock the stock of everything that lies in a bin, in key order, before it is compared.

    What is read afterwards is what the next posting of these goods will find. Goods of other items
    may still arrive: they come after the count.
    """
    there = select(*(_B.c[name] for name in _KEY)).where(
        _B.c.location_code == location_code, _B.c.bin_code == bin_code, _B.c.quantity != ZERO
    )
    key = tuple_(*(_S.c[name] for name in _KEY))
    held = select(_S.c.item_no).where(key.in_(there)).order_by(*(_S.c[name] for name in _KEY))
    connection.execute(held.with_for_update()).all()


def contents(connection: Connection, places: Collection[PlaceKey]) -> dict[PlaceKey, Decimal]:
    """Read what lies in places (bin, lot, serial), base unit; one statement."""
    if not places:
        return {}
    return {
        (
            row.item_no,
            row.variant_code,
            row.location_code,
            row.bin_code,
            row.lot_no,
            row.serial_no,
            row.package_no,
        ): row.quantity
        for row in connection.execute(_CONTENTS, {"places": sorted(places)})
    }


def serials_in_stock(
    connection: Connection, serials: Collection[tuple[str, str, str]]
) -> set[tuple[str, str, str]]:
    """Say which of (item, variant, serial) are in stock anywhere; one statement."""
    if not serials:
        return set()
    key = tuple_(_B.c.item_no, _B.c.variant_code, _B.c.serial_no)
    statement = select(_B.c.item_no, _B.c.variant_code, _B.c.serial_no).where(
        key.in_(sorted(serials)), _B.c.serial_no != "", _B.c.quantity > ZERO
    )
    return {(r.item_no, r.variant_code, r.serial_no) for r in connection.execute(statement)}


def move(connection: Connection, book: Book, negative_allowed: Mapping[str, bool]) -> None:
    """Move the balances by the entries of a book; two statements.

    Decreases come first, so that a serial number leaves its old place before it is in the new one.
    """
    totals: dict[StockKey, Decimal] = {}
    places: dict[PlaceKey, Decimal] = {}
    for plan in book.entries:
        entry, line = plan.open_entry, plan.line
        key = (entry.item_no, entry.variant_code, entry.location_code)
        place = (*key, plan.bin_code, entry.lot_no, entry.serial_no, line.package_no)
        totals[key] = totals.get(key, ZERO) + entry.quantity
        places[place] = places.get(place, ZERO) + entry.quantity
    _move_totals(connection, {key: moved for key, moved in totals.items() if moved})
    _move_places(
        connection, {key: moved for key, moved in places.items() if moved}, negative_allowed
    )


def _move_totals(connection: Connection, totals: Mapping[StockKey, Decimal]) -> None:
    if not totals:
        return
    rows = [
        {f"key_{name}": part for name, part in zip(_KEY, key, strict=True)} | {"moved": moved}
        for key, moved in sorted(totals.items())
    ]
    connection.execute(_MOVE_TOTAL, rows)


def _move_places(
    connection: Connection,
    places: Mapping[PlaceKey, Decimal],
    negative_allowed: Mapping[str, bool],
) -> None:
    # A decrease must be an update: databases test CHECK constraints on the row proposed for
    # insertion, before they notice that it is there already.
    falling = {p: q for p, q in places.items() if q < 0 and not negative_allowed[p[2]]}
    _decrease_places(connection, falling)
    rows = [
        dict(zip(_PLACE, place, strict=True))
        | {"quantity": moved, "is_negative_allowed": negative_allowed[place[2]]}
        for place, moved in sorted(places.items())
        if place not in falling
    ]
    if rows:
        connection.execute(_ADD[connection.dialect.name], rows)


def _decrease_places(connection: Connection, falling: Mapping[PlaceKey, Decimal]) -> None:
    if not falling:
        return
    rows = [
        {f"key_{name}": part for name, part in zip(_PLACE, place, strict=True)} | {"moved": moved}
        for place, moved in sorted(falling.items())
    ]
    if connection.execute(_MOVE_PLACE, rows).rowcount != len(rows):
        message = "goods left a place where none lay"
        raise Fault(message)
