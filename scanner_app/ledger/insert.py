"""Rows out of plain values; the only inserts into the entry tables."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Integer,
    bindparam,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from scanner_app.db.base import table_of
from scanner_app.kernel.quantity import ZERO
from scanner_app.kernel.terms import ValueEntryType
from scanner_app.ledger.draft import Stamp
from scanner_app.ledger.models import (
    ENTRY_NO,
    REGISTER_NO,
    ItemApplicationEntry,
    ItemLedgerEntry,
    ItemRegister,
    ValueEntry,
)
from scanner_app.ledger.plan import ApplicationPlan, Book, EntryPlan, ValuePlan

_R: Final = table_of(ItemRegister)
_E: Final = table_of(ItemLedgerEntry)
_A: Final = table_of(ItemApplicationEntry)
_V: Final = table_of(ValueEntry)

_STAMPED: Final = tuple(column.name for column in _R.columns if column.name != "register_no")


def _registering(dialect: str) -> ReturningInsert[Any]:
    """Build the insert of a register that draws its number and those of the entries with it."""
    if dialect == "sqlite":
        register_no = select(func.coalesce(func.max(_R.c.register_no), literal(0)) + literal(1))
        first = select(func.coalesce(func.max(_E.c.entry_no), literal(0)) + literal(1))
        drawn = first.scalar_subquery().label("drawn")
    else:
        register_no = select(REGISTER_NO.next_value())
        wanted = func.generate_series(1, bindparam("count", type_=Integer))
        entry_nos = select(func.array_agg(ENTRY_NO.next_value())).select_from(wanted)
        drawn = entry_nos.scalar_subquery().label("drawn")
    stamped = {name: bindparam(name, type_=_R.c[name].type) for name in _STAMPED}
    row = {"register_no": register_no.scalar_subquery(), **stamped}
    return _R.insert().values(**row).returning(_R.c.register_no, drawn)


# Sent by every posting: built once.
_REGISTER: Final = {dialect: _registering(dialect) for dialect in ("sqlite", "postgresql")}
_ENTRIES: Final = _E.insert()
_APPLICATIONS: Final = _A.insert().inline()
_VALUES: Final = _V.insert().inline()
_TAKEN: Final = (
    update(_E)
    .where(_E.c.entry_no == bindparam("no"))
    .values(remaining_quantity=bindparam("remaining"), is_open=bindparam("still_open"))
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers drawn for one posting; entry numbers rise."""

    register_no: int
    entry_nos: tuple[int, ...]


def open_register(connection: Connection, stamp: Stamp, *, entries: int) -> Numbers:
    """Write the item register of a posting and draw its numbers; one statement.

    Args:
        connection: of the transaction.
        stamp: who posts, when, out of what.
        entries: how many rising entry numbers are needed.

    PostgreSQL: sequences, so that concurrent postings do not wait for each other. SQLite: the
    highest plus one, under its single writer.
    """
    dialect = connection.dialect.name
    row = {name: getattr(stamp, name) for name in _STAMPED}
    if dialect == "sqlite":
        made = connection.execute(_REGISTER[dialect], row).one()
        return Numbers(made.register_no, tuple(range(made.drawn, made.drawn + entries)))
    made = connection.execute(_REGISTER[dialect], row | {"count": entries}).one()
    return Numbers(made.register_no, tuple(sorted(made.drawn)))


def insert_book(connection: Connection, book: Book, register_no: int) -> None:
    """Write the entries, applications and values of a numbered book; five statements at most."""
    connection.execute(_ENTRIES, [_entry_row(plan, register_no) for plan in book.entries])
    if book.applications:
        rows = [_application_row(plan, register_no) for plan in book.applications]
        connection.execute(_APPLICATIONS, rows)
    connection.execute(_VALUES, [_value_row(plan, register_no) for plan in book.values])
    _update_touched(connection, book)


def _update_touched(connection: Connection, book: Book) -> None:
    if book.touched:
        connection.execute(
            _TAKEN,
            [
                {"no": no, "remaining": entry.remaining, "still_open": entry.remaining != 0}
                for no, entry in sorted(book.touched.items())
            ],
        )
    if book.invoiced:
        connection.execute(
            update(_E)
            .where(_E.c.entry_no.in_(sorted(book.invoiced)))
            .values(
                invoiced_quantity=_E.c.quantity,
                is_completely_invoiced=literal(value=True),
                last_invoice_date=_E.c.posting_date,
            )
        )


def _entry_row(plan: EntryPlan, register_no: int) -> dict[str, Any]:
    line, entry = plan.line, plan.open_entry
    return {
        "entry_no": entry.entry_no,
        "register_no": register_no,
        "line_no": line.line_no,
        "entry_type": line.entry_type.value,
        "posting_date": line.posting_date,
        "document_date": line.document_date or line.posting_date,
        "document_type": line.document_type.value,
        "document_no": line.document_no,
        "document_line_no": line.document_line_no,
        "order_no": line.order_no,
        "order_line_no": line.order_line_no,
        "item_no": line.item_no,
        "variant_code": line.variant_code,
        "location_code": entry.location_code,
        "bin_code": plan.bin_code,
        "lot_no": line.lot_no,
        "serial_no": line.serial_no,
        "package_no": line.package_no,
        "expiration_date": entry.expiration_date,
        "quantity": entry.quantity,
        "remaining_quantity": entry.remaining,
        "is_open": entry.remaining != 0,
        "invoiced_quantity": entry.quantity if plan.is_invoiced else ZERO,
        "is_completely_invoiced": entry.is_completely_invoiced,
        "last_invoice_date": line.posting_date if plan.is_invoiced else None,
        "unit_of_measure_code": line.unit_of_measure_code,
        "quantity_per_unit": line.quantity_per_unit,
        "applies_to_entry_no": line.applies_to_entry_no or None,
        "is_correction": bool(line.reverses_entry_no),
        "reverses_entry_no": line.reverses_entry_no or None,
        "reason_code": line.reason_code,
        "layer_date": entry.layer_date,
        "layer_no": entry.layer_no,
    }


def _application_row(plan: ApplicationPlan, register_no: int) -> dict[str, Any]:
    outbound = plan.outbound if isinstance(plan.outbound, int) else plan.outbound.entry_no
    source = plan.transferred_from
    return {
        "register_no": register_no,
        "item_ledger_entry_no": plan.owner.entry_no,
        "inbound_entry_no": plan.inbound.entry_no,
        "outbound_entry_no": outbound,
        "transferred_from_entry_no": source.entry_no if source else 0,
        "quantity": plan.quantity,
        "posting_date": plan.posting_date,
        "is_cost_application": bool(outbound),
    }


def _value_row(plan: ValuePlan, register_no: int) -> dict[str, Any]:
    owner = plan.owner
    return {
        "register_no": register_no,
        "item_ledger_entry_no": owner.entry_no,
        "entry_type": ValueEntryType.DIRECT_COST.value,
        "item_ledger_entry_type": owner.entry_type,
        "item_no": owner.item_no,
        "location_code": owner.location_code,
        "posting_date": owner.posting_date,
        "valuation_date": plan.valuation_date,
        "document_no": owner.document_no,
        "item_ledger_entry_quantity": plan.entry_quantity,
        "valued_quantity": plan.valued_quantity,
        "invoiced_quantity": plan.invoiced_quantity,
        "cost_amount_actual": plan.actual,
        "cost_amount_expected": plan.expected,
        "cost_per_unit": plan.unit_cost,
        "is_expected_cost": plan.expected != 0 and plan.actual == 0,
        "is_adjustment": plan.is_adjustment,
        "applies_to_value_entry_no": None,
    }
