"""Hold a posting back as a batch, write what was decided, keep reasons and limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.journals.limits import Limits
from scanner_app.journals.models import InventorySetup, JournalBatch, JournalLine, ReasonCode
from scanner_app.kernel.money import amount
from scanner_app.kernel.terms import JournalSource, ReviewStatus
from scanner_app.ledger.draft import DraftLine


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A draft line that is held back, with what the supervisor weighs.

    Attributes:
        unit_cost: per base unit, >= 0.
        expected_base, counted_base: of a count, base units; None for an adjustment.
    """

    draft: DraftLine
    unit_cost: Decimal
    expected_base: Decimal | None = None
    counted_base: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStamp:
    """Why, where and by whom a posting was held back."""

    source: JournalSource
    document_no: str
    location_code: str
    bin_code: str
    held_because: str
    created_by: str
    created_at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided; `register_no` is the posting of an approval, None of a rejection."""

    status: ReviewStatus
    decided_by: str
    decided_at_utc: datetime
    reason: str
    register_no: int | None = None


def hold(connection: Connection, lines: Sequence[HeldLine], stamp: HoldStamp) -> int:
    """Write a batch that waits for a supervisor.

    Returns: its id.
    """
    values = [amount(line.draft.quantity_base * line.unit_cost) for line in lines]
    batch_id: int = connection.execute(
        insert(JournalBatch)
        .values(
            source=stamp.source.value,
            document_no=stamp.document_no,
            location_code=stamp.location_code,
            bin_code=stamp.bin_code,
            held_because=stamp.held_because,
            value_at_risk=sum(values, Decimal(0)),
            created_by=stamp.created_by,
            created_at_utc=stamp.created_at_utc,
            status=ReviewStatus.PENDING.value,
            version=1,
        )
        .returning(JournalBatch.batch_id)
    ).scalar_one()
    connection.execute(
        insert(JournalLine),
        [
            {"batch_id": batch_id, "value_at_risk": value, **_line(line)}
            for line, value in zip(lines, values, strict=True)
        ],
    )
    return batch_id


def supersede(
    connection: Connection, *, location_code: str, bin_code: str, document_no: str
) -> None:
    """Take back the count differences of a place that still wait: it was counted again.

    Otherwise the same difference could be approved twice.
    """
    connection.execute(
        update(JournalBatch)
        .where(
            JournalBatch.location_code == location_code,
            JournalBatch.bin_code == bin_code,
            JournalBatch.source == JournalSource.COUNT.value,
            JournalBatch.status == ReviewStatus.PENDING.value,
        )
        .values(
            status=ReviewStatus.SUPERSEDED.value,
            decision_reason=f"Counted again: {document_no}",
            version=JournalBatch.version + 1,
        )
    )


def decide(connection: Connection, batch_id: int, *, version: int, decision: Decision) -> bool:
    """Write the decision on a batch that still waits at the version that was looked at.

    Returns: False if it no longer did; then nothing is written.
    """
    written = connection.execute(
        update(JournalBatch)
        .where(
            JournalBatch.batch_id == batch_id,
            JournalBatch.version == version,
            JournalBatch.status == ReviewStatus.PENDING.value,
        )
        .values(
            status=decision.status.value,
            decided_by=decision.decided_by,
            decided_at_utc=decision.decided_at_utc,
            decision_reason=decision.reason,
            register_no=decision.register_no,
            version=version + 1,
        )
    )
    return written.rowcount == 1


def set_limits(connection: Connection, limits: Limits, *, by: str, now: datetime) -> None:
    """Put new limits in force; the old ones stay as history."""
    connection.execute(
        insert(InventorySetup).values(
            value_max=limits.value_max,
            quantity_max=limits.quantity_max,
            set_by=by,
            set_at_utc=now,
        )
    )


def add_reasons(connection: Connection, reasons: Sequence[tuple[str, str]]) -> None:
    """Add reasons (code, description); those that exist stay as they are."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(
        make(ReasonCode).on_conflict_do_nothing(),
        [
            {"code": code, "description": description, "is_blocked": False}
            for code, description in reasons
        ],
    )


def _line(line: HeldLine) -> dict[str, object]:
    draft = line.draft
    return {
        "line_no": draft.line_no,
        "entry_type": draft.entry_type.value,
        "document_type": draft.document_type.value,
        "item_no": draft.item_no,
        "variant_code": draft.variant_code,
        "location_code": draft.location_code,
        "bin_code": draft.bin_code,
        "lot_no": draft.lot_no,
        "serial_no": draft.serial_no,
        "expiration_date": draft.expiration_date,
        "unit_of_measure_code": draft.unit_of_measure_code,
        "quantity_per_unit": draft.quantity_per_unit,
        "quantity_base": draft.quantity_base,
        "unit_cost": line.unit_cost,
        "reason_code": draft.reason_code,
        "quantity_expected_base": line.expected_base,
        "quantity_counted_base": line.counted_base,
    }
