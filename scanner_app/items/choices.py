"""Reader of what a new item card may name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from scanner_app.items import record
from scanner_app.items.queries import CodeRow, tracking_codes, units_of_measure


@dataclass(frozen=True, slots=True)
class ItemChoices:
    """The codes of units of measure and item tracking, to choose from."""

    units: tuple[CodeRow, ...]
    tracking_codes: tuple[CodeRow, ...]


def choices(connection: Connection) -> ItemChoices:
    """Read the codes that are set up, and add the standard ones.

    The standard ones are written with the first item, so an empty company can name them already.
    """
    return ItemChoices(
        _with_standard(units_of_measure(connection), record.STANDARD_UNITS),
        _with_standard(tracking_codes(connection), record.STANDARD_TRACKING_CODES),
    )


def _with_standard(
    known: tuple[CodeRow, ...],
    standard: Sequence[record.Unit] | Sequence[record.TrackingCode],
) -> tuple[CodeRow, ...]:
    codes = {row.code for row in known}
    missing = (CodeRow(one.code, one.description) for one in standard if one.code not in codes)
    return (*known, *missing)
