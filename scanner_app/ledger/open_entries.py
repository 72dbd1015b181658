"""Fetches the open entries that a posting may apply to: a constant number of statements."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    literal,
    select,
    text,
    tuple_,
)

from scanner_app.db.base import table_of
from scanner_app.db.types import ScaledDecimal, exact_sum
from scanner_app.ledger.item_application import OpenEntry, Taken
from scanner_app.ledger.models import ItemApplicationEntry, ItemLedgerEntry, ValueEntry

_E: Final = table_of(ItemLedgerEntry)
_A: Final = table_of(ItemApplicationEntry)
_V: Final = table_of(ValueEntry)

_FIRST_CHUNK: Final = 20
_GROWTH: Final = 5


@dataclass(frozen=True, slots=True)
class Demand:
    """What one side of a line looks for.

    Attributes:
        lot_no, serial_no: "" where tracking is not specific.
        positive: True looks for open increases, False for open decreases.
        quantity: base unit, > 0.
    """

    item_no: str
    variant_code: str
    location_code: str
    lot_no: str
    serial_no: str
    positive: bool
    quantity: Decimal


def _of_entry(column: Any, *conditions: Any) -> Any:
    return (
        select(column)
        .where(_V.c.item_ledger_entry_no == _E.c.entry_no, *conditions)
        .correlate(_E)
        .scalar_subquery()
    )


@cache
def _columns() -> Select[Any]:
    carries_quantity = _V.c.item_ledger_entry_quantity != literal(0)
    cost = exact_sum(_V.c.cost_amount_actual + _V.c.cost_amount_expected)
    return select(
        _E.c.entry_no,
        _E.c.entry_type,
        _E.c.document_no,
        _E.c.item_no,
        _E.c.variant_code,
        _E.c.location_code,
        _E.c.lot_no,
        _E.c.serial_no,
        _E.c.quantity,
        _E.c.remaining_quantity,
        _E.c.posting_date,
        _E.c.layer_date,
        _E.c.layer_no,
        _E.c.is_completely_invoiced,
        _E.c.expiration_date,
        _of_entry(cost).label("cost"),
        _of_entry(func.max(_V.c.valuation_date)).label("valuation_date"),
        _of_entry(_V.c.cost_per_unit, carries_quantity).label("unit_cost"),
    )


def _entry(row: Row[Any]) -> OpenEntry:
    return OpenEntry(
        entry_no=row.entry_no,
        entry_type=row.entry_type,
        document_no=row.document_no,
        item_no=row.item_no,
        variant_code=row.variant_code,
        location_code=row.location_code,
        lot_no=row.lot_no,
        serial_no=row.serial_no,
        quantity=row.quantity,
        remaining=row.remaining_quantity,
        cost=row.cost,
        unit_cost=row.unit_cost,
        posting_date=row.posting_date,
        valuation_date=row.valuation_date,
        layer_date=row.layer_date,
        layer_no=row.layer_no,
        is_completely_invoiced=row.is_completely_invoiced,
        expiration_date=row.expiration_date,
    )


def _is_open() -> Any:
    # Written as the partial index says it, so that SQLite recognises the index's condition.
    return text("is_open")


def _direction(positive: bool) -> Any:  # noqa: FBT001 - private, one caller a line
    return _E.c.quantity > literal(0) if positive else _E.c.quantity < literal(0)


@cache
def _asking(*, positive: bool, is_tracked: bool) -> Select[Any]:
    """Ask for the open entries of one demand, oldest goods first; built once for each kind."""
    statement = (
        _columns()
        .where(
            _is_open(),
            _E.c.item_no == bindparam("item_no"),
            _E.c.variant_code == bindparam("variant_code"),
            _E.c.location_code == bindparam("location_code"),
            _direction(positive),
        )
        .order_by(_E.c.layer_date, _E.c.layer_no, _E.c.entry_no)
        .limit(bindparam("rows_max", type_=Integer))
    )
    if not is_tracked:
        return statement
    return statement.where(
        text("(lot_no <> '' OR serial_no <> '')"),
        _E.c.lot_no == bindparam("lot_no"),
        _E.c.serial_no == bindparam("serial_no"),
    )


def _one(connection: Connection, demand: Demand, limit: int) -> list[OpenEntry]:
    is_tracked = bool(demand.lot_no or demand.serial_no)
    asked: dict[str, Any] = {
        "item_no": demand.item_no,
        "variant_code": demand.variant_code,
        "location_code": demand.location_code,
        "rows_max": limit,
    }
    if is_tracked:
        asked |= {"lot_no": demand.lot_no, "serial_no": demand.serial_no}
    statement = _asking(positive=demand.positive, is_tracked=is_tracked)
    return [_entry(row) for row in connection.execute(statement, asked)]


def _enough(connection: Connection, demand: Demand) -> list[OpenEntry]:
    limit = _FIRST_CHUNK
    while True:
        found = _one(connection, demand, limit)
        covered = sum((abs(e.remaining) for e in found), Decimal(0))
        if covered >= demand.quantity or len(found) < limit:
            return found
        limit *= _GROWTH


def _oldest_of(keys: Collection[tuple[str, str, str]], most: Decimal) -> Select[Any]:
    """Ask for the oldest open entries of each key that cover a quantity, and no more."""
    key = tuple_(_E.c.item_no, _E.c.variant_code, _E.c.location_code)
    left = func.abs(_E.c.remaining_quantity)
    before = func.sum(left).over(
        partition_by=(
            _E.c.item_no,
            _E.c.variant_code,
            _E.c.location_code,
            _E.c.quantity > literal(0),
        ),
        order_by=(_E.c.layer_date, _E.c.layer_no, _E.c.entry_no),
    )
    ranked = (
        select(_E.c.entry_no, (before - left).label("before"))
        .where(_is_open(), key.in_(sorted(keys)))
        .subquery()
    )
    enough = select(ranked.c.entry_no).where(ranked.c.before < literal(most, ScaledDecimal()))
    return _columns().where(_E.c.entry_no.in_(enough))


def _many(connection: Connection, demands: Collection[Demand]) -> list[OpenEntry]:
    untracked = {
        (d.item_no, d.variant_code, d.location_code)
        for d in demands
        if not (d.lot_no or d.serial_no)
    }
    tracked = {
        (d.item_no, d.lot_no, d.serial_no, d.location_code)
        for d in demands
        if d.lot_no or d.serial_no
    }
    most = sum((d.quantity for d in demands), Decimal(0))
    found: list[OpenEntry] = []
    if untracked:
        found += [_entry(row) for row in connection.execute(_oldest_of(untracked, most))]
    if tracked:
        key = tuple_(_E.c.item_no, _E.c.lot_no, _E.c.serial_no, _E.c.location_code)
        condition = text("(lot_no <> '' OR serial_no <> '')")
        statement = _columns().where(_is_open(), condition, key.in_(sorted(tracked)))
        found += [_entry(row) for row in connection.execute(statement)]
    return found


def open_entries(connection: Connection, demands: Collection[Demand]) -> list[OpenEntry]:
    """Fetch the open entries that the demands may draw on.

    One statement for a single demand, two for any number of them. A lot or serial no. restricts
    the search only where the caller fills it in (specific tracking).
    """
    if not demands:
        return []
    if len(demands) == 1:
        return _enough(connection, next(iter(demands)))
    return _many(connection, demands)


def named_entries(connection: Connection, entry_nos: Collection[int]) -> list[OpenEntry]:
    """Fetch entries by number, open ones only (fixed application)."""
    if not entry_nos:
        return []
    statement = _columns().where(_E.c.entry_no.in_(sorted(entry_nos)), _is_open())
    return [_entry(row) for row in connection.execute(statement)]


def undone_decreases(connection: Connection, entry_nos: Collection[int]) -> list[OpenEntry]:
    """Fetch decreases by number, open or closed, that are about to be undone."""
    if not entry_nos:
        return []
    statement = _columns().where(_E.c.entry_no.in_(sorted(entry_nos)))
    return [_entry(row) for row in connection.execute(statement)]


def returned_increases(
    connection: Connection, decreases: Collection[int]
) -> dict[int, tuple[OpenEntry, ...]]:
    """Fetch the increases that took over the cost of decreases (cost application, ledger.md 6.4)."""
    if not decreases:
        return {}
    statement = (
        _columns()
        .add_columns(_A.c.outbound_entry_no)
        .join(_A, _A.c.inbound_entry_no == _E.c.entry_no)
        .where(
            _A.c.outbound_entry_no.in_(sorted(decreases)),
            _A.c.quantity > literal(0),
            _A.c.transferred_from_entry_no == literal(0),
        )
    )
    found: dict[int, tuple[OpenEntry, ...]] = {}
    for row in connection.execute(statement):
        found[row.outbound_entry_no] = (*found.get(row.outbound_entry_no, ()), _entry(row))
    return found


def covered_parts(
    connection: Connection, decreases: Collection[OpenEntry]
) -> dict[int, tuple[Taken, ...]]:
    """Fetch what open decreases (negative stock) were applied to so far."""
    if not decreases:
        return {}
    numbers = sorted(d.entry_no for d in decreases)
    statement = (
        _columns()
        .add_columns(_A.c.outbound_entry_no, _A.c.quantity.label("applied"))
        .join(_A, _A.c.inbound_entry_no == _E.c.entry_no)
        .where(_A.c.outbound_entry_no.in_(numbers), _A.c.quantity < literal(0))
    )
    parts: dict[int, tuple[Taken, ...]] = {}
    for row in connection.execute(statement):
        part = Taken(_entry(row), -row.applied)
        parts[row.outbound_entry_no] = (*parts.get(row.outbound_entry_no, ()), part)
    return parts
