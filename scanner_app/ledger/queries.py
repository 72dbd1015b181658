"""Readers of the ledger for pages, documents and programs. They write nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, Select, bindparam, select

from scanner_app.db.base import table_of
from scanner_app.db.types import exact_sum
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.page import Page
from scanner_app.kernel.quantity import ZERO
from scanner_app.ledger.models import (
    BinContent,
    ItemApplicationEntry,
    ItemLedgerEntry,
    StockBalance,
    ValueEntry,
)

_E: Final = table_of(ItemLedgerEntry)
_A: Final = table_of(ItemApplicationEntry)
_V: Final = table_of(ValueEntry)
_S: Final = table_of(StockBalance)
_B: Final = table_of(BinContent)


@dataclass(frozen=True, slots=True)
class BinStock:
    """What lies in one bin (blank bin: the location has none), base unit."""

    item_no: str
    variant_code: str
    location_code: str
    bin_code: str
    lot_no: str
    serial_no: str
    package_no: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class EntryView:
    """An item ledger entry with the sums of its value entries.

    Attributes:
        cost_actual, cost_expected: two decimals, signed like the quantity.
    """

    entry_no: int
    register_no: int
    entry_type: str
    posting_date: date
    document_type: str
    document_no: str
    document_line_no: int
    order_no: str
    order_line_no: int
    item_no: str
    variant_code: str
    location_code: str
    bin_code: str
    lot_no: str
    serial_no: str
    expiration_date: date | None
    unit_of_measure_code: str
    quantity_per_unit: Decimal
    quantity: Decimal
    remaining_quantity: Decimal
    is_open: bool
    invoiced_quantity: Decimal
    is_completely_invoiced: bool
    applies_to_entry_no: int | None
    is_correction: bool
    reverses_entry_no: int | None
    reason_code: str
    cost_actual: Decimal
    cost_expected: Decimal


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An item application entry."""

    entry_no: int
    item_ledger_entry_no: int
    inbound_entry_no: int
    outbound_entry_no: int
    transferred_from_entry_no: int
    quantity: Decimal
    posting_date: date
    is_cost_application: bool


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value entry."""

    entry_no: int
    register_no: int
    item_ledger_entry_no: int
    entry_type: str
    posting_date: date
    valuation_date: date
    valued_quantity: Decimal
    invoiced_quantity: Decimal
    cost_amount_actual: Decimal
    cost_amount_expected: Decimal
    cost_per_unit: Decimal
    is_expected_cost: bool
    is_adjustment: bool


@dataclass(frozen=True, slots=True)
class EntryStory:
    """One entry with everything that hangs on it."""

    entry: EntryView
    applications: tuple[ApplicationView, ...]
    values: tuple[ValueView, ...]


View = TypeVar("View")

_ENTRY_FIELDS: Final = tuple(
    name for name in EntryView.__dataclass_fields__ if not name.startswith("cost_")
)


def bin_contents(
    connection: Connection, *, location_code: str, bin_code: str
) -> tuple[BinStock, ...]:
    """List what lies in a bin, zero rows left out."""
    statement = (
        select(_B)
        .where(_B.c.location_code == location_code, _B.c.bin_code == bin_code)
        .where(_B.c.quantity != ZERO)
        .order_by(_B.c.item_no, _B.c.variant_code, _B.c.lot_no, _B.c.serial_no)
    )
    return tuple(_bin_stock(row) for row in connection.execute(statement))


def item_stock(
    connection: Connection,
    item_no: str,
    *,
    variant_code: str | None = None,
    location_code: str = "",
) -> tuple[BinStock, ...]:
    """List where an item lies, by location, bin, lot and serial."""
    asked = {"item_no": item_no}
    if variant_code is not None:
        asked["variant_code"] = variant_code
    if location_code:
        asked["location_code"] = location_code
    statement = _stock_by(tuple(asked))
    return tuple(_bin_stock(row) for row in connection.execute(statement, asked))


@cache
def _stock_by(names: tuple[str, ...]) -> Select[Any]:
    """Ask where goods lie that have these in common; built once for each choice of columns."""
    return (
        select(_B)
        .where(*(_B.c[name] == bindparam(name) for name in names), _B.c.quantity != ZERO)
        .order_by(_B.c.location_code, _B.c.bin_code, _B.c.variant_code, _B.c.lot_no, _B.c.serial_no)
        .limit(PAGE_ROWS_MAX)
    )


def stock_of(connection: Connection, item_nos: Collection[str]) -> dict[str, Decimal]:
    """Sum the stock of items over all locations, base unit; one statement."""
    statement = (
        select(_S.c.item_no, exact_sum(_S.c.quantity).label("quantity"))
        .where(_S.c.item_no.in_(sorted(item_nos)))
        .group_by(_S.c.item_no)
    )
    return {row.item_no: row.quantity for row in connection.execute(statement)}


def stock_at(
    connection: Connection, item_no: str, *, variant_code: str, location_code: str
) -> Decimal:
    """Say how much of an item is at a location, base unit."""
    statement = select(_S.c.quantity).where(
        _S.c.item_no == item_no,
        _S.c.variant_code == variant_code,
        _S.c.location_code == location_code,
    )
    found = connection.execute(statement).scalar_one_or_none()
    return ZERO if found is None else found


def unit_costs(
    connection: Connection, keys: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], Decimal]:
    """Give the average cost per base unit of what is on hand, by stock key.

    For the value at risk that a supervisor sees; the posting itself values by application.
    """
    if not keys:
        return {}
    items = sorted({key[0] for key in keys})
    worth = (
        select(exact_sum(_V.c.cost_amount_actual + _V.c.cost_amount_expected))
        .where(_V.c.item_ledger_entry_no == _E.c.entry_no)
        .correlate(_E)
        .scalar_subquery()
    )
    statement = select(
        _E.c.item_no,
        _E.c.variant_code,
        _E.c.location_code,
        _E.c.quantity,
        _E.c.remaining_quantity,
        worth.label("cost"),
    ).where(_E.c.is_open, _E.c.quantity > ZERO, _E.c.item_no.in_(items))
    cost: dict[tuple[str, str, str], Decimal] = {}
    quantity: dict[tuple[str, str, str], Decimal] = {}
    for row in connection.execute(statement):
        key = (row.item_no, row.variant_code, row.location_code)
        share = row.remaining_quantity / row.quantity
        cost[key] = cost.get(key, ZERO) + row.cost * share
        quantity[key] = quantity.get(key, ZERO) + row.remaining_quantity
    return {key: cost[key] / quantity[key] for key in keys if quantity.get(key)}


def item_entries(
    connection: Connection, item_no: str, *, before: int = 0, limit: int = 50
) -> Page[EntryView]:
    """List the entries of an item, newest first.

    Args:
        before: entry no. of the last row of the page before, 0 for the first page.
    """
    statement = _entries().where(_E.c.item_no == item_no)
    return _page(connection, statement, before, limit)


def recent_entries(
    connection: Connection, *, before: int = 0, limit: int = 50, location_code: str = ""
) -> Page[EntryView]:
    """List all entries, newest first."""
    statement = _entries()
    if location_code:
        statement = statement.where(_E.c.location_code == location_code)
    return _page(connection, statement, before, limit)


def last_movements(
    connection: Connection,
    item_no: str,
    *,
    variant_code: str | None = None,
    lot_no: str = "",
    serial_no: str = "",
    limit: int = 5,
) -> tuple[EntryView, ...]:
    """List the last movements of an item (of one variant, lot or serial), newest first."""
    asked = {"item_no": item_no}
    if variant_code is not None:
        asked["variant_code"] = variant_code
    if lot_no:
        asked["lot_no"] = lot_no
    if serial_no:
        asked["serial_no"] = serial_no
    statement = _movements_by(tuple(asked), limit)
    return tuple(_entry_view(row) for row in connection.execute(statement, asked))


@cache
def _movements_by(names: tuple[str, ...], limit: int) -> Select[Any]:
    """Ask for the last entries that have these in common; built once for each choice of columns."""
    wanted = (_E.c[name] == bindparam(name) for name in names)
    return _entries().where(*wanted).order_by(_E.c.entry_no.desc()).limit(limit)


def entry_story(connection: Connection, entry_no: int) -> EntryStory | None:
    """Show one entry with its applications (either side) and its value entries."""
    row = connection.execute(_entries().where(_E.c.entry_no == entry_no)).one_or_none()
    if row is None:
        return None
    applications = connection.execute(
        select(_A)
        .where(
            (_A.c.item_ledger_entry_no == entry_no)
            | (_A.c.inbound_entry_no == entry_no)
            | (_A.c.outbound_entry_no == entry_no)
        )
        .order_by(_A.c.entry_no)
        .limit(PAGE_ROWS_MAX)
    )
    values = connection.execute(
        select(_V).where(_V.c.item_ledger_entry_no == entry_no).order_by(_V.c.entry_no)
    )
    return EntryStory(
        _entry_view(row),
        tuple(fill(ApplicationView, found) for found in applications),
        tuple(fill(ValueView, found) for found in values),
    )


def register_entries(connection: Connection, register_no: int) -> tuple[EntryView, ...]:
    """List the entries of a posting run in their order."""
    statement = _entries().where(_E.c.register_no == register_no).order_by(_E.c.entry_no)
    return tuple(_entry_view(row) for row in connection.execute(statement))


def transfer_origins(connection: Connection, arrivals: Collection[int]) -> dict[int, int]:
    """Give, for the positive sides of transfers, the entry no. of their negative side."""
    if not arrivals:
        return {}
    statement = select(_A.c.item_ledger_entry_no, _A.c.outbound_entry_no).where(
        _A.c.item_ledger_entry_no.in_(sorted(arrivals)),
        _A.c.inbound_entry_no == _A.c.item_ledger_entry_no,
        _A.c.quantity > ZERO,
    )
    return {
        row.item_ledger_entry_no: row.outbound_entry_no for row in connection.execute(statement)
    }


@cache
def _entries() -> Select[Any]:
    def summed(column: Any) -> Any:
        return (
            select(exact_sum(column))
            .where(_V.c.item_ledger_entry_no == _E.c.entry_no)
            .correlate(_E)
            .scalar_subquery()
        )

    return select(
        *(_E.c[name] for name in _ENTRY_FIELDS),
        summed(_V.c.cost_amount_actual).label("cost_actual"),
        summed(_V.c.cost_amount_expected).label("cost_expected"),
    )


def _page(
    connection: Connection, statement: Select[Any], before: int, limit: int
) -> Page[EntryView]:
    if before:
        statement = statement.where(_E.c.entry_no < before)
    statement = statement.order_by(_E.c.entry_no.desc()).limit(limit + 1)
    rows = [_entry_view(row) for row in connection.execute(statement)]
    after = str(rows[limit - 1].entry_no) if len(rows) > limit else ""
    return Page(tuple(rows[:limit]), after)


def _bin_stock(row: Row[Any]) -> BinStock:
    return fill(BinStock, row)


def _entry_view(row: Row[Any]) -> EntryView:
    return fill(EntryView, row)


def fill(kind: type[View], row: Row[Any]) -> View:
    """Make a view out of a row that has a column for each of its fields."""
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__})  # type: ignore[attr-defined]  # all are dataclasses
