"""Readers of what is known of lots and serial numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, tuple_

from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.tracking.models import LotNoInformation, SerialNoInformation

LotKey = tuple[str, str, str]
"""(item no., variant code, lot or serial no.)"""


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What is known of a lot or of a serial number.

    Attributes:
        number: the lot no. or the serial no.
    """

    item_no: str
    variant_code: str
    number: str
    expiration_date: date | None
    is_blocked: bool

    @property
    def key(self) -> LotKey:
        """How readers of several lots name this one."""
        return (self.item_no, self.variant_code, self.number)


_LOT = LotNoInformation
_SERIAL = SerialNoInformation
_LOTS = select(_LOT.item_no, _LOT.variant_code, _LOT.lot_no, _LOT.expiration_date, _LOT.is_blocked)
_SERIALS = select(
    _SERIAL.item_no,
    _SERIAL.variant_code,
    _SERIAL.serial_no,
    _SERIAL.expiration_date,
    _SERIAL.is_blocked,
)


def lots_named(connection: Connection, lot_no: str) -> tuple[LotFacts, ...]:
    """Read the lots of a number, of whatever item; several are a choice."""
    statement = _LOTS.where(_LOT.lot_no == lot_no).order_by(_LOT.item_no, _LOT.variant_code)
    return tuple(LotFacts(*row) for row in connection.execute(statement.limit(PAGE_ROWS_MAX)))


def serials_named(connection: Connection, serial_no: str) -> tuple[LotFacts, ...]:
    """Read the pieces of a serial number, of whatever item; several are a choice."""
    statement = _SERIALS.where(_SERIAL.serial_no == serial_no).order_by(
        _SERIAL.item_no, _SERIAL.variant_code
    )
    return tuple(LotFacts(*row) for row in connection.execute(statement.limit(PAGE_ROWS_MAX)))


def known_lots(connection: Connection, keys: Collection[LotKey]) -> dict[LotKey, LotFacts]:
    """Read what is known of some lots, in one statement; unknown ones are left out."""
    asked = sorted({key for key in keys if key[2]})
    if not asked:
        return {}
    statement = _LOTS.where(tuple_(_LOT.item_no, _LOT.variant_code, _LOT.lot_no).in_(asked))
    return {known.key: known for known in (LotFacts(*r) for r in connection.execute(statement))}


def known_serials(connection: Connection, keys: Collection[LotKey]) -> dict[LotKey, LotFacts]:
    """Read what is known of some serial numbers, in one statement."""
    asked = sorted({key for key in keys if key[2]})
    if not asked:
        return {}
    statement = _SERIALS.where(
        tuple_(_SERIAL.item_no, _SERIAL.variant_code, _SERIAL.serial_no).in_(asked)
    )
    return {known.key: known for known in (LotFacts(*r) for r in connection.execute(statement))}
