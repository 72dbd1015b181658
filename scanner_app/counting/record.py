"""Write a count: the order with expected and found, and the recording as the person said it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, insert

from scanner_app.counting.lines import CountLine, differing
from scanner_app.counting.models import (
    PhysInventoryLine,
    PhysInventoryOrder,
    PhysInventoryRecording,
    PhysInventoryRecordingLine,
)

_FIRST_RECORDING = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """A line as the person counted it: the unit he used, and what that is in base units."""

    item_no: str
    variant_code: str
    lot_no: str
    serial_no: str
    expiration_date: date | None
    unit_of_measure_code: str
    quantity_per_unit: Decimal
    quantity_base: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStamp:
    """Where, when and by whom a place was counted."""

    document_no: str
    location_code: str
    bin_code: str
    order_date: date
    recorded_by: str
    recorded_at_utc: datetime
    is_empty: bool


def record_count(
    connection: Connection,
    lines: Sequence[CountLine],
    *,
    said: Sequence[SaidLine],
    stamp: CountStamp,
) -> None:
    """Write the order, its lines and its recording; none of them is ever changed.

    Args:
        connection: of the count's transaction.
        lines: expected and found of the whole place; none if it was empty and known as empty.
        said: the lines of the recording, in the order in which they were counted.
        stamp: where, when and by whom.
    """
    no = stamp.document_no
    connection.execute(
        insert(PhysInventoryOrder).values(
            no=no,
            location_code=stamp.location_code,
            bin_code=stamp.bin_code,
            order_date=stamp.order_date,
            lines_counted=len(lines),
            lines_different=len(differing(lines)),
        )
    )
    connection.execute(
        insert(PhysInventoryRecording).values(
            order_no=no,
            recording_no=_FIRST_RECORDING,
            recorded_by=stamp.recorded_by,
            recorded_at_utc=stamp.recorded_at_utc,
            is_empty=stamp.is_empty,
        )
    )
    if lines:
        connection.execute(
            insert(PhysInventoryLine), [{"order_no": no, **asdict(line)} for line in lines]
        )
    if said:
        connection.execute(
            insert(PhysInventoryRecordingLine),
            [
                {"order_no": no, "recording_no": _FIRST_RECORDING, "line_no": line_no}
                | asdict(line)
                for line_no, line in enumerate(said, 1)
            ],
        )
