"""Readers of journal batches, reason codes and review limits."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from scanner_app.journals.limits import DEFAULT, Limits
from scanner_app.journals.models import InventorySetup, JournalBatch, JournalLine, ReasonCode
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.page import Page
from scanner_app.kernel.terms import DocumentType, EntryType, JournalSource, ReviewStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A batch that waits, or what became of it.

    Attributes:
        held_because: the limit it broke, or the code of the problem that kept it from posting.
        value_at_risk: two decimals, surpluses and losses added up without sign.
        register_no: the posting of an approved batch, None otherwise.
    """

    batch_id: int
    source: JournalSource
    document_no: str
    location_code: str
    bin_code: str
    held_because: str
    value_at_risk: Decimal
    created_by: str
    created_at_utc: datetime
    status: ReviewStatus
    version: int
    decided_by: str
    decided_at_utc: datetime | None
    decision_reason: str
    register_no: int | None

    @property
    def etag(self) -> str:
        """Names what was looked at; a decision carries it."""
        return f"{self.batch_id}-{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """A line of a batch.

    Attributes:
        quantity_base: base units, > 0; the entry type says the direction.
        unit_cost: per base unit when it was held. value_at_risk: two decimals, >= 0.
        quantity_expected_base, quantity_counted_base: of a count, None for an adjustment.
    """

    line_no: int
    entry_type: EntryType
    document_type: DocumentType
    item_no: str
    variant_code: str
    location_code: str
    bin_code: str
    lot_no: str
    serial_no: str
    expiration_date: date | None
    unit_of_measure_code: str
    quantity_per_unit: Decimal
    quantity_base: Decimal
    unit_cost: Decimal
    value_at_risk: Decimal
    reason_code: str
    quantity_expected_base: Decimal | None
    quantity_counted_base: Decimal | None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch with its lines in line order."""

    head: BatchRow
    lines: tuple[BatchLine, ...]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason that may be chosen."""

    code: str
    description: str


def pending(
    connection: Connection,
    *,
    after: str = "",
    limit: int = PAGE_ROWS_MAX,
    location_code: str = "",
    source: JournalSource | None = None,
) -> Page[BatchRow]:
    """List what waits for a supervisor: the highest value at risk first, then the oldest.

    Args:
        connection: of a reading or a transaction.
        after: the cursor of the page before, "" for the first page.
        limit: 1..`PAGE_ROWS_MAX`.
        location_code: only batches of this location, "" for all.
        source: only counts or only adjustments, None for both.
    """
    rows_max = min(limit, PAGE_ROWS_MAX)
    asked = _heads().where(JournalBatch.status == ReviewStatus.PENDING.value)
    if after:
        value, batch_id = _read_cursor(after)
        asked = asked.where(
            or_(
                JournalBatch.value_at_risk < value,
                and_(JournalBatch.value_at_risk == value, JournalBatch.batch_id > batch_id),
            )
        )
    if location_code:
        asked = asked.where(JournalBatch.location_code == location_code)
    if source is not None:
        asked = asked.where(JournalBatch.source == source.value)
    asked = asked.order_by(JournalBatch.value_at_risk.desc(), JournalBatch.batch_id)
    found = connection.execute(asked.limit(rows_max + 1)).mappings().all()
    rows = tuple(_head(row) for row in found[:rows_max])
    last = rows[-1] if len(found) > rows_max else None
    return Page(rows, f"{last.value_at_risk}_{last.batch_id}" if last else "")


def pending_count(connection: Connection) -> int:
    """Say how many batches wait."""
    return connection.execute(
        select(func.count()).where(JournalBatch.status == ReviewStatus.PENDING.value)
    ).scalar_one()


def decided(
    connection: Connection, *, before: int = 0, limit: int = PAGE_ROWS_MAX
) -> Page[BatchRow]:
    """List what was decided or superseded, newest first.

    Args:
        connection: of a reading or a transaction.
        before: the batch id before which the page begins, 0 for the first page.
        limit: 1..`PAGE_ROWS_MAX`.
    """
    rows_max = min(limit, PAGE_ROWS_MAX)
    asked = _heads().where(JournalBatch.status != ReviewStatus.PENDING.value)
    if before:
        asked = asked.where(JournalBatch.batch_id < before)
    asked = asked.order_by(JournalBatch.batch_id.desc()).limit(rows_max + 1)
    rows = tuple(_head(row) for row in connection.execute(asked).mappings())
    return Page(rows[:rows_max], str(rows[rows_max - 1].batch_id) if len(rows) > rows_max else "")


def batch(connection: Connection, batch_id: int) -> Batch | None:
    """Read a batch with its lines; None if there is none of that id."""
    return _batch(connection, _heads().where(JournalBatch.batch_id == batch_id))


def batch_locked(connection: Connection, batch_id: int) -> Batch | None:
    """Read a batch and lock it until the end of the transaction, for a decision."""
    locked = _heads().where(JournalBatch.batch_id == batch_id).with_for_update()
    return _batch(connection, locked)


def reasons(connection: Connection) -> tuple[ReasonRow, ...]:
    """Read the reasons that may be chosen, by code (a short list)."""
    rows = connection.execute(
        select(ReasonCode.code, ReasonCode.description)
        .where(ReasonCode.is_blocked.is_(False))
        .order_by(ReasonCode.code)
        .limit(PAGE_ROWS_MAX)
    )
    return tuple(ReasonRow(*row) for row in rows)


def is_reason(connection: Connection, code: str) -> bool:
    """Say whether a reason is in use."""
    found = select(ReasonCode.code).where(ReasonCode.code == code, ReasonCode.is_blocked.is_(False))
    return connection.execute(found).first() is not None


def limits(connection: Connection) -> Limits:
    """Read the limits in force: the newest, or the default if none were ever set."""
    row = connection.execute(
        select(InventorySetup.value_max, InventorySetup.quantity_max)
        .order_by(InventorySetup.entry_no.desc())
        .limit(1)
    ).one_or_none()
    return DEFAULT if row is None else Limits(row.value_max, row.quantity_max)


def _heads() -> Select[*tuple[Any, ...]]:
    table = JournalBatch.__table__
    return select(*[table.c[name] for name in BatchRow.__slots__])


def _head(row: Any) -> BatchRow:  # a RowMapping; its values have the column types
    terms = {"source": JournalSource(row["source"]), "status": ReviewStatus(row["status"])}
    return BatchRow(**{**row, **terms})


def _batch(connection: Connection, asked: Select[*tuple[Any, ...]]) -> Batch | None:
    head = connection.execute(asked).mappings().one_or_none()
    if head is None:
        return None
    table = JournalLine.__table__
    rows = connection.execute(
        select(*[table.c[name] for name in BatchLine.__slots__])
        .where(table.c.batch_id == head["batch_id"])
        .order_by(table.c.line_no)
    ).mappings()
    return Batch(_head(head), tuple(_line(row) for row in rows))


def _line(row: Any) -> BatchLine:  # a RowMapping; its values have the column types
    terms = {
        "entry_type": EntryType(row["entry_type"]),
        "document_type": DocumentType(row["document_type"]),
    }
    return BatchLine(**{**row, **terms})


def _read_cursor(after: str) -> tuple[Decimal, int]:
    value, _, batch_id = after.partition("_")
    digits = value.replace(".", "", 1)
    if not (digits.isdecimal() and batch_id.isdecimal() and after.isascii()):
        return Decimal(0), 0
    return Decimal(value), int(batch_id)
